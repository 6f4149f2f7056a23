package dev.flambeau.cpu.machine;

import static dev.flambeau.cpu.machine.Assembler.R10;
import static dev.flambeau.cpu.machine.Assembler.R11;
import static dev.flambeau.cpu.machine.Assembler.R12;
import static dev.flambeau.cpu.machine.Assembler.R13;
import static dev.flambeau.cpu.machine.Assembler.R14;
import static dev.flambeau.cpu.machine.Assembler.R15;
import static dev.flambeau.cpu.machine.Assembler.R8;
import static dev.flambeau.cpu.machine.Assembler.R9;
import static dev.flambeau.cpu.machine.Assembler.RAX;
import static dev.flambeau.cpu.machine.Assembler.RBP;
import static dev.flambeau.cpu.machine.Assembler.RBX;
import static dev.flambeau.cpu.machine.Assembler.RCX;
import static dev.flambeau.cpu.machine.Assembler.RDI;
import static dev.flambeau.cpu.machine.Assembler.RDX;
import static dev.flambeau.cpu.machine.Assembler.RSI;
import static dev.flambeau.cpu.machine.Assembler.RSP;
import static dev.flambeau.cpu.machine.Operand.at;
import static dev.flambeau.cpu.machine.Operand.v;
import static dev.flambeau.cpu.machine.Operation.ABS_BYTES;
import static dev.flambeau.cpu.machine.Operation.ADD;
import static dev.flambeau.cpu.machine.Operation.ADD_BITS;
import static dev.flambeau.cpu.machine.Operation.AND;
import static dev.flambeau.cpu.machine.Operation.BLEND;
import static dev.flambeau.cpu.machine.Operation.BROADCAST;
import static dev.flambeau.cpu.machine.Operation.BYTES_OF_MASK;
import static dev.flambeau.cpu.machine.Operation.CLASSIFY;
import static dev.flambeau.cpu.machine.Operation.COMPARE;
import static dev.flambeau.cpu.machine.Operation.DIV;
import static dev.flambeau.cpu.machine.Operation.EQUAL_INTS;
import static dev.flambeau.cpu.machine.Operation.EXTRACT_QUARTER;
import static dev.flambeau.cpu.machine.Operation.FMA213;
import static dev.flambeau.cpu.machine.Operation.FMA231;
import static dev.flambeau.cpu.machine.Operation.FROM_INTS;
import static dev.flambeau.cpu.machine.Operation.INSERT_HALF;
import static dev.flambeau.cpu.machine.Operation.LOAD;
import static dev.flambeau.cpu.machine.Operation.LOAD_BYTES;
import static dev.flambeau.cpu.machine.Operation.MOVE_LONG;
import static dev.flambeau.cpu.machine.Operation.MUL;
import static dev.flambeau.cpu.machine.Operation.NARROW_TO_BYTES;
import static dev.flambeau.cpu.machine.Operation.OR;
import static dev.flambeau.cpu.machine.Operation.QUARTERS;
import static dev.flambeau.cpu.machine.Operation.RANGE;
import static dev.flambeau.cpu.machine.Operation.SHIFT;
import static dev.flambeau.cpu.machine.Operation.SHIFT_ARITHMETIC;
import static dev.flambeau.cpu.machine.Operation.SQRT;
import static dev.flambeau.cpu.machine.Operation.STORE;
import static dev.flambeau.cpu.machine.Operation.STORE_BYTES;
import static dev.flambeau.cpu.machine.Operation.STORE_LONG;
import static dev.flambeau.cpu.machine.Operation.STREAM;
import static dev.flambeau.cpu.machine.Operation.SUB;
import static dev.flambeau.cpu.machine.Operation.SUB_BITS;
import static dev.flambeau.cpu.machine.Operation.TEST_BYTES;
import static dev.flambeau.cpu.machine.Operation.UNPACK_HIGH;
import static dev.flambeau.cpu.machine.Operation.UNPACK_HIGH_PAIRS;
import static dev.flambeau.cpu.machine.Operation.UNPACK_LOW;
import static dev.flambeau.cpu.machine.Operation.UNPACK_LOW_PAIRS;
import static dev.flambeau.cpu.machine.Operation.WIDEN_BYTES;
import static dev.flambeau.cpu.machine.Operation.XOR;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import dev.flambeau.cpu.machine.Assembler.Condition;
import dev.flambeau.cpu.machine.Assembler.Label;
import java.util.HexFormat;
import java.util.function.Consumer;
import org.junit.jupiter.api.Test;

