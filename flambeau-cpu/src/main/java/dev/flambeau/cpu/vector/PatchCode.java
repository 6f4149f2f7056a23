package dev.flambeau.cpu.vector;

import static dev.flambeau.cpu.machine.Operand.at;
import static dev.flambeau.cpu.machine.Operand.v;

import dev.flambeau.cpu.machine.Assembler;
import dev.flambeau.cpu.machine.MachineCode;
import dev.flambeau.cpu.machine.Operation;

/** Machine code for one geometry of {@link PatchSums}: makes zeros of the sums, adds an image's patches, writes the image. */
final class PatchCode {
    private static final int PATCHES = Assembler.RDI;
    private static final int SUMS = Assembler.RSI;
    private static final int IMAGE = Assembler.RDX;
    private static final int STEP = PatchSums.STEP;
    private static final int LAST = 1; // the mask of a row's last step
    private static final int CHANNELS = 2; // the mask of a pixel's channels
    private static final int SUM = 0; // a vector
    private static final int PLACE = 1;

    private final PatchSums sums;
    private final Assembler code = new Assembler(false);
    private final int row; // numbers of a row of a patch
    private final int below; // bytes to the patch below
    private final int up; // bytes from a patch's row to the next row of the patch above

    private PatchCode(PatchSums sums) {
        this.sums = sums;
        this.row = sums.kernelWidth() * sums.channels();
        this.below = Float.BYTES * sums.columns() * sums.patch();
        this.up = Float.BYTES * sums.pitch() - below;
    }

    /** The code, for addresses of an image's patches, of room for the sums, and of the image. */
    static MachineCode of(PatchSums sums) {
        PatchCode code = new PatchCode(sums);
        code.code.firstLanes(LAST, (code.row - 1) % STEP + 1, Assembler.RAX);
        code.code.firstLanes(CHANNELS, sums.channels(), Assembler.RAX);
        code.clear();
        code.add();
        code.write();
        code.code.leave();
        return MachineCode.of(code.code.finish());
    }

    private void clear() {
        int to = Assembler.RAX;
        code.vector(Operation.XOR, SUM, SUM, v(SUM));
        code.move(to, SUMS);
        code.number(Assembler.R9, Math.ceilDiv(sums.sumRows() * sums.line(), STEP));
        code.repeat(Assembler.R9, () -> {
            code.vector(Operation.STORE, SUM, at(to));
            code.add(to, STEP * Float.BYTES);
        });
    }

    /** Column after column of patches; the rows that they add to a place are added up first. */
    private void add() {
        int patch = Assembler.RCX;
        int to = Assembler.R8;
        int kernel = sums.kernelHeight();
        code.move(patch, PATCHES);
        code.move(to, SUMS);
        code.number(Assembler.R9, sums.columns());
        code.repeat(Assembler.R9, () -> {
            for (int i = 0; i < row; i += STEP) {
                int inner = sums.rows() - kernel + 1; // rows to which all rows of the kernel add
                for (int y = 0; y < sums.sumRows(); y++) {
                    if (inner > 0 && y == kernel - 1) {
                        addInner(patch, to, i, inner);
                        y += inner - 1;
                    } else {
                        int first = sums.firstRow(y);
                        int from = below * (y - first) + Float.BYTES * (sums.pitch() * first + i);
                        addRow(patch, from, sums.endRow(y) - first, to, Float.BYTES * (y * sums.line() + i), i);
                    }
                }
            }
            code.add(patch, Float.BYTES * sums.patch());
            code.add(to, Float.BYTES * sums.channels());
        });
    }

    private void addInner(int patch, int to, int i, int count) {
        int from = Assembler.R10;
        int place = Assembler.R11;
        int first = sums.kernelHeight() - 1;
        code.address(from, at(patch).plus(below * first + Float.BYTES * i));
        code.address(place, at(to).plus(Float.BYTES * (first * sums.line() + i)));
        code.number(Assembler.RAX, count);
        code.repeat(Assembler.RAX, () -> {
            addRow(from, 0, sums.kernelHeight(), place, 0, i);
            code.add(from, below);
            code.add(place, Float.BYTES * sums.line());
        });
    }

    /** A step of so many patches' rows to a place; what lies behind the last number of a row belongs to other pixels. */
    private void addRow(int patch, int from, int count, int to, int place, int i) {
        code.vector(Operation.LOAD, SUM, at(patch).plus(from));
        for (int k = 1; k < count; k++) {
            code.vector(Operation.ADD, SUM, SUM, at(patch).plus(from + k * up));
        }
        code.vector(Operation.LOAD, PLACE, at(to).plus(place));
        code.masked(Operation.ADD, i + STEP < row ? 0 : LAST, PLACE, PLACE, v(SUM));
        code.vector(Operation.STORE, PLACE, at(to).plus(place));
    }

    private void write() {
        int from = Assembler.RCX;
        int pixel = Assembler.RAX;
        code.address(from,
                at(SUMS).plus(Float.BYTES * (sums.padTop() * sums.line() + sums.padLeft() * sums.channels())));
        code.number(Assembler.R8, sums.height());
        code.repeat(Assembler.R8, () -> {
            code.move(pixel, from);
            code.number(Assembler.R9, sums.width());
            code.repeat(Assembler.R9, () -> {
                code.halfOrZero(Operation.LOAD, CHANNELS, SUM, at(pixel));
                code.half(Operation.STORE, SUM, 0, at(IMAGE));
                code.add(pixel, Float.BYTES * sums.channels());
                code.add(IMAGE, Float.BYTES * PatchSums.LANES);
            });
            code.add(from, Float.BYTES * sums.line());
        });
    }
}
