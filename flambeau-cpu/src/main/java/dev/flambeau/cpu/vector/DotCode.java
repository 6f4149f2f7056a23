package dev.flambeau.cpu.vector;

import static dev.flambeau.cpu.machine.Operand.at;
import static dev.flambeau.cpu.machine.Operand.v;

import dev.flambeau.cpu.machine.Assembler;
import dev.flambeau.cpu.machine.MachineCode;
import dev.flambeau.cpu.machine.Operand;
import dev.flambeau.cpu.machine.Operation;

/** Dot products in machine code: a vector of lanes for each row. */
final class DotCode extends DotKernel {
    static final DotCode KERNEL = new DotCode();

    private static final int FACTOR = 8; // vectors behind the sums
    private static final int PRODUCTS = 9;

    private final MachineCode eight = write(8, false);
    private final MachineCode four = write(4, false);
    private final MachineCode two = write(2, true);

    private DotCode() {
        super(60);
    }

    @Override
    void eight(long x, long w, long step, int count, long lanes) {
        run(eight, x, w, step, count / FOUR, lanes);
    }

    @Override
    void four(long x, long w, long step, int count, long lanes) {
        run(four, x, w, step, count / FOUR, lanes);
    }

    @Override
    void two(long x, long w, long step, int count, long lanes) {
        run(two, x, w, step, count / EIGHT, lanes);
    }

    private static void run(MachineCode code, long x, long w, long step, int times, long lanes) {
        if (times > 0) {
            code.call(x, w, step, times, lanes);
        }
    }

    /** For so many rows, by fours or eights. */
    private static MachineCode write(int rows, boolean byEights) {
        int x = Assembler.RDI;
        int w = Assembler.RSI;
        int step = Assembler.RDX;
        int times = Assembler.RCX;
        int lanes = Assembler.R8;
        int three = Assembler.R9; // times the step
        int fifth = Assembler.R10; // row
        int offset = Float.BYTES * (byEights ? EIGHT : FOUR);
        Assembler code = new Assembler(false);
        code.address(three, at(step, step, 1));
        code.address(fifth, at(w, step, 2));
        for (int c = 0; c < rows; c++) {
            vector(code, byEights, Operation.LOAD, c, 0, at(lanes).plus(c * offset));
        }
        code.repeat(times, () -> {
            vector(code, byEights, Operation.LOAD, FACTOR, 0, at(x));
            for (int c = 0; c < rows; c++) {
                int base = c < FOUR ? w : fifth;
                Operand row = switch (c % FOUR) {
                    case 0 -> at(base);
                    case 1 -> at(base, step, 0);
                    case 2 -> at(base, step, 1);
                    default -> at(base, three, 0);
                };
                vector(code, byEights, Operation.MUL, PRODUCTS + c, FACTOR, row);
                vector(code, byEights, Operation.ADD, c, PRODUCTS + c, v(c));
            }
            code.add(x, offset);
            code.add(w, offset);
            code.add(fifth, offset);
        });
        for (int c = 0; c < rows; c++) {
            vector(code, byEights, Operation.STORE, c, 0, at(lanes).plus(c * offset));
        }
        code.leave();
        return MachineCode.of(code.finish());
    }

    private static void vector(Assembler code, boolean byEights, Operation operation, int to, int first,
            Operand second) {
        if (byEights) {
            code.half(operation, to, first, second);
        } else {
            code.narrow(operation, to, first, second);
        }
    }
}