/** Each instruction's bytes, beside what GNU objdump 2.40 reads in them. */
class AssemblerTest {
    private static void check(boolean isWide, String text, String bytes, Consumer<Assembler> instruction) {
        Assembler code = new Assembler(isWide);
        instruction.accept(code);
        String all = HexFormat.of().formatHex(code.finish());
        assertEquals(bytes, all.substring(0, bytes.length()), text);
        assertEquals("", all.substring(bytes.length()).replace("cc", ""), text + ": what fills up the code");
    }

    private static void floats(String text, String bytes, Consumer<Assembler> instruction) {
        check(false, text, bytes, instruction);
    }

    private static void doubles(String text, String bytes, Consumer<Assembler> instruction) {
        check(true, text, bytes, instruction);
    }

    @Test
    void instructionsOnFloats() {
        floats("vaddps zmm1,zmm2,zmm3", "62f16c4858cb", a -> a.vector(ADD, 1, 2, v(3)));
        floats("vsubps zmm9,zmm18,zmm27", "62116c405ccb", a -> a.vector(SUB, 9, 18, v(27)));
        floats("vmulps zmm31,zmm15,ZMMWORD PTR [rsi]", "62610448593e", a -> a.vector(MUL, 31, 15, at(RSI)));
        floats("vdivps zmm0,zmm16,ZMMWORD PTR [r13+r10*4+0x0]", "62917c405e849500000000",
                a -> a.vector(DIV, 0, 16, at(R13, R10, 2)));
        floats("vmulps zmm7,zmm8,DWORD BCST [rsp-0x8]", "62f13c5859bc24f8ffffff",
                a -> a.vector(MUL, 7, 8, at(RSP).plus(-8).repeated()));
        floats("vsqrtps zmm20,zmm30", "62817c4851e6", a -> a.vector(SQRT, 20, v(30)));
        floats("vfmadd213ps zmm4,zmm5,zmm6", "62f25548a8e6", a -> a.vector(FMA213, 4, 5, v(6)));
        floats("vfmadd231ps zmm24,zmm25,ZMMWORD PTR [r12+0x40]", "62423540b8842440000000",
                a -> a.vector(FMA231, 24, 25, at(R12).plus(64)));
        floats("vpandd zmm1,zmm2,zmm3", "62f16d48dbcb", a -> a.vector(AND, 1, 2, v(3)));
        floats("vpord zmm1,zmm2,zmm3", "62f16d48ebcb", a -> a.vector(OR, 1, 2, v(3)));
        floats("vpxord zmm1,zmm2,zmm3", "62f16d48efcb", a -> a.vector(XOR, 1, 2, v(3)));
        floats("vpaddd zmm1,zmm2,zmm3", "62f16d48fecb", a -> a.vector(ADD_BITS, 1, 2, v(3)));
        floats("vpsubd zmm1,zmm2,zmm3", "62f16d48facb", a -> a.vector(SUB_BITS, 1, 2, v(3)));
        floats("vmovups zmm17,ZMMWORD PTR [r8+rax*4]", "62c17c48100c80", a -> a.vector(LOAD, 17, at(R8, RAX, 2)));
        floats("vmovups ZMMWORD PTR [rbp+r11*8+0x0],zmm17", "62a17c48118cdd00000000",
                a -> a.vector(STORE, 17, at(RBP, R11, 3)));
        floats("vmovntps ZMMWORD PTR [rdx],zmm2", "62f17c482b12", a -> a.vector(STREAM, 2, at(RDX)));
        floats("vbroadcastss zmm3,xmm19", "62b27d4818db", a -> a.vector(BROADCAST, 3, v(19)));
        floats("vbroadcastss zmm3,DWORD PTR [rdi+0x4]", "62f27d48189f04000000",
                a -> a.vector(BROADCAST, 3, at(RDI).plus(4)));
        floats("vpmovzxbd zmm6,XMMWORD PTR [rcx+rax*1]", "62f27d48313401",
                a -> a.vector(WIDEN_BYTES, 6, at(RCX, RAX, 0)));
        floats("vcvtdq2ps zmm6,zmm6", "62f17c485bf6", a -> a.vector(FROM_INTS, 6, v(6)));
        floats("vmovups zmm5{k7}{z},ZMMWORD PTR [r14]", "62d17ccf102e", a -> a.orZero(LOAD, 7, 5, at(R14)));
        floats("vmovups ZMMWORD PTR [r15]{k7},zmm5", "62d17c4f112f", a -> a.masked(STORE, 7, 5, 0, at(R15)));
        floats("vblendmps zmm10{k3},zmm11,zmm12", "6252254b65d4", a -> a.masked(BLEND, 3, 10, 11, v(12)));
        floats("vcmpgt_oqps k2,zmm30,zmm14", "62d10c40c2d61e", a -> a.withNumber(COMPARE, 2, 30, v(14), 0x1E));
        floats("vrangeps zmm21,zmm22,zmm23,0x5", "62a34d4050ef05", a -> a.withNumber(RANGE, 21, 22, v(23), 5));
        floats("vpslld zmm8,zmm9,0x17", "62d13d4872f117", a -> a.withNumber(SHIFT, 6, 8, v(9), 23));
        floats("vpsrad zmm8,zmm9,0x17", "62d13d4872e117", a -> a.withNumber(SHIFT_ARITHMETIC, 4, 8, v(9), 23));
        floats("vmovdqu8 xmm31,XMMWORD PTR [rsi+rax*1]", "62617f086f3c06",
                a -> a.narrow(LOAD_BYTES, 31, 0, at(RSI, RAX, 0)));
        floats("vmovdqu8 XMMWORD PTR [r9],xmm31", "62417f087f39", a -> a.narrow(STORE_BYTES, 31, 0, at(R9)));
        floats("vmovdqu8 XMMWORD PTR [r9]{k7},xmm31", "62417f0f7f39", a -> a.narrowMasked(STORE_BYTES, 7, 31, at(R9)));
        floats("vmovdqu8 xmm31{k7}{z},XMMWORD PTR [r9]", "62417f8f6f39",
                a -> a.narrowMasked(LOAD_BYTES, 7, 31, at(R9)));
        floats("vptestmb k4,xmm31,xmm31", "6292050026e7", a -> a.narrow(TEST_BYTES, 4, 31, v(31)));
        floats("vpmovm2b xmm31,k5", "62627e0828fd", a -> a.narrow(BYTES_OF_MASK, 31, 0, v(5)));
        floats("vpabsb xmm31,xmm31", "62027d081cff", a -> a.narrow(ABS_BYTES, 31, 0, v(31)));
        floats("vmovq xmm31,QWORD PTR [rsi+0x18]", "6261fd086ebe18000000",
                a -> a.narrow(MOVE_LONG, 31, 0, at(RSI).plus(24)));
        floats("vmovq QWORD PTR [rsi],xmm31", "6261fd087e3e", a -> a.narrow(STORE_LONG, 31, 0, at(RSI)));
        floats("vmovq xmm18,r9", "62c1fd086ed1", a -> a.fromGeneral(18, R9));
        floats("vcvtsd2ss xmm18,xmm17,xmm17", "62a1f7005ad1", a -> a.narrowOne(18, 17));
        floats("kmovw k7,r10d", "c4c17892fa", a -> a.toMask(7, R10));
        floats("kandw k1,k2,k3", "c4e16c41cb", a -> a.maskAnd(1, 2, 3));
        floats("korw k4,k5,k6", "c4e15445e6", a -> a.maskOr(4, 5, 6));
        floats("kxorw k1,k2,k7", "c4e16c47cf", a -> a.maskXor(1, 2, 7));
        floats("knotw k5,k3", "c4e17844eb", a -> a.maskNot(5, 3));
        floats("vunpcklps zmm24,zmm0,zmm5", "62617c4814c5", a -> a.vector(UNPACK_LOW, 24, 0, v(5)));
        floats("vunpckhps zmm24,zmm0,zmm31", "62017c4815c7", a -> a.vector(UNPACK_HIGH, 24, 0, v(31)));
        floats("vpunpcklqdq zmm28,zmm24,zmm26", "6201bd406ce2", a -> a.vector(UNPACK_LOW_PAIRS, 28, 24, v(26)));
        floats("vpunpckhqdq zmm28,zmm24,zmm26", "6201bd406de2", a -> a.vector(UNPACK_HIGH_PAIRS, 28, 24, v(26)));
        floats("vinsertf64x4 zmm25,zmm25,YMMWORD PTR [rax+0x70],0x1", "6263b5401a887000000001",
                a -> a.withNumber(INSERT_HALF, 25, 25, at(RAX).plus(112), 1));
        floats("vextractf32x4 XMMWORD PTR [rax+0x10],zmm29,0x3", "62637d4819a81000000003",
                a -> a.withNumber(EXTRACT_QUARTER, 29, 0, at(RAX).plus(16), 3));
        floats("vshuff32x4 zmm16,zmm3,zmm7,0xee", "62e3654823c7ee", a -> a.withNumber(QUARTERS, 16, 3, v(7), 0xEE));
        floats("vfpclassps k2,ZMMWORD PTR [rdi],0x99", "62f37d48661799",
                a -> a.withNumber(CLASSIFY, 2, 0, at(RDI), 0x99));
        floats("vpcmpeqd k2,zmm2,zmm9", "62d16d4876d1", a -> a.vector(EQUAL_INTS, 2, 2, v(9)));
        floats("vpmovdb XMMWORD PTR [rdx]{k1},zmm2", "62f27e493112", a -> a.masked(NARROW_TO_BYTES, 1, 2, 0, at(RDX)));
        floats("vmovups ymm24,YMMWORD PTR [rax+0x4]", "62617c28108004000000",
                a -> a.half(LOAD, 24, 0, at(RAX).plus(4)));
        floats("vaddps ymm29,ymm29,YMMWORD PTR [rcx]", "626114205829", a -> a.half(ADD, 29, 29, at(RCX)));
        floats("vmovups ymm0{k2}{z},YMMWORD PTR [rax]", "62f17caa1000", a -> a.halfOrZero(LOAD, 2, 0, at(RAX)));
        floats("kmovw eax,k1", "c4e17893c1", a -> a.fromMask(RAX, 1));
    }

