package dev.flambeau.cpu.vector;

import static dev.flambeau.cpu.machine.Operand.at;
import static dev.flambeau.cpu.machine.Operand.v;

import dev.flambeau.cpu.machine.Assembler;
import dev.flambeau.cpu.machine.MachineCode;
import dev.flambeau.cpu.machine.Operand;
import dev.flambeau.cpu.machine.Operation;
import java.util.function.BiConsumer;

/**
 * Machine code for one geometry of {@link PlaneConvolution}: all taps of the kernel written out.
 *
 * <p>The convolution has four vectors of 16 pixels in registers for up to six channels. The gradient has a vector for two rows of the kernel,
 * so that each number that is loaded takes part in many products, and one such sum a channel.
 */
final class PlaneCode {
    private static final int LANES = PlaneConvolution.LANES;
    private static final int PIXELS = PlaneConvolution.MIN_SIZE; // of a vector
    private static final int TOGETHER = 4; // vectors
    private static final int MOST = 6; // channels
    private static final int QUARTER = 4; // channels that lie side by side in a quarter of a vector
    private static final int SUMS = 24; // registers that are added to
    private static final int FREE = SUMS; // the first of the others
    private static final int TEMPORARIES = 4;

    // general registers of the convolution
    private static final int PLACE = Assembler.R8;
    private static final int[] PLACES = {Assembler.R10, Assembler.R11, Assembler.RBX, Assembler.RBP};

    private final PlaneConvolution planes;
    /** So many channels are computed together. */
    private final int group;
    private final int pairs; // of rows of the kernel
    private final int gradientGroup;

    /** Convolves one padded image: its address, the result's, those of {@link #order ordered} weights and of the biases. */
    final MachineCode forward;
    /** Adds one image's gradients to sums: addresses of the padded image, of the gradient of the result, and of the sums. */
    final MachineCode gradient;

    PlaneCode(PlaneConvolution planes) {
        this.planes = planes;
        this.group = planes.channels() <= MOST ? planes.channels() : QUARTER;
        this.pairs = Math.ceilDiv(planes.kernelHeight(), 2);
        this.gradientGroup = Math.min(planes.channels(), SUMS / pairs);
        this.forward = writeForward();
        this.gradient = writeGradient();
    }

    // ---- the convolution

    /** Where a weight is looked for: channels that are computed together lie side by side. */
    int order(int channel, int tap) {
        int first = channel / group * group;
        return first * planes.taps() + tap * Math.min(group, planes.channels() - first) + channel - first;
    }

    private MachineCode writeForward() {
        int src = Assembler.RDI;
        int left = Assembler.R9;
        Assembler code = new Assembler(false);
        long[] places = places();
        code.push(Assembler.RBX);
        code.push(Assembler.RBP);
        code.address(PLACE, code.data(places));
        code.number(left, places.length / (2 * TOGETHER));
        code.repeat(left, () -> {
            for (int j = 0; j < TOGETHER; j++) {
                code.load(PLACES[j], at(PLACE).plus(j * Long.BYTES));
                code.addRegister(PLACES[j], src);
            }
            for (int first = 0; first < planes.channels(); first += group) {
                convolve(code, first, Math.min(group, planes.channels() - first));
            }
            code.add(PLACE, 2 * TOGETHER * Long.BYTES);
        });
        code.pop(Assembler.RBP);
        code.pop(Assembler.RBX);
        code.leave();
        return MachineCode.of(code.finish());
    }

    /** A group of vectors for some channels, which are all of them, or a quarter of a vector. */
    private void convolve(Assembler code, int first, int channels) {
        int dst = Assembler.RSI;
        int weights = Assembler.RDX;
        int biases = Assembler.RCX;
        int to = Assembler.RAX;
        for (int k = 0; k < channels; k++) {
            for (int j = 0; j < TOGETHER; j++) {
                code.vector(Operation.BROADCAST, k * TOGETHER + j, at(biases).plus((first + k) * Float.BYTES));
            }
        }
        addProducts(code, at(weights).plus(first * planes.taps() * Float.BYTES), channels);
        int quarters = channels == planes.channels() ? LANES / QUARTER : 1;
        for (int j = 0; j < TOGETHER; j++) {
            code.load(to, at(PLACE).plus((TOGETHER + j) * Long.BYTES));
            code.addRegister(to, dst);
            for (int q = 0; q < quarters; q++) {
                writeQuarter(code, j, q * QUARTER, channels, at(to).plus((first + q * QUARTER) * Float.BYTES));
            }
        }
    }

    /** For each group of vectors: where their pixels begin in the padded image, and where their results do, in bytes. */
    private long[] places() {
        int vectors = Math.ceilDiv(planes.outWidth(), PIXELS);
        int count = vectors * planes.outHeight();
        long[] places = new long[2 * Math.ceilDiv(count, TOGETHER) * TOGETHER];
        for (int i = 0; i < places.length / 2; i++) {
            int v = Math.min(i, count - 1);
            int y = v / vectors;
            int x = Math.min(v % vectors * PIXELS, planes.outWidth() - PIXELS); // the last of a row computes some once more
            int from = i / TOGETHER * 2 * TOGETHER + i % TOGETHER;
            places[from] = (long) Float.BYTES * (y * planes.paddedWidth() + x);
            places[from + TOGETHER] = (long) Float.BYTES * LANES * (y * planes.outWidth() + x);
        }
        return places;
    }

