package dev.flambeau.cpu.machine;

import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/**
 * Writes machine code for x86-64 with AVX-512: functions of up to five integers as the System V convention passes them, of which only what kernels
 * need is there. Registers are numbers. Encodings are those of Intel's Software Developer's Manual, volume 2.
 */
public final class Assembler {
    /** General registers. Functions may change these without saving them, but for {@link #RBX}, {@link #RBP} and {@link #R12} to {@link #R15}. */
    public static final int RAX = 0;
    public static final int RCX = 1;
    public static final int RDX = 2;
    public static final int RBX = 3;
    public static final int RSP = 4;
    public static final int RBP = 5;
    public static final int RSI = 6;
    public static final int RDI = 7;
    public static final int R8 = 8;
    public static final int R9 = 9;
    public static final int R10 = 10;
    public static final int R11 = 11;
    public static final int R12 = 12;
    public static final int R13 = 13;
    public static final int R14 = 14;
    public static final int R15 = 15;

    /** Conditions after an operation on general registers. */
    public enum Condition {
        EQUAL(0x4), NOT_EQUAL(0x5), NOT_ABOVE(0x6), ABOVE(0x7), LESS(0xC), NOT_LESS(0xD);

        private final int code;

        Condition(int code) {
            this.code = code;
        }
    }

    /** Predicates of {@link Operation#COMPARE} that more than one kernel has. */
    public static final int GREATER = 0x1E;
    public static final int UNORDERED = 0x03;

    /** A place in the code, which jumps may name before it is known. */
    public static final class Label {
        private int at = -1;
    }

    private record Reference(int from, Label to) {}

    private static final int ALL_LANES = 0; // the mask register that means no mask
    private static final int OF_128_BITS = 0;
    private static final int OF_256_BITS = 1;
    private static final int OF_512_BITS = 2;

    private byte[] code = new byte[512];
    private int size;
    private final List<Reference> references = new ArrayList<>();
    private final Map<Long, Label> constants = new HashMap<>();
    private final Map<Label, long[]> data = new LinkedHashMap<>();
    private final boolean isWide;

    /** Code whose numbers are doubles and longs, or floats and ints. */
    public Assembler(boolean isWide) {
        this.isWide = isWide;
    }

    /** The code, with its constants behind it. */
    public byte[] finish() {
        while (size % 8 != 0) {
            put(0xCC);
        }
        data.forEach((label, numbers) -> {
            bind(label);
            for (long number : numbers) {
                putLong(number);
            }
        });
        ByteBuffer bytes = ByteBuffer.wrap(code).order(ByteOrder.LITTLE_ENDIAN);
        for (Reference reference : references) {
            if (reference.to.at < 0) {
                throw new IllegalStateException("a jump to nowhere");
            }
            // relative to the end of the instruction, of which what follows the reference is kept in its place
            bytes.putInt(reference.from, reference.to.at - (reference.from + 4) - bytes.getInt(reference.from));
        }
        return Arrays.copyOf(code, size);
    }

    // ---- vectors

    /** {@code to = first OP second} in all lanes. */
    public void vector(Operation operation, int to, int first, Operand second) {
        evex(operation, OF_512_BITS, to, first, second, ALL_LANES, false, 0);
    }

    /** {@code to = first OP second} where the mask is set; {@code to} stays as it is elsewhere. */
    public void masked(Operation operation, int mask, int to, int first, Operand second) {
        evex(operation, OF_512_BITS, to, first, second, mask, false, 0);
    }

    /** {@code to = OP operand} where the mask is set, 0 elsewhere. */
    public void orZero(Operation operation, int mask, int to, Operand operand) {
        evex(operation, OF_512_BITS, to, 0, operand, mask, true, 0);
    }

    /** An instruction that ends with a number. */
    public void withNumber(Operation operation, int to, int first, Operand second, int number) {
        evex(operation, OF_512_BITS, to, first, second, ALL_LANES, false, 1);
        put(number);
    }

    /** {@code to = OP operand}. */
    public void vector(Operation operation, int to, Operand operand) {
        vector(operation, to, 0, operand);
    }

    /** An instruction on the lower half; the upper one of a register becomes 0. */
    public void half(Operation operation, int to, int first, Operand second) {
        evex(operation, OF_256_BITS, to, first, second, ALL_LANES, false, 0);
    }

    /** As {@link #orZero} on the lower half. */
    public void halfOrZero(Operation operation, int mask, int to, Operand operand) {
        evex(operation, OF_256_BITS, to, 0, operand, mask, true, 0);
    }

    /** An instruction on the lowest 128 bits. */
    public void narrow(Operation operation, int to, int first, Operand second) {
        evex(operation, OF_128_BITS, to, first, second, ALL_LANES, false, 0);
    }

    /** As {@link #narrow} where the mask is set; elsewhere 0 in a register, and what was there in memory. */
    public void narrowMasked(Operation operation, int mask, int to, Operand operand) {
        boolean stores = operation == Operation.STORE_BYTES;
        evex(operation, OF_128_BITS, to, 0, operand, mask, !stores, 0);
    }

