package dev.flambeau.reference;

import dev.flambeau.spi.Array;
import dev.flambeau.spi.Raw;

/** Softmax, its logarithm and their gradients, line by line. */
final class ReferenceSoftmax {
    private ReferenceSoftmax() {}

    static void softmax(boolean log, Array out, Array x, int dim) {
        long length = Elements.length(x, dim);
        long xStep = Elements.step(x, dim);
        long outStep = Elements.step(out, dim);
        for (Positions p = Positions.lines(dim, x, out); p.valid(); p.next()) {
            double max = Double.NEGATIVE_INFINITY;
            for (long i = 0; i < length; i++) {
                max = Math.max(max, Elements.getDouble(x, p.at(0) + i * xStep));
            }
            double sum = 0;
            for (long i = 0; i < length; i++) {
                sum += Math.exp(Elements.getDouble(x, p.at(0) + i * xStep) - max);
            }
            double logSum = Math.log(sum);
            for (long i = 0; i < length; i++) {
                double shifted = Elements.getDouble(x, p.at(0) + i * xStep) - max;
                double value = log ? shifted - logSum : Math.exp(shifted) / sum;
                Raw.putDouble(out.dtype, p.at(1) + i * outStep, value);
            }
        }
    }

    static void softmaxGrad(boolean log, Array xGrad, Array grad, Array out, int dim) {
        long length = Elements.length(out, dim);
        long gradStep = Elements.step(grad, dim);
        long outStep = Elements.step(out, dim);
        long xStep = Elements.step(xGrad, dim);
        for (Positions p = Positions.lines(dim, grad, out, xGrad); p.valid(); p.next()) {
            double sum = 0;
            for (long i = 0; i < length; i++) {
                double g = Elements.getDouble(grad, p.at(0) + i * gradStep);
                sum += log ? g : g * Elements.getDouble(out, p.at(1) + i * outStep);
            }
            for (long i = 0; i < length; i++) {
                double g = Elements.getDouble(grad, p.at(0) + i * gradStep);
                double y = Elements.getDouble(out, p.at(1) + i * outStep);
                Raw.putDouble(xGrad.dtype, p.at(2) + i * xStep, log ? g - Math.exp(y) * sum : (g - sum) * y);
            }
        }
    }
}
