package dev.flambeau.cpu.vector;

import static dev.flambeau.cpu.machine.Operand.at;
import static dev.flambeau.cpu.machine.Operand.v;

import dev.flambeau.cpu.machine.Assembler;
import dev.flambeau.cpu.machine.Assembler.Condition;
import dev.flambeau.cpu.machine.Assembler.Label;
import dev.flambeau.cpu.machine.MachineCode;
import dev.flambeau.cpu.machine.Operation;

/**
 * Machine code that turns tiles of up to 16 x 16 elements of four bytes: lines next to one another are laid into one another, then pairs of
 * these, then quarters of vectors change places.
 */
final class TurnCode {
    static final int SIZE = 16;
    private static final int QUARTERS = 4; // of a vector, each of as many elements
    private static final int COLUMN_BITS = 8;
    private static final MachineCode CODE = write();

    private TurnCode() {}

    /** {@code to[r, c] = from[c, r]}, each dense in its second coordinate. */
    static void turn(long to, long toStep, long from, long fromStep, int rows, int columns) {
        CODE.call(to, toStep, from, fromStep, (long) columns << COLUMN_BITS | rows);
    }

    private static MachineCode write() {
        int to = Assembler.RDI;
        int toStep = Assembler.RSI;
        int from = Assembler.RDX;
        int fromStep = Assembler.RCX;
        int rows = Assembler.R8;
        int columns = Assembler.R9;
        int bits = Assembler.RAX;
        int next = Assembler.R10;
        int ofRows = 1; // masks
        int ofColumns = 2;
        Assembler code = new Assembler(false);
        code.move(columns, rows);
        code.shiftRight(columns, COLUMN_BITS);
        code.and(rows, (1 << COLUMN_BITS) - 1);
        code.countedLanes(ofRows, rows, bits);
        code.countedLanes(ofColumns, columns, bits);
        for (int i = 0; i < SIZE; i++) {
            code.orZero(Operation.LOAD, ofRows, i, at(from));
            code.address(next, at(from, fromStep, 0));
            code.compare(columns, i + 1);
            code.moveIf(Condition.ABOVE, from, next); // lines behind the last are not looked at in the end
        }
        for (int i = 0; i < SIZE; i += 2) {
            code.vector(Operation.UNPACK_LOW, SIZE + i, i, v(i + 1));
            code.vector(Operation.UNPACK_HIGH, SIZE + i + 1, i, v(i + 1));
        }
        for (int i = 0; i < SIZE; i++) { // four lines each: the first has their elements 0, 4, 8, 12, the next 1, 5, 9, 13 …
            int pair = SIZE + i / QUARTERS * QUARTERS + i % QUARTERS / 2;
            code.vector(i % 2 == 0 ? Operation.UNPACK_LOW_PAIRS : Operation.UNPACK_HIGH_PAIRS, i, pair, v(pair + 2));
        }
        int[] places = {to, Assembler.R10, Assembler.R11, Assembler.RDX}; // of every fourth line
        for (int i = 1; i < QUARTERS; i++) {
            code.address(places[i], at(places[i - 1], toStep, 2));
        }
        int halves = SIZE;
        int result = halves + QUARTERS;
        for (int first = 0; first < QUARTERS; first++) {
            for (int i = 0; i < 2; i++) { // quarters 0 and 1 of all, then 2 and 3
                int which = i == 0 ? 0x44 : 0xEE;
                code.withNumber(Operation.QUARTERS, halves + 2 * i, first, v(first + QUARTERS), which);
                code.withNumber(Operation.QUARTERS, halves + 2 * i + 1, first + 2 * QUARTERS, v(first + 3 * QUARTERS),
                        which);
            }
            for (int i = 0; i < QUARTERS; i++) {
                Label none = new Label();
                int pair = halves + i / 2 * 2;
                code.compare(rows, first + i * QUARTERS);
                code.jumpIf(Condition.NOT_ABOVE, none);
                code.withNumber(Operation.QUARTERS, result, pair, v(pair + 1), i % 2 == 0 ? 0x88 : 0xDD);
                code.masked(Operation.STORE, ofColumns, result, 0, at(places[i]));
                code.addRegister(places[i], toStep);
                code.bind(none);
            }
        }
        code.leave();
        return MachineCode.of(code.finish());
    }
}