    /** The lowest 64 bits from a general register. */
    public void fromGeneral(int to, int general) {
        prefix(Operation.MOVE_LONG, true, OF_128_BITS, to, 0, general >> 3 & 1, 0, ALL_LANES, false, false);
        put(Operation.MOVE_LONG.opcode(true));
        modRegister(to, general);
    }

    /** A float from the lowest double. */
    public void narrowOne(int to, int from) {
        prefix(Operation.NARROW_ONE, true, OF_128_BITS, to, from, from >> 3 & 1, from >> 4 & 1, ALL_LANES, false,
                false);
        put(Operation.NARROW_ONE.opcode(true));
        modRegister(to, from);
    }

    private void evex(Operation operation, int length, int to, int first, Operand second, int mask, boolean zeroes,
            int rest) {
        boolean isWide = operation.isWide(this.isWide);
        switch (second) {
            case Operand.Vector(int number) -> {
                prefix(operation, isWide, length, to, first, number >> 3 & 1, number >> 4 & 1, mask, zeroes, false);
                put(operation.opcode(isWide));
                modRegister(to, number);
            }
            case Operand.At at -> {
                int index = Math.max(at.index(), 0);
                prefix(operation, isWide, length, to, first, at.base() >> 3 & 1, index >> 3 & 1, mask, zeroes,
                        at.isRepeated() && operation != Operation.BROADCAST);
                put(operation.opcode(isWide));
                modMemory(to, at);
            }
            case Operand.Constant(long bits) -> {
                boolean isRepeated = operation != Operation.BROADCAST; // that one does it by itself
                prefix(operation, isWide, length, to, first, 0, 0, mask, zeroes, isRepeated);
                put(operation.opcode(isWide));
                put((to & 7) << 3 | 5);
                refer(constant(bits), rest);
            }
        }
    }

    /** The four bytes before the opcode; {@code b} and {@code x} extend the last operand's registers. */
    private void prefix(Operation operation, boolean isWide, int length, int to, int first, int b, int x, int mask,
            boolean zeroes, boolean isRepeated) {
        put(0x62);
        put((~to >> 3 & 1) << 7 | (x ^ 1) << 6 | (b ^ 1) << 5 | (~to >> 4 & 1) << 4 | operation.map);
        put((isWide ? 0x80 : 0) | (~first & 15) << 3 | 4 | operation.pp(isWide));
        put((zeroes ? 0x80 : 0) | length << 5 | (isRepeated ? 0x10 : 0) | (~first >> 4 & 1) << 3 | mask);
    }

    private Label constant(long bits) {
        return constants.computeIfAbsent(bits, number -> data(number));
    }

    /** Numbers that lie behind the code. */
    public Label data(long... numbers) {
        Label label = new Label();
        data.put(label, numbers);
        return label;
    }

    // ---- masks

    /** The lowest bits of a general register become a mask. */
    public void toMask(int mask, int general) {
        vex(1, 0, 0, false, mask, 0, general);
        put(0x92);
        modRegister(mask, general);
    }

    /** A mask of the first lanes. */
    public void firstLanes(int mask, int lanes, int general) {
        number(general, (1 << lanes) - 1);
        toMask(mask, general);
    }

    /** A mask of as many first lanes as a register says. */
    public void countedLanes(int mask, int count, int general) {
        number(general, -1);
        lowBits(general, general, count);
        toMask(mask, general);
    }

    /** A mask of 16 lanes becomes the lowest bits of a general register. */
    public void fromMask(int general, int mask) {
        vex(1, 0, 0, false, general, 0, mask);
        put(0x93);
        modRegister(general, mask);
    }

    /** {@code to = first & second} of 16 lanes. */
    public void maskAnd(int to, int first, int second) {
        mask(0x41, to, first, second);
    }

    public void maskOr(int to, int first, int second) {
        mask(0x45, to, first, second);
    }

    public void maskXor(int to, int first, int second) {
        mask(0x47, to, first, second);
    }

    public void maskNot(int to, int from) {
        vex(1, 0, 0, false, to, 0, from);
        put(0x44);
        modRegister(to, from);
    }

    private void mask(int opcode, int to, int first, int second) {
        vex(1, 0, 1, false, to, first, second);
        put(opcode);
        modRegister(to, second);
    }

    private void vex(int map, int pp, int length, boolean isLong, int reg, int first, int rm) {
        put(0xC4);
        put((~reg >> 3 & 1) << 7 | 0x40 | (~rm >> 3 & 1) << 5 | map);
        put((isLong ? 0x80 : 0) | (~first & 15) << 3 | length << 2 | pp);
    }

    // ---- general registers, all of 64 bits

    public void move(int to, int from) {
        registers(0x89, from, to);
    }

    /** Moves if the condition holds. */
    public void moveIf(Condition condition, int to, int from) {
        rex(to, 0, from);
        put(0x0F);
        put(0x40 | condition.code);
        modRegister(to, from);
    }

