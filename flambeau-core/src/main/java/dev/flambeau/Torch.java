package dev.flambeau;

import dev.flambeau.autograd.GradMode;
import dev.flambeau.spi.DeviceProvider;
import dev.flambeau.spi.Devices;

/** PyTorch's {@code torch.}: making tensors, the functions of several tensors, and what holds for the whole program. */
public final class Torch extends TorchCreation {
    private static volatile DType defaultDtype = DType.FLOAT32;
    private static final Generator GENERATOR = new Generator();

    private Torch() {}

    public static DType getDefaultDtype() {
        return defaultDtype;
    }

    /** Sets the type of tensors made from doubles, and of what integers become where a floating type is needed. */
    public static void setDefaultDtype(DType dtype) {
        if (!dtype.isFloatingPoint()) {
            throw new DTypeException("only floating-point types are supported as the default type, got " + dtype);
        }
        defaultDtype = dtype;
    }

    /** Starts PyTorch's stream of random numbers for this seed. */
    public static Generator manualSeed(long seed) {
        return GENERATOR.manualSeed(seed);
    }

    public static Generator defaultGenerator() {
        return GENERATOR;
    }

    /** Starts a stream of random numbers with a seed from the operating system, and gives that seed. */
    public static long seed() {
        return GENERATOR.seed();
    }

    /** The seed that the stream of random numbers was started with. */
    public static long initialSeed() {
        return GENERATOR.initialSeed();
    }

    /** The default generator's state, to go on from here later. */
    public static Tensor getRngState() {
        return GENERATOR.getState();
    }

    /** Goes on from a state of the default generator. */
    public static void setRngState(Tensor state) {
        GENERATOR.setState(state);
    }

    /** How many threads the CPU's kernels use together. */
    public static int getNumThreads() {
        return Devices.providers().stream().mapToInt(DeviceProvider::threads).max().orElse(1);
    }

    /**
     * Sets how many threads the CPU's kernels use together. Results do not depend on it beyond rounding, and are the same from run
     * to run for the same number.
     */
    public static void setNumThreads(int count) {
        if (count < 1) {
            throw new ArgumentException("set_num_threads expects a positive integer");
        }
        Devices.providers().forEach(provider -> provider.setThreads(count));
    }

    /** Says a warning each time it is due, not only the first time. */
    public static void setWarnAlways(boolean always) {
        Warnings.setAlways(always);
    }

    /** Whether a warning is said each time it is due. */
    public static boolean isWarnAlwaysEnabled() {
        return Warnings.isAlways();
    }

    /** No operation is recorded until the result is closed. */
    public static GradMode noGrad() {
        return GradMode.set(false);
    }

    /** Operations are recorded again, inside of {@link #noGrad}, until the result is closed. */
    public static GradMode enableGrad() {
        return GradMode.set(true);
    }

    /** Records operations or not from now on; what it was before holds again when the result is closed, if it ever is. */
    public static GradMode setGradEnabled(boolean mode) {
        return GradMode.set(mode);
    }

    /** Whether this thread records operations. */
    public static boolean isGradEnabled() {
        return GradMode.isEnabled();
    }

    /** No operation is recorded, and what is made can never be part of a graph, until the result is closed. */
    public static GradMode inferenceMode() {
        return GradMode.inference();
    }

    /** As {@link #inferenceMode()}; false leaves the mode. */
    public static GradMode inferenceMode(boolean mode) {
        return GradMode.inference(mode);
    }

    /** Whether this thread is in inference mode. */
    public static boolean isInferenceModeEnabled() {
        return GradMode.isInference();
    }

    /** A dimension counted from the front; a 0-d tensor has the dimensions -1 and 0 as PyTorch allows. */
    public static int wrapDim(int dim, int rank) {
        int range = Math.max(rank, 1);
        if (dim < -range || dim >= range) {
            throw new IndexException(
                    "Dimension out of range (expected to be in range of [" + -range + ", " + (range - 1) + "], but got "
                            + dim + ")");
        }
        return dim < 0 ? dim + range : dim;
    }
}
