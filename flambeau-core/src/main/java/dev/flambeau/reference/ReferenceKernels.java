package dev.flambeau.reference;

import dev.flambeau.Generator;
import dev.flambeau.expr.PointwiseKernel;
import dev.flambeau.spi.Array;
import dev.flambeau.spi.Convolution;
import dev.flambeau.spi.Kernels;
import dev.flambeau.spi.Pooling;
import dev.flambeau.spi.RandomStream;
import dev.flambeau.spi.Reduction;
import dev.flambeau.spi.Scan;
import dev.flambeau.spi.Scatter;
import org.jspecify.annotations.Nullable;

/**
 * The slow, obvious kernels on memory that the CPU sees: what every family means, for every element type. A fast device
 * extends this class and is tested against it.
 */
public class ReferenceKernels implements Kernels {
    @Override
    public String name() {
        return "reference";
    }

    @Override
    public void pointwise(PointwiseKernel kernel, Array[] outs, Array[] ins) {
        ReferencePointwise.run(kernel, outs, ins);
    }

    @Override
    public void copy(Array to, Array from) {
        ReferenceCopies.copy(to, from);
    }

    @Override
    public void reduce(Reduction reduction, Array[] outs, Array in, long dims) {
        ReferenceReductions.reduce(reduction, outs, in, dims);
    }

    @Override
    public void scan(Scan scan, Array[] outs, Array in, int dim) {
        ReferenceScans.scan(scan, outs, in, dim);
    }

    @Override
    public void matmul(Array out, Array x, Array y, @Nullable Array bias) {
        ReferenceMatmul.matmul(out, x, y, bias);
    }

    @Override
    public void convolution(Convolution c, Array out, Array x, Array weight, @Nullable Array bias) {
        ReferenceConvolutions.forward(c, out, x, weight, bias);
    }

    @Override
    public void convolutionInputGrad(Convolution c, Array xGrad, Array grad, Array weight) {
        ReferenceConvolutions.inputGrad(c, xGrad, grad, weight);
    }

    @Override
    public void convolutionWeightGrad(Convolution c, Array weightGrad, @Nullable Array biasGrad, Array grad, Array x) {
        ReferenceConvolutions.weightGrad(c, weightGrad, biasGrad, grad, x);
    }

    @Override
    public void pool(Pooling p, Array out, @Nullable Array positions, Array x) {
        ReferencePools.pool(p, out, positions, x);
    }

    @Override
    public void poolGrad(Pooling p, Array xGrad, Array grad, @Nullable Array positions) {
        ReferencePools.poolGrad(p, xGrad, grad, positions);
    }

    @Override
    public void softmax(boolean log, Array out, Array x, int dim) {
        ReferenceSoftmax.softmax(log, out, x, dim);
    }

    @Override
    public void softmaxGrad(boolean log, Array xGrad, Array grad, Array out, int dim) {
        ReferenceSoftmax.softmaxGrad(log, xGrad, grad, out, dim);
    }

    @Override
    public void gather(Array out, Array x, int dim, Array index) {
        ReferenceGathers.gather(out, x, dim, index);
    }

    @Override
    public void scatter(Scatter mode, Array out, int dim, Array index, Array source) {
        ReferenceGathers.scatter(mode, out, dim, index, source);
    }

    @Override
    public void index(Array out, Array x, Array[] indices) {
        ReferenceIndexing.index(out, x, indices);
    }

    @Override
    public void indexPut(Array out, Array[] indices, Array source, boolean accumulate) {
        ReferenceIndexing.indexPut(out, indices, source, accumulate);
    }

    @Override
    public long countNonzero(Array x) {
        return ReferenceNonzero.count(x);
    }

    @Override
    public void nonzero(Array out, Array x) {
        ReferenceNonzero.coordinates(out, x);
    }

    @Override
    public void sort(Array values, Array positions, Array x, int dim, boolean descending) {
        ReferenceSorts.sort(values, positions, x, dim, descending);
    }

    @Override
    public void random(RandomStream stream, Array out, Generator generator) {
        ReferenceRandom.fill(stream, out, generator);
    }
}