    public void load(int to, Operand.At from) {
        memory(0x8B, to, from);
    }

    /** The address itself. */
    public void address(int to, Operand.At of) {
        memory(0x8D, to, of);
    }

    /** The address of data or code. */
    public void address(int to, Label of) {
        rex(to, 0, 0);
        put(0x8D);
        put((to & 7) << 3 | 5);
        refer(of, 0);
    }

    public void number(int to, int number) {
        rex(0, 0, to);
        put(0xC7);
        modRegister(0, to);
        putInt(number);
    }

    public void add(int to, int number) {
        arithmetic(0, to, number);
    }

    public void subtract(int to, int number) {
        arithmetic(5, to, number);
    }

    /** Without the sign. */
    public void shiftRight(int to, int bits) {
        rex(0, 0, to);
        put(0xC1);
        modRegister(5, to);
        put(bits);
    }

    public void and(int to, int number) {
        arithmetic(4, to, number);
    }

    public void compare(int register, int number) {
        arithmetic(7, register, number);
    }

    private void arithmetic(int which, int to, int number) {
        rex(0, 0, to);
        put(0x81);
        modRegister(which, to);
        putInt(number);
    }

    public void add(int to, Operand.At from) {
        memory(0x03, to, from);
    }

    public void addRegister(int to, int from) {
        registers(0x01, from, to);
    }

    public void compareRegisters(int first, int second) {
        registers(0x39, second, first);
    }

    public void clear(int register) {
        registers(0x31, register, register);
    }

    /** {@code to} = the lowest {@code count} bits of {@code from}, where count is a register. */
    public void lowBits(int to, int from, int count) {
        vex(2, 0, 0, true, to, count, from);
        put(0xF5);
        modRegister(to, from);
    }

    public void push(int register) {
        if (register > 7) {
            put(0x41);
        }
        put(0x50 | register & 7);
    }

    public void pop(int register) {
        if (register > 7) {
            put(0x41);
        }
        put(0x58 | register & 7);
    }

    public void jump(Label to) {
        put(0xE9);
        refer(to, 0);
    }

    public void jumpIf(Condition condition, Label to) {
        put(0x0F);
        put(0x80 | condition.code);
        refer(to, 0);
    }

    /** A loop: what {@code body} writes runs as often as a register says, at least once. */
    public void repeat(int counter, Runnable body) {
        Label top = new Label();
        align();
        bind(top);
        body.run();
        subtract(counter, 1);
        jumpIf(Condition.NOT_EQUAL, top);
    }

    public void bind(Label label) {
        label.at = size;
    }

    /** The next instruction begins where the processor fetches the next piece of code. */
    public void align() {
        while (size % 32 != 0) {
            put(0x90);
        }
    }

    /** What was written past the caches is there for others before what is written next. */
    public void fence() {
        put(0x0F);
        put(0xAE);
        put(0xF8);
    }

    /** Returns; what comes after runs without the upper halves of vectors. */
    public void leave() {
        put(0xC5);
        put(0xF8);
        put(0x77);
        put(0xC3);
    }

    private void registers(int opcode, int reg, int rm) {
        rex(reg, 0, rm);
        put(opcode);
        modRegister(reg, rm);
    }

    private void memory(int opcode, int reg, Operand.At at) {
        rex(reg, Math.max(at.index(), 0), at.base());
        put(opcode);
        modMemory(reg, at);
    }

    private void rex(int reg, int index, int rm) {
        put(0x48 | (reg >> 3 & 1) << 2 | (index >> 3 & 1) << 1 | rm >> 3 & 1);
    }

    private void modRegister(int reg, int rm) {
        put(0xC0 | (reg & 7) << 3 | rm & 7);
    }

    /** Offsets have four bytes or none: with one byte it would count in widths of the vector. */
    private void modMemory(int reg, Operand.At at) {
        boolean needsOffset = at.offset() != 0 || (at.base() & 7) == RBP;
        int mod = needsOffset ? 0x80 : 0;
        boolean needsIndex = at.index() >= 0 || (at.base() & 7) == RSP;
        put(mod | (reg & 7) << 3 | (needsIndex ? 4 : at.base() & 7));
        if (needsIndex) {
            int index = at.index() < 0 ? RSP : at.index();
            put(at.scale() << 6 | (index & 7) << 3 | at.base() & 7);
        }
        if (needsOffset) {
            putInt(at.offset());
        }
    }

    private void refer(Label to, int rest) {
        references.add(new Reference(size, to));
        putInt(rest);
    }

    private void putLong(long value) {
        putInt((int) value);
        putInt((int) (value >>> 32));
    }

    private void putInt(int value) {
        for (int i = 0; i < 4; i++) {
            put(value >> 8 * i);
        }
    }

    private void put(int value) {
        if (size == code.length) {
            code = Arrays.copyOf(code, 2 * size);
        }
        code[size++] = (byte) value;
    }
}