    @Test
    void instructionsOnDoubles() {
        doubles("vaddpd zmm1,zmm2,zmm3", "62f1ed4858cb", a -> a.vector(ADD, 1, 2, v(3)));
        doubles("vsubpd zmm9,zmm18,zmm27", "6211ed405ccb", a -> a.vector(SUB, 9, 18, v(27)));
        doubles("vmulpd zmm31,zmm15,ZMMWORD PTR [rsi]", "62618548593e", a -> a.vector(MUL, 31, 15, at(RSI)));
        doubles("vdivpd zmm0,zmm16,ZMMWORD PTR [r13+r10*4+0x0]", "6291fd405e849500000000",
                a -> a.vector(DIV, 0, 16, at(R13, R10, 2)));
        doubles("vmulpd zmm7,zmm8,QWORD BCST [rsp-0x8]", "62f1bd5859bc24f8ffffff",
                a -> a.vector(MUL, 7, 8, at(RSP).plus(-8).repeated()));
        doubles("vsqrtpd zmm20,zmm30", "6281fd4851e6", a -> a.vector(SQRT, 20, v(30)));
        doubles("vfmadd213pd zmm4,zmm5,zmm6", "62f2d548a8e6", a -> a.vector(FMA213, 4, 5, v(6)));
        doubles("vfmadd231pd zmm24,zmm25,ZMMWORD PTR [r12+0x40]", "6242b540b8842440000000",
                a -> a.vector(FMA231, 24, 25, at(R12).plus(64)));
        doubles("vpandq zmm1,zmm2,zmm3", "62f1ed48dbcb", a -> a.vector(AND, 1, 2, v(3)));
        doubles("vporq zmm1,zmm2,zmm3", "62f1ed48ebcb", a -> a.vector(OR, 1, 2, v(3)));
        doubles("vpxorq zmm1,zmm2,zmm3", "62f1ed48efcb", a -> a.vector(XOR, 1, 2, v(3)));
        doubles("vpaddq zmm1,zmm2,zmm3", "62f1ed48d4cb", a -> a.vector(ADD_BITS, 1, 2, v(3)));
        doubles("vpsubq zmm1,zmm2,zmm3", "62f1ed48fbcb", a -> a.vector(SUB_BITS, 1, 2, v(3)));
        doubles("vmovupd zmm17,ZMMWORD PTR [r8+rax*4]", "62c1fd48100c80", a -> a.vector(LOAD, 17, at(R8, RAX, 2)));
        doubles("vmovupd ZMMWORD PTR [rbp+r11*8+0x0],zmm17", "62a1fd48118cdd00000000",
                a -> a.vector(STORE, 17, at(RBP, R11, 3)));
        doubles("vmovntpd ZMMWORD PTR [rdx],zmm2", "62f1fd482b12", a -> a.vector(STREAM, 2, at(RDX)));
        doubles("vbroadcastsd zmm3,xmm19", "62b2fd4819db", a -> a.vector(BROADCAST, 3, v(19)));
        doubles("vbroadcastsd zmm3,QWORD PTR [rdi+0x4]", "62f2fd48199f04000000",
                a -> a.vector(BROADCAST, 3, at(RDI).plus(4)));
        doubles("vmovupd zmm5{k7}{z},ZMMWORD PTR [r14]", "62d1fdcf102e", a -> a.orZero(LOAD, 7, 5, at(R14)));
        doubles("vmovupd ZMMWORD PTR [r15]{k7},zmm5", "62d1fd4f112f", a -> a.masked(STORE, 7, 5, 0, at(R15)));
        doubles("vblendmpd zmm10{k3},zmm11,zmm12", "6252a54b65d4", a -> a.masked(BLEND, 3, 10, 11, v(12)));
        doubles("vcmpgt_oqpd k2,zmm30,zmm14", "62d18d40c2d61e", a -> a.withNumber(COMPARE, 2, 30, v(14), 0x1E));
        doubles("vrangepd zmm21,zmm22,zmm23,0x5", "62a3cd4050ef05", a -> a.withNumber(RANGE, 21, 22, v(23), 5));
        doubles("vpsllq zmm8,zmm9,0x17", "62d1bd4873f117", a -> a.withNumber(SHIFT, 6, 8, v(9), 23));
        doubles("vpsraq zmm8,zmm9,0x17", "62d1bd4872e117", a -> a.withNumber(SHIFT_ARITHMETIC, 4, 8, v(9), 23));
        doubles("vunpcklpd zmm24,zmm0,zmm5", "6261fd4814c5", a -> a.vector(UNPACK_LOW, 24, 0, v(5)));
        doubles("vunpckhpd zmm24,zmm0,zmm31", "6201fd4815c7", a -> a.vector(UNPACK_HIGH, 24, 0, v(31)));
        doubles("vfpclasspd k2,ZMMWORD PTR [rdi],0x99", "62f3fd48661799",
                a -> a.withNumber(CLASSIFY, 2, 0, at(RDI), 0x99));
        doubles("vmovupd ymm24,YMMWORD PTR [rax+0x4]", "6261fd28108004000000",
                a -> a.half(LOAD, 24, 0, at(RAX).plus(4)));
        doubles("vaddpd ymm29,ymm29,YMMWORD PTR [rcx]", "626195205829", a -> a.half(ADD, 29, 29, at(RCX)));
        doubles("vmovupd ymm0{k2}{z},YMMWORD PTR [rax]", "62f1fdaa1000", a -> a.halfOrZero(LOAD, 2, 0, at(RAX)));
    }

