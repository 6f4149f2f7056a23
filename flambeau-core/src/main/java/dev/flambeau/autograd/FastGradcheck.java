package dev.flambeau.autograd;

import dev.flambeau.Generator;
import dev.flambeau.Tensor;
import dev.flambeau.spi.Array;
import java.util.Arrays;
import java.util.List;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;

/**
 * The quick way to doubt a gradient: not the Jacobian {@code J} itself but {@code vᵀ J u} for random vectors is compared with the
 * difference of the function's values along {@code u}.
 */
final class FastGradcheck {
    private final Supplier<List<Tensor>> function;
    private final List<Tensor> inputs;
    private final List<Tensor> outputs;
    private final GradcheckOptions o;
    private final Generator generator = new Generator(0); // its own: the program's random numbers stay what they are

    /** {@code function} computes the outputs from the inputs as they are; {@code outputs} are what it gave before. */
    FastGradcheck(Supplier<List<Tensor>> function, List<Tensor> inputs, List<Tensor> outputs, GradcheckOptions o) {
        this.function = function;
        this.inputs = inputs;
        this.outputs = outputs;
        this.o = o;
    }

    /** Whether the gradients of all outputs with respect to all inputs agree with the differences. */
    boolean passes() {
        double[][] v = outputs.stream().map(this::unit).toArray(double[][]::new);
        double[][] u = inputs.stream().map(this::unit).toArray(double[][]::new);
        double[][] analytical = new double[outputs.size()][];
        for (int i = 0; i < v.length; i++) {
            analytical[i] = backward(outputs.get(i), v[i], u);
        }
        for (int j = 0; j < u.length; j++) {
            double[] numerical = differences(inputs.get(j), u[j], v);
            for (int i = 0; i < v.length; i++) {
                double atol = o.atol * sum(u[j]) * sum(v[i]);
                if (!Gradcheck.close(analytical[i][j], numerical[i], atol + o.rtol * Math.abs(numerical[i]))) {
                    return false;
                }
            }
        }
        return true;
    }

    /** A random direction: no negative components, of length 1. */
    private double[] unit(Tensor like) {
        double[] direction = new double[Math.toIntExact(like.numel())];
        Arrays.setAll(direction, i -> generator.uniform53());
        double length = Math.sqrt(dot(direction, direction));
        return Arrays.stream(direction).map(d -> d / length).toArray();
    }

    /** The products of {@code vᵀ J} with {@code u}, for each input. */
    private double[] backward(Tensor output, double[] v, double[][] u) {
        Tensor seed = output.detach().newZeros(output.size().toLongs());
        for (int k = 0; k < v.length; k++) {
            seed.array().putDouble(k, v[k]);
        }
        List<@Nullable Tensor> grads =
                Autograd.grad(output, inputs, g -> g.gradOutputs(seed).retainGraph(true).allowUnused(true));
        double[] products = new double[u.length];
        for (int j = 0; j < u.length; j++) {
            Tensor grad = grads.get(j);
            if (grad != null) {
                Gradcheck.checkAttributes(grad, inputs.get(j), o);
                products[j] = dot(grad.detach().toDoubleArray(), u[j]);
            }
        }
        return products;
    }

    /** The differences of the outputs along {@code u}, times {@code v}. */
    private double[] differences(Tensor input, double[] u, double[][] v) {
        double[] before = input.detach().toDoubleArray();
        move(input, before, u, -o.eps);
        double[] low = products(v);
        move(input, before, u, o.eps);
        double[] high = products(v);
        move(input, before, u, 0);
        double[] differences = new double[v.length];
        Arrays.setAll(differences, i -> (high[i] - low[i]) / (2 * o.eps));
        return differences;
    }

    private double[] products(double[][] v) {
        List<Tensor> values = function.get();
        double[] products = new double[v.length];
        Arrays.setAll(products, i -> dot(values.get(i).detach().toDoubleArray(), v[i]));
        return products;
    }

    private static void move(Tensor input, double[] from, double[] u, double step) {
        Array array = input.array();
        for (int e = 0; e < from.length; e++) {
            array.putDouble(e, from[e] + step * u[e]);
        }
    }

    private static double sum(double[] values) {
        return Arrays.stream(values).sum();
    }

    private static double dot(double[] a, double[] b) {
        double sum = 0;
        for (int i = 0; i < a.length; i++) {
            sum += a[i] * b[i];
        }
        return sum;
    }
}
