package dev.flambeau.cpu.vector;

import static dev.flambeau.cpu.machine.Operand.at;
import static dev.flambeau.cpu.machine.Operand.v;

import dev.flambeau.cpu.machine.Assembler;
import dev.flambeau.cpu.machine.MachineCode;
import dev.flambeau.cpu.machine.Operand;
import dev.flambeau.cpu.machine.Operation;
import java.util.function.Consumer;

/** Machine code for rows of windows of one geometry of {@link BlockedMaxima}: a vector is a pixel's block of channels. */
final class MaximaCode {
    private static final int CHANNELS = 1; // masks
    private static final int TAKEN = 2;
    private static final int NANS = 3;
    private static final int VALUE = 0; // vectors
    private static final int MAXIMUM = 1;
    private static final int PLACE = 2;

    private final BlockedMaxima windows;
    private final int pixel;

    /** Maxima alone: addresses of the first row of pixels and of the results. */
    final MachineCode maxima;
    /** And the places where they were found: their address, too. */
    final MachineCode maximaWithPlaces;
    /** The gradient: addresses of the maxima's, of the places, and of the pixels'. */
    final MachineCode spread;

    MaximaCode(BlockedMaxima windows) {
        this.windows = windows;
        this.pixel = Float.BYTES * windows.lanes();
        this.maxima = write(code -> maximum(code, false));
        this.maximaWithPlaces = write(code -> maximum(code, true));
        this.spread = write(this::spread);
    }

    /** A loop over the windows of a row. */
    private MachineCode write(Consumer<Assembler> window) {
        Assembler code = new Assembler(false);
        code.firstLanes(CHANNELS, windows.lanes(), Assembler.RAX);
        code.number(Assembler.RAX, Math.toIntExact(windows.outWidth()));
        code.repeat(Assembler.RAX, () -> window.accept(code));
        code.leave();
        return MachineCode.of(code.finish());
    }

    private int count() {
        return windows.kernelHeight() * windows.kernelWidth();
    }

    private Operand.At place(int pixels, int i) {
        return at(pixels).plus(Math.toIntExact(i / windows.kernelWidth() * windows.bytesOfRow())
                + i % windows.kernelWidth() * pixel);
    }

    private void maximum(Assembler code, boolean withPlaces) {
        int src = Assembler.RDI;
        int dst = Assembler.RSI;
        int places = Assembler.RDX;
        code.orZero(Operation.LOAD, CHANNELS, MAXIMUM, place(src, 0));
        code.vector(Operation.XOR, PLACE, PLACE, v(PLACE));
        for (int i = 1; i < count(); i++) {
            code.orZero(Operation.LOAD, CHANNELS, VALUE, place(src, i));
            code.withNumber(Operation.COMPARE, TAKEN, VALUE, v(MAXIMUM), Assembler.GREATER);
            code.withNumber(Operation.COMPARE, NANS, VALUE, v(VALUE), Assembler.UNORDERED);
            code.maskOr(TAKEN, TAKEN, NANS);
            code.masked(Operation.LOAD, TAKEN, MAXIMUM, 0, v(VALUE));
            if (withPlaces) {
                code.masked(Operation.BROADCAST, TAKEN, PLACE, 0, new Operand.Constant(i));
            }
        }
        code.masked(Operation.STORE, CHANNELS, MAXIMUM, 0, at(dst));
        code.add(src, pixel * windows.strideWidth());
        code.add(dst, pixel);
        if (withPlaces) {
            code.masked(Operation.NARROW_TO_BYTES, CHANNELS, PLACE, 0, at(places));
            code.add(places, windows.lanes());
        }
    }

    private void spread(Assembler code) {
        int grad = Assembler.RDI;
        int places = Assembler.RSI;
        int inputGrad = Assembler.RDX;
        code.orZero(Operation.LOAD, CHANNELS, MAXIMUM, at(grad));
        code.orZero(Operation.WIDEN_BYTES, CHANNELS, PLACE, at(places));
        for (int i = 0; i < count(); i++) {
            code.vector(Operation.EQUAL_INTS, TAKEN, PLACE, new Operand.Constant(i));
            code.orZero(Operation.LOAD, TAKEN, VALUE, v(MAXIMUM));
            code.masked(Operation.STORE, CHANNELS, VALUE, 0, place(inputGrad, i));
        }
        code.add(grad, pixel);
        code.add(places, windows.lanes());
        code.add(inputGrad, pixel * windows.strideWidth());
    }
}
