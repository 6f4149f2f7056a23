package dev.flambeau.cpu.onednn;

import dev.flambeau.DType;
import dev.flambeau.cpu.vector.JavaKernels;
import dev.flambeau.spi.Array;
import dev.flambeau.spi.Convolution;
import dev.flambeau.spi.Dims;
import java.lang.System.Logger.Level;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/**
 * The default kernels of the CPU: matrix products and convolutions by oneDNN, everything else generated. Where oneDNN has no fast code for a
 * type or a layout, and where the library cannot be loaded, the Java kernels do the work.
 */
public final class OneDnnKernels extends JavaKernels {
    private final boolean available = OneDnn.isAvailable();

    public OneDnnKernels() {
        OneDnn.failure().ifPresent(reason -> System.getLogger("dev.flambeau").log(Level.WARNING,
                "oneDNN is not available, the Java kernels do its work: {0}", reason));
    }

    @Override
    public String name() {
        return available ? "onednn " + OneDnn.version() : super.name();
    }

    @Override
    public void matmul(Array out, Array x, Array y, @Nullable Array bias) {
        if (!byMatmul(out, x, y, bias)) {
            super.matmul(out, x, y, bias);
        }
    }

    private boolean byMatmul(Array out, Array x, Array y, @Nullable Array bias) {
        if (!available || out.dtype != DType.FLOAT32 || x.numel == 0 || y.numel == 0 || out.numel == 0) {
            return false;
        }
        Matmul.Bias kind = Matmul.Bias.NONE;
        if (bias != null) {
            // a vector along the rows is added by the same kernel; other forms of bias are rare
            int last = bias.dim() - 1;
            if (last < 0 || bias.sizes[last] != out.sizes[2] || bias.numel != out.sizes[2] || bias.strides[last] != 1) {
                return false;
            }
            kind = Matmul.Bias.ROW;
        }
        MatmulShape shape = new MatmulShape(Dims.of(x.sizes), Dims.of(x.strides), Dims.of(y.sizes), Dims.of(y.strides),
                Dims.of(out.sizes),
                Dims.of(out.strides));
        Optional<Matmul> found = Matmul.find(shape, DnnlType.F32, kind, false, false);
        found.ifPresent(matmul -> {
            if (bias == null) {
                matmul.execute(x.address(), y.address(), out.address());
            } else {
                matmul.execute(x.address(), y.address(), bias.address(), out.address());
            }
        });
        return found.isPresent();
    }

    @Override
    public void convolution(Convolution c, Array out, Array x, Array weight, @Nullable Array bias) {
        if (!fits(x, weight, out) || bias != null && !bias.contiguous) {
            super.convolution(c, out, x, weight, bias);
            return;
        }
        ConvolutionShape shape = shape(c, x.sizes, weight.sizes);
        ConvolutionForward.of(shape, DnnlType.F32, bias != null, false).execute(layout(x), x.address(), weights(shape),
                weight.address(),
                bias == null ? 0 : bias.address(), layout(out), out.address());
    }

    @Override
    public void convolutionInputGrad(Convolution c, Array xGrad, Array grad, Array weight) {
        if (!fits(xGrad, weight, grad)) {
            super.convolutionInputGrad(c, xGrad, grad, weight);
            return;
        }
        ConvolutionShape shape = shape(c, xGrad.sizes, weight.sizes);
        if (!shape.dst().equals(Dims.of(grad.sizes))) {
            super.convolutionInputGrad(c, xGrad, grad, weight);
            return;
        }
        ConvolutionInputGrad.of(shape, DnnlType.F32).execute(layout(grad), grad.address(), weights(shape),
                weight.address(), layout(xGrad),
                xGrad.address());
    }

    @Override
    public void convolutionWeightGrad(Convolution c, Array weightGrad, @Nullable Array biasGrad, Array grad, Array x) {
        if (!fits(x, weightGrad, grad)) {
            super.convolutionWeightGrad(c, weightGrad, biasGrad, grad, x);
            return;
        }
        ConvolutionShape shape = shape(c, x.sizes, weightGrad.sizes);
        if (!shape.dst().equals(Dims.of(grad.sizes))) {
            super.convolutionWeightGrad(c, weightGrad, biasGrad, grad, x);
            return;
        }
        ConvolutionWeightGrad.of(shape, DnnlType.F32, biasGrad != null).execute(layout(x), x.address(), layout(grad),
                grad.address(),
                weights(shape), weightGrad.address(), biasGrad == null ? 0 : biasGrad.address());
    }

    private boolean fits(Array x, Array weight, Array out) {
        return available && x.dtype == DType.FLOAT32 && weight.dtype == DType.FLOAT32 && out.dtype == DType.FLOAT32
                && weight.contiguous
                && plain(x) && plain(out) && x.numel > 0 && weight.numel > 0 && out.numel > 0;
    }

    /** Whether strides are those of a tensor with all its elements apart, in any order of dimensions. */
    private static boolean plain(Array array) {
        return array.contiguous || array.isDense();
    }

    private static ConvolutionShape shape(Convolution c, long[] x, long[] weight) {
        return new ConvolutionShape(Dims.of(x), Dims.of(weight), c.groups(), c.stride(), c.dilation(), c.padding(),
                c.padding());
    }

    private static Layout layout(Array array) {
        return Layout.strided(DnnlType.F32, Dims.of(array.sizes), Dims.of(array.strides));
    }

    private static Layout weights(ConvolutionShape shape) {
        return Layout.dense(DnnlType.F32, shape.groupedWeights());
    }
}
