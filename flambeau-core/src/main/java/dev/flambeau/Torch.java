package dev.flambeau;

import dev.flambeau.autograd.GradMode;

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

    /** No operation is recorded until the result is closed. */
    public static GradMode noGrad() {
        return GradMode.set(false);
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