    @Test
    void instructionsOnGeneralRegisters() {
        floats("mov r8,rdi", "4989f8", a -> a.move(R8, RDI));
        floats("mov r12,QWORD PTR [rsi+0x28]", "4c8ba628000000", a -> a.load(R12, at(RSI).plus(40)));
        floats("lea rax,[rcx+rdx*4+0x400]", "488d849100040000", a -> a.address(RAX, at(RCX, RDX, 2).plus(1024)));
        floats("mov r10,0xffffffffffffffff", "49c7c2ffffffff", a -> a.number(R10, -1));
        floats("add rax,0x10", "4881c010000000", a -> a.add(RAX, 16));
        floats("sub r15,0x1", "4981ef01000000", a -> a.subtract(R15, 1));
        floats("and r11,0xff", "4981e3ff000000", a -> a.and(R11, 255));
        floats("cmp rdi,0x7", "4881ff07000000", a -> a.compare(RDI, 7));
        floats("add rdx,QWORD PTR [rbp+0x0]", "48039500000000", a -> a.add(RDX, at(RBP)));
        floats("add rax,r9", "4c01c8", a -> a.addRegister(RAX, R9));
        floats("cmp rax,rcx", "4839c8", a -> a.compareRegisters(RAX, RCX));
        floats("xor r11,r11", "4d31db", a -> a.clear(R11));
        floats("bzhi r10,r10,rdi", "c442c0f5d2", a -> a.lowBits(R10, R10, RDI));
        floats("push rbx", "53", a -> a.push(RBX));
        floats("push r12", "4154", a -> a.push(R12));
        floats("pop rbp", "5d", a -> a.pop(RBP));
        floats("pop r15", "415f", a -> a.pop(R15));
        floats("sfence", "0faef8", a -> a.fence());
        floats("vzeroupper; ret", "c5f877c3", a -> a.leave());
        floats("cmova rdx,r10", "490f47d2", a -> a.moveIf(Condition.ABOVE, RDX, R10));
        floats("shr r9,0x8", "49c1e908", a -> a.shiftRight(R9, 8));
    }

    /** A loop with a jump back and one forward, numbers behind the code, a saved register; what the function gives back. */
    @Test
    void functionsRun() {
        assumeTrue(MachineCode.isAvailable());
        Assembler code = new Assembler(false);
        Label top = new Label();
        Label end = new Label();
        code.push(RBX);
        code.clear(RAX);
        code.address(RBX, code.data(40, 2));
        code.compare(RDI, 0);
        code.jumpIf(Condition.EQUAL, end);
        code.bind(top);
        code.add(RAX, at(RBX));
        code.add(RAX, at(RBX).plus(Long.BYTES));
        code.subtract(RDI, 1);
        code.jumpIf(Condition.NOT_EQUAL, top);
        code.bind(end);
        code.pop(RBX);
        code.leave();
        MachineCode function = MachineCode.of(code.finish());
        assertEquals(0, function.call(0, 0, 0, 0, 0));
        assertEquals(5 * 42, function.call(5, 0, 0, 0, 0));
    }

    @Test
    void jumpsHaveToLeadSomewhere() {
        Assembler code = new Assembler(false);
        code.jump(new Label());
        assertThrows(IllegalStateException.class, code::finish);
    }
}
