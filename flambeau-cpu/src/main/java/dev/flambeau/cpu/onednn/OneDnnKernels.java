package dev.flambeau.cpu.onednn;

import dev.flambeau.cpu.vector.JavaKernels;
import dev.flambeau.expr.PointwiseKernel;
import dev.flambeau.spi.Array;
import dev.flambeau.spi.Convolution;
import dev.flambeau.spi.Pooling;
import java.lang.System.Logger.Level;
import org.jspecify.annotations.Nullable;

/**
 * The default kernels of the CPU: matrix products, convolutions and pooling by oneDNN, everything else generated. Where oneDNN has no fast
 * code for a type or a layout, and where the library cannot be loaded, the Java kernels do the work. Between convolutions and poolings
 * tensors stay in oneDNN's own layouts ({@link Blocked}).
 */
public final class OneDnnKernels extends JavaKernels {
    private final JavaKernels rows = new JavaKernels(form());
    private final ConvolutionCalls convolutions = new ConvolutionCalls(this, form());
    private final MatmulCalls matmuls = new MatmulCalls(this, form());

    /** Begins to load the library; who needs it first waits for the rest of the tenth of a second that this takes. */
    public OneDnnKernels() {
        Thread loader = new Thread(OneDnnKernels::load, "flambeau-onednn");
        loader.setDaemon(true);
        loader.start();
    }

    private static void load() {
        OneDnn.failure().ifPresent(reason -> System.getLogger("dev.flambeau").log(Level.WARNING,
                "oneDNN is not available, the Java kernels do its work: {0}", reason));
        if (OneDnn.isAvailable()) {
            OneDnn.prepare();
        }
    }

    @Override
    public String name() {
        return OneDnn.isAvailable() ? "onednn " + OneDnn.version() : super.name();
    }

    @Override
    public void pointwise(PointwiseKernel kernel, Array[] outs, Array[] ins) {
        if (!BlockedPointwise.concerns(ins) || !BlockedPointwise.run(rows, kernel, outs, ins)) {
            super.pointwise(kernel, outs, ins);
        }
    }

    @Override
    public void matmul(Array out, Array x, Array y, @Nullable Array bias) {
        if (isSpecial(out, x, y, bias) || !MatmulCalls.isWorthwhile(out, x, y) || !OneDnn.isAvailable()
                || !matmuls.run(out, x, y, bias)) {
            super.matmul(out, x, y, bias);
        }
    }

    @Override
    public void convolution(Convolution c, Array out, Array x, Array weight, @Nullable Array bias) {
        if (OneDnn.isAvailable() && ConvolutionCalls.isPossible(x, weight, out)) {
            convolutions.forward(c, out, x, weight, bias);
        } else {
            super.convolution(c, out, x, weight, bias);
        }
    }

    @Override
    public void convolutionInputGrad(Convolution c, Array xGrad, Array grad, Array weight) {
        if (OneDnn.isAvailable() && ConvolutionCalls.isPossible(xGrad, weight, grad)) {
            convolutions.inputGrad(c, xGrad, grad, weight);
        } else {
            super.convolutionInputGrad(c, xGrad, grad, weight);
        }
    }

    @Override
    public void convolutionWeightGrad(Convolution c, Array weightGrad, @Nullable Array biasGrad, Array grad, Array x) {
        if (OneDnn.isAvailable() && ConvolutionCalls.isPossible(x, weightGrad, grad)) {
            convolutions.weightGrad(c, weightGrad, biasGrad, grad, x);
        } else {
            super.convolutionWeightGrad(c, weightGrad, biasGrad, grad, x);
        }
    }

    @Override
    public void pool(Pooling p, Array out, @Nullable Array positions, Array x) {
        if (!OneDnn.isAvailable() || !PoolCalls.forward(form(), p, out, positions, x)) {
            super.pool(p, out, positions, x);
        }
    }

    @Override
    public void poolGrad(Pooling p, Array xGrad, Array grad, @Nullable Array positions) {
        if (!OneDnn.isAvailable() || !PoolCalls.gradient(form(), p, xGrad, grad, positions)) {
            super.poolGrad(p, xGrad, grad, positions);
        }
    }
}
