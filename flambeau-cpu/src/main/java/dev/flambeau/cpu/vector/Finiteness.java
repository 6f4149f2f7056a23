package dev.flambeau.cpu.vector;

import static dev.flambeau.cpu.machine.Operand.at;
import static dev.flambeau.cpu.machine.Operand.v;
import static java.lang.foreign.ValueLayout.JAVA_INT_UNALIGNED;
import static java.lang.foreign.ValueLayout.JAVA_SHORT_UNALIGNED;

import dev.flambeau.DType;
import dev.flambeau.cpu.machine.Assembler;
import dev.flambeau.cpu.machine.Assembler.Condition;
import dev.flambeau.cpu.machine.Assembler.Label;
import dev.flambeau.cpu.machine.MachineCode;
import dev.flambeau.cpu.machine.Operation;
import dev.flambeau.spi.Raw;
import java.util.concurrent.atomic.AtomicBoolean;

/** Finds out whether numbers are all finite: as ints, without their signs, they lie below infinity then; C2 looks at many at a time. */
public final class Finiteness {
    private static final int INFINITY = 0x7f800000;
    private static final int HALF_INFINITY = 0x7c00;
    private static final int BFLOAT_INFINITY = INFINITY >> Short.SIZE;

    private static final int PIECE = 4096;
    /** What a byte takes. */
    private static final long PICOS = 15;

    private Finiteness() {}

    /** Whether these numbers of a type of floating point with up to 32 bits are neither infinite nor NaN. */
    public static boolean isGiven(Form form, DType type, long address, long count) {
        int size = type.size();
        AtomicBoolean isGiven = new AtomicBoolean(true);
        Parallel.run(count, Math.max(PIECE, JavaKernels.GRAIN_PICOS / (size * PICOS)), (begin, end) -> {
            for (long from = begin; from < end && isGiven.get(); from += PIECE) {
                if (!isGiven(form, type, address + from * size, (int) Math.min(PIECE, end - from))) {
                    isGiven.set(false);
                }
            }
        });
        return isGiven.get();
    }

    private static boolean isGiven(Form form, DType type, long at, int count) {
        return switch (type) {
            case FLOAT32 -> form == Form.MACHINE
                    ? Code.FUNCTION.call(at, count, 0, 0, 0) == 0
                    : largest(at, count) < INFINITY;
            case FLOAT16 -> largestOfShorts(at, count) < HALF_INFINITY;
            case BFLOAT16 -> largestOfShorts(at, count) < BFLOAT_INFINITY;
            default -> throw new IllegalArgumentException("no floats of up to 32 bits: " + type);
        };
    }

    private static int largest(long at, int count) {
        int largest = 0;
        for (int i = 0; i < count; i++) {
            largest = Math.max(largest,
                    Raw.ALL.get(JAVA_INT_UNALIGNED, at + (long) Integer.BYTES * i) & Integer.MAX_VALUE);
        }
        return largest;
    }

    /** Two shorts at a time are an int. */
    private static int largestOfShorts(long at, int count) {
        int largest = 0;
        for (int i = 0; i < count / 2; i++) {
            int pair = Raw.ALL.get(JAVA_INT_UNALIGNED, at + (long) Integer.BYTES * i);
            largest = Math.max(largest, Math.max(pair & Short.MAX_VALUE, pair >> Short.SIZE & Short.MAX_VALUE));
        }
        int last = count % 2 == 0 ? 0 : Raw.ALL.get(JAVA_SHORT_UNALIGNED, at + (long) Short.BYTES * (count - 1));
        return Math.max(largest, last & Short.MAX_VALUE);
    }

    /** A function of an address and a number of floats, which tells whether one of them is not finite. */
    private static final class Code {
        static final MachineCode FUNCTION = write();

        private static final int LANES = 16;
        /** Either infinity, quiet and signalling NaN. */
        private static final int NOT_FINITE = 0x99;

        private static MachineCode write() {
            int from = Assembler.RDI;
            int count = Assembler.RSI;
            int bits = Assembler.RAX;
            int found = 1; // masks
            int here = 2;
            int rest = 3;
            int vector = 0;
            Assembler code = new Assembler(false);
            Label top = new Label();
            Label last = new Label();
            code.maskXor(found, found, found);
            code.subtract(count, LANES);
            code.jumpIf(Condition.LESS, last);
            code.align();
            code.bind(top);
            code.withNumber(Operation.CLASSIFY, here, 0, at(from), NOT_FINITE);
            code.maskOr(found, found, here);
            code.add(from, LANES * Float.BYTES);
            code.subtract(count, LANES);
            code.jumpIf(Condition.NOT_LESS, top);
            code.bind(last);
            code.add(count, LANES);
            code.countedLanes(rest, count, bits);
            code.orZero(Operation.LOAD, rest, vector, at(from));
            code.withNumber(Operation.CLASSIFY, here, 0, v(vector), NOT_FINITE);
            code.maskOr(found, found, here);
            code.fromMask(bits, found);
            code.leave();
            return MachineCode.of(code.finish());
        }
    }
}
