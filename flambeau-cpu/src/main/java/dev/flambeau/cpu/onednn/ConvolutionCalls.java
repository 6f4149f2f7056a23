package dev.flambeau.cpu.onednn;

import dev.flambeau.DType;
import dev.flambeau.cpu.vector.Form;
import dev.flambeau.spi.Array;
import dev.flambeau.spi.Convolution;
import dev.flambeau.spi.Dims;
import dev.flambeau.spi.Kernels;
import org.jspecify.annotations.Nullable;

/**
 * Convolutions of arrays. Activations and their gradients are read in whatever layout they are, and left in the one in which they are
 * computed; weights and their gradients are plain.
 */
final class ConvolutionCalls {
    private record Forward(ConvolutionForward primitive, Layout src, Layout weights, Layout dst) {
    }

    private record InputGrad(ConvolutionInputGrad primitive, Layout diffDst, Layout weights, Layout diffSrc) {
    }

    private record WeightGrad(ConvolutionWeightGrad primitive, Layout src, Layout diffDst, Layout weights) {
    }

    private static final Plans<Forward> FORWARD = new Plans<>();
    private static final Plans<InputGrad> INPUT_GRAD = new Plans<>();
    private static final Plans<WeightGrad> WEIGHT_GRAD = new Plans<>();

    private final Kernels kernels;
    private final Form form;

    /** {@code kernels} make the copies of what oneDNN cannot read. */
    ConvolutionCalls(Kernels kernels, Form form) {
        this.kernels = kernels;
        this.form = form;
    }

    /** Whether there are kernels for these operands: input, weights, output, or their gradients. */
    static boolean isPossible(Array x, Array weight, Array out) {
        return x.dtype == weight.dtype && x.dtype == out.dtype && x.numel > 0 && weight.numel > 0 && out.numel > 0
                && DnnlType.isFast(x.dtype);
    }

    void forward(Convolution c, Array out, Array x, Array weight, @Nullable Array bias) {
        if (!isReadable(x)) {
            try (Temporary copy = Temporary.copyOf(x, kernels)) {
                forward(c, out, copy.array(), weight, bias);
            }
        } else if (!weight.contiguous) {
            try (Temporary copy = Temporary.copyOf(weight, kernels)) {
                forward(c, out, x, copy.array(), bias);
            }
        } else if (bias != null && !bias.contiguous) {
            try (Temporary copy = Temporary.copyOf(bias, kernels)) {
                forward(c, out, x, weight, copy.array());
            }
        } else if (!isReadable(out)) {
            try (Temporary result = new Temporary(out)) {
                forward(c, result.array(), x, weight, bias);
                kernels.copy(out, result.array());
            }
        } else {
            forwardNow(c, out, x, weight, bias);
        }
    }

    private void forwardNow(Convolution c, Array out, Array x, Array weight, @Nullable Array bias) {
        // Plain addresses first: to ask for one may end the form of another array on the same storage.
        long weights = weight.address();
        long addend = bias == null ? 0 : bias.address();
        Blocked src = Blocked.of(x);
        Layout xForm = src == null ? null : src.layout();
        int flags = bias == null ? 0 : 1;
        Forward plan = FORWARD.find(c, flags, x, xForm, weight, null, out);
        if (plan == null) {
            ConvolutionShape shape = shape(c, x, weight, out);
            if (bias != null && bias.numel != weight.sizes[0]) {
                throw new IllegalArgumentException("The bias has " + bias.numel + " elements for " + shape);
            }
            plan = FORWARD.put(
                    new Forward(ConvolutionForward.of(shape, DnnlType.of(x.dtype), bias != null, false),
                            layout(x, xForm),
                            weights(x.dtype, shape), layout(out, null)),
                    c, flags, x, xForm, weight, null, out);
        }
        long from = src == null ? x.address() : src.address();
        Blocked dst = Blocked.arrange(out, plan.primitive.dst());
        plan.primitive.execute(plan.primitive.own(form), plan.src, from, plan.weights, weights, addend,
                dst == null ? plan.dst : dst.layout(),
                dst == null ? out.address() : dst.address());
    }

    void inputGrad(Convolution c, Array xGrad, Array grad, Array weight) {
        if (!isReadable(grad)) {
            try (Temporary copy = Temporary.copyOf(grad, kernels)) {
                inputGrad(c, xGrad, copy.array(), weight);
            }
        } else if (!weight.contiguous) {
            try (Temporary copy = Temporary.copyOf(weight, kernels)) {
                inputGrad(c, xGrad, grad, copy.array());
            }
        } else if (!isReadable(xGrad)) {
            try (Temporary result = new Temporary(xGrad)) {
                inputGrad(c, result.array(), grad, weight);
                kernels.copy(xGrad, result.array());
            }
        } else {
            inputGradNow(c, xGrad, grad, weight);
        }
    }