    private void addProducts(Assembler code, Operand.At weights, int channels) {
        int factor = FREE + TOGETHER;
        for (int tap = 0; tap < planes.taps(); tap++) {
            int offset = tap / planes.kernelWidth() * planes.paddedWidth() + tap % planes.kernelWidth();
            for (int j = 0; j < TOGETHER; j++) {
                code.vector(Operation.LOAD, FREE + j, at(PLACES[j]).plus(offset * Float.BYTES));
            }
            for (int k = 0; k < channels; k++) {
                code.vector(Operation.BROADCAST, factor + k % 2, weights.plus((tap * channels + k) * Float.BYTES));
                for (int j = 0; j < TOGETHER; j++) {
                    code.vector(Operation.FMA231, k * TOGETHER + j, FREE + j, v(factor + k % 2));
                }
            }
        }
    }

    /** A vector's pixels of four channels, side by side for each pixel; zeros for channels that are none. */
    private static void writeQuarter(Assembler code, int vector, int channel, int channels, Operand.At to) {
        int zero = FREE + 2 * TEMPORARIES - 1;
        int[] of = new int[QUARTER];
        boolean needsZero = false;
        for (int k = 0; k < QUARTER; k++) {
            boolean isThere = channel + k < channels;
            of[k] = isThere ? (channel + k) * TOGETHER + vector : zero;
            needsZero |= !isThere;
        }
        if (needsZero) {
            code.vector(Operation.XOR, zero, zero, v(zero));
        }
        int pairs = FREE;
        for (int half = 0; half < 2; half++) {
            code.vector(Operation.UNPACK_LOW, pairs + 2 * half, of[2 * half], v(of[2 * half + 1]));
            code.vector(Operation.UNPACK_HIGH, pairs + 2 * half + 1, of[2 * half], v(of[2 * half + 1]));
        }
        int fours = FREE + TEMPORARIES; // the first has pixels 0, 4, 8, 12, the next 1, 5, 9, 13 …
        for (int i = 0; i < TEMPORARIES; i++) {
            Operation operation = i % 2 == 0 ? Operation.UNPACK_LOW_PAIRS : Operation.UNPACK_HIGH_PAIRS;
            code.vector(operation, fours + i, pairs + i / 2, v(pairs + i / 2 + 2));
        }
        for (int pixel = 0; pixel < PIXELS; pixel++) {
            code.withNumber(Operation.EXTRACT_QUARTER, fours + pixel % TEMPORARIES, 0,
                    to.plus(pixel * LANES * Float.BYTES), pixel / TEMPORARIES);
        }
    }

    // ---- the gradient

    /** How many numbers the sums of gradients are. */
    int sums() {
        return biases() + LANES;
    }

    /** Where the sums of a channel's row of the kernel begin. */
    int sum(int channel, int row) {
        return (channel * pairs + row / 2) * 2 * LANES + row % 2 * LANES;
    }

    /** Where the sums of the biases begin: behind all others. */
    int biases() {
        return sum(planes.channels(), 0);
    }

    private MachineCode writeGradient() {
        Assembler code = new Assembler(false);
        for (int first = 0; first < planes.channels(); first += gradientGroup) {
            addGradients(code, first, Math.min(gradientGroup, planes.channels() - first));
        }
        code.leave();
        return MachineCode.of(code.finish());
    }

    /** The gradients of some channels' weights; the biases' of all with the first. */
    private void addGradients(Assembler code, int first, int channels) {
        int image = Assembler.RDI;
        int grad = Assembler.RSI;
        int pixel = Assembler.RAX;
        int factors = Assembler.RCX;
        int rows = Assembler.R8;
        int columns = Assembler.R9;
        Operand.At sums = at(Assembler.RDX);
        int biases = FREE + pairs + 1;
        eachSum(first, channels, (register, place) -> code.vector(Operation.LOAD, register, sums.plus(place)));
        if (first == 0) {
            code.half(Operation.LOAD, biases, 0, sums.plus(biases() * Float.BYTES));
        }
        code.move(pixel, image);
        code.move(factors, grad);
        code.number(rows, planes.outHeight());
        code.repeat(rows, () -> {
            code.number(columns, planes.outWidth());
            code.repeat(columns, () -> {
                addPixel(code, at(pixel), at(factors).plus(first * Float.BYTES), channels);
                if (first == 0) {
                    code.half(Operation.ADD, biases, biases, at(factors));
                }
                code.add(pixel, Float.BYTES);
                code.add(factors, LANES * Float.BYTES);
            });
            code.add(pixel, (planes.paddedWidth() - planes.outWidth()) * Float.BYTES);
        });
        eachSum(first, channels, (register, place) -> code.vector(Operation.STORE, register, sums.plus(place)));
        if (first == 0) {
            code.half(Operation.STORE, biases, 0, sums.plus(biases() * Float.BYTES));
        }
    }

    /** The register of each sum, and its place in memory. */
    private void eachSum(int first, int channels, BiConsumer<Integer, Integer> action) {
        for (int s = 0; s < channels * pairs; s++) {
            action.accept(s, (first * pairs + s) * PIXELS * Float.BYTES);
        }
    }

    /** The pixels under the kernel, two rows a vector, times the gradients of one pixel of the result. */
    private void addPixel(Assembler code, Operand.At pixel, Operand.At factors, int channels) {
        int factor = FREE + pairs;
        int row = planes.paddedWidth() * Float.BYTES;
        for (int pair = 0; pair < pairs; pair++) {
            code.half(Operation.LOAD, FREE + pair, 0, pixel.plus(2 * pair * row));
            if (2 * pair + 1 < planes.kernelHeight()) {
                code.withNumber(Operation.INSERT_HALF, FREE + pair, FREE + pair, pixel.plus((2 * pair + 1) * row), 1);
            }
        }
        for (int k = 0; k < channels; k++) {
            code.vector(Operation.BROADCAST, factor, factors.plus(k * Float.BYTES));
            for (int pair = 0; pair < pairs; pair++) {
                code.vector(Operation.FMA231, k * pairs + pair, FREE + pair, v(factor));
            }
        }
    }
}