    private static void inputGradNow(Convolution c, Array xGrad, Array grad, Array weight) {
        long weights = weight.address();
        Blocked diffDst = Blocked.of(grad);
        Layout form = diffDst == null ? null : diffDst.layout();
        InputGrad plan = INPUT_GRAD.find(c, 0, grad, form, weight, null, xGrad);
        if (plan == null) {
            ConvolutionShape shape = shape(c, xGrad, weight, grad);
            plan = INPUT_GRAD.put(new InputGrad(ConvolutionInputGrad.of(shape, DnnlType.of(grad.dtype)),
                    layout(grad, form), weights(grad.dtype, shape), layout(xGrad, null)), c, 0, grad, form, weight,
                    null,
                    xGrad);
        }
        long from = diffDst == null ? grad.address() : diffDst.address();
        Blocked diffSrc = Blocked.arrange(xGrad, plan.primitive.diffSrc());
        plan.primitive.execute(plan.diffDst, from, plan.weights, weights,
                diffSrc == null ? plan.diffSrc : diffSrc.layout(),
                diffSrc == null ? xGrad.address() : diffSrc.address());
    }

    void weightGrad(Convolution c, Array weightGrad, @Nullable Array biasGrad, Array grad, Array x) {
        if (!isReadable(grad)) {
            try (Temporary copy = Temporary.copyOf(grad, kernels)) {
                weightGrad(c, weightGrad, biasGrad, copy.array(), x);
            }
        } else if (!isReadable(x)) {
            try (Temporary copy = Temporary.copyOf(x, kernels)) {
                weightGrad(c, weightGrad, biasGrad, grad, copy.array());
            }
        } else if (!weightGrad.contiguous) {
            try (Temporary result = new Temporary(weightGrad)) {
                weightGrad(c, result.array(), biasGrad, grad, x);
                kernels.copy(weightGrad, result.array());
            }
        } else if (biasGrad != null && !biasGrad.contiguous) {
            try (Temporary result = new Temporary(biasGrad)) {
                weightGrad(c, weightGrad, result.array(), grad, x);
                kernels.copy(biasGrad, result.array());
            }
        } else {
            weightGradNow(c, weightGrad, biasGrad, grad, x);
        }
    }

    private void weightGradNow(Convolution c, Array weightGrad, @Nullable Array biasGrad, Array grad, Array x) {
        Blocked src = Blocked.of(x);
        if (src == null) {
            long ignored = x.address(); // plain from here on, also where the gradient lies in the same storage
        }
        Blocked diffDst = Blocked.of(grad);
        if (diffDst == null) {
            long ignored = grad.address();
            src = Blocked.of(x);
        }
        Layout gradForm = diffDst == null ? null : diffDst.layout();
        Layout xForm = src == null ? null : src.layout();
        int flags = biasGrad == null ? 0 : 1;
        WeightGrad plan = WEIGHT_GRAD.find(c, flags, x, xForm, grad, gradForm, weightGrad);
        if (plan == null) {
            ConvolutionShape shape = shape(c, x, weightGrad, grad);
            if (biasGrad != null && biasGrad.numel != weightGrad.sizes[0]) {
                throw new IllegalArgumentException("The bias has " + biasGrad.numel + " elements for " + shape);
            }
            plan = WEIGHT_GRAD.put(
                    new WeightGrad(ConvolutionWeightGrad.of(shape, DnnlType.of(x.dtype), biasGrad != null),
                            layout(x, xForm), layout(grad, gradForm), weights(x.dtype, shape)),
                    c, flags, x, xForm, grad, gradForm, weightGrad);
        }
        plan.primitive.execute(plan.primitive.own(form), plan.src, src == null ? x.address() : src.address(),
                plan.diffDst,
                diffDst == null ? grad.address() : diffDst.address(), plan.weights, weightGrad.address(),
                biasGrad == null ? 0 : biasGrad.address());
    }

    /** Whether oneDNN can reorder it: all elements apart and no gaps, in any order of dimensions. */
    private static boolean isReadable(Array array) {
        return array.contiguous || array.isDense();
    }

    private static ConvolutionShape shape(Convolution c, Array x, Array weight, Array out) {
        ConvolutionShape shape = new ConvolutionShape(Dims.of(x.sizes), Dims.of(weight.sizes), c.groups(), c.stride(),
                c.dilation(), c.padding(), c.padding());
        if (!shape.dst().equals(Dims.of(out.sizes))) {
            throw new IllegalArgumentException("The result of " + shape + " has not the sizes " + Dims.of(out.sizes));
        }
        return shape;
    }

    private static Layout layout(Array array, @Nullable Layout form) {
        if (form != null) {
            return form;
        }
        DnnlType type = DnnlType.of(array.dtype);
        Dims sizes = Dims.of(array.sizes);
        return array.contiguous ? Layout.dense(type, sizes) : Layout.strided(type, sizes, Dims.of(array.strides));
    }

    private static Layout weights(DType type, ConvolutionShape shape) {
        return Layout.dense(DnnlType.of(type), shape.groupedWeights());
    }
}
