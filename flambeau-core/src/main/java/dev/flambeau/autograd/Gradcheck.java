package dev.flambeau.autograd;

import dev.flambeau.ArgumentException;
import dev.flambeau.AutogradException;
import dev.flambeau.Generator;
import dev.flambeau.Tensor;
import dev.flambeau.Torch;
import dev.flambeau.Warnings;
import dev.flambeau.spi.Array;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.function.Consumer;
import java.util.function.Supplier;
import java.util.function.UnaryOperator;
import org.jspecify.annotations.Nullable;

/**
 * Compares the gradients of a function with differences of its values, {@code torch.autograd.gradcheck} and {@code gradgradcheck}.
 *
 * <p>{@code Gradcheck.gradcheck(x -> x.sigmoid(), x)} is true or throws; the message shows the first wrong entry and both
 * Jacobians. Inputs should be float64 and require gradients; those that do not are taken as constants.
 */
public final class Gradcheck {
    private Gradcheck() {}

    /** Checks the first derivative. */
    public static boolean gradcheck(UnaryOperator<Tensor> function, Tensor input) {
        return gradcheck(function, input, o -> {});
    }

    /** Checks the first derivative. */
    public static boolean gradcheck(UnaryOperator<Tensor> function, Tensor input, Consumer<GradcheckOptions> options) {
        return gradcheck(in -> List.of(function.apply(in.getFirst())), List.of(input), options);
    }

    /** Checks all first derivatives of a function of several tensors. */
    public static boolean gradcheck(UnaryOperator<List<Tensor>> function, List<Tensor> inputs) {
        return gradcheck(function, inputs, o -> {});
    }

    /** Checks all first derivatives of a function of several tensors. */
    public static boolean gradcheck(UnaryOperator<List<Tensor>> function, List<Tensor> inputs,
            Consumer<GradcheckOptions> options) {
        return answer(read(options), o -> check(function, inputs, o));
    }

    /** Checks the second derivative. */
    public static boolean gradgradcheck(UnaryOperator<Tensor> function, Tensor input) {
        return gradgradcheck(function, input, o -> {});
    }

    /** Checks the second derivative. */
    public static boolean gradgradcheck(UnaryOperator<Tensor> function, Tensor input,
            Consumer<GradcheckOptions> options) {
        return gradgradcheck(in -> List.of(function.apply(in.getFirst())), List.of(input), options);
    }

    /** Checks all second derivatives of a function of several tensors. */
    public static boolean gradgradcheck(UnaryOperator<List<Tensor>> function, List<Tensor> inputs) {
        return gradgradcheck(function, inputs, o -> {});
    }

    /** Checks all second derivatives of a function of several tensors. */
    public static boolean gradgradcheck(UnaryOperator<List<Tensor>> function, List<Tensor> inputs,
            Consumer<GradcheckOptions> options) {
        return answer(read(options), o -> {
            List<Tensor> outputs = differentiable(function.apply(inputs));
            List<Tensor> seeds = o.gradOutputs == null ? randomLike(outputs) : o.gradOutputs;
            List<Tensor> all = new ArrayList<>(inputs);
            all.addAll(seeds);
            UnaryOperator<List<Tensor>> gradient = in -> {
                List<Tensor> own = in.subList(0, inputs.size());
                List<Tensor> results = differentiable(function.apply(own));
                return Autograd.grad(results, requiring(own),
                        g -> g.gradOutputs(in.subList(inputs.size(), in.size())).createGraph(true).allowUnused(true))
                        .stream().filter(java.util.Objects::nonNull).toList();
            };
            check(gradient, all, o);
        });
    }

    private static GradcheckOptions read(Consumer<GradcheckOptions> options) {
        GradcheckOptions o = new GradcheckOptions();
        options.accept(o);
        return o;
    }

    private static boolean answer(GradcheckOptions o, Consumer<GradcheckOptions> check) {
        try (GradMode _ = GradMode.set(true)) {
            check.accept(o);
            return true;
        } catch (Wrong wrong) {
            if (o.raiseException) {
                throw new AutogradException(wrong.report);
            }
            return false;
        }
    }

    private static void check(UnaryOperator<List<Tensor>> function, List<Tensor> inputs, GradcheckOptions o) {
        checkInputs(inputs);
        List<Tensor> requiring = requiring(inputs);
        List<Tensor> results = function.apply(inputs);
        List<Tensor> outputs = differentiable(results);
        if (outputs.isEmpty()) {
            for (Tensor input : requiring) {
                for (double[][] jacobian : numerical(() -> floating(function.apply(inputs)), input, o.eps)) {
                    if (Arrays.stream(jacobian).flatMapToDouble(Arrays::stream).anyMatch(d -> d != 0)) {
                        throw new Wrong("Numerical gradient for function expected to be zero");
                    }
                }
            }
            return;
        }
        Supplier<List<Tensor>> again = () -> differentiable(function.apply(inputs));
        if (!o.fastMode || !new FastGradcheck(again, requiring, outputs, o).passes()) {
            checkAll(again, requiring, outputs, o);
        }
        checkZeroGradients(outputs, requiring, o);
    }

    /** Compares all entries of all Jacobians. */
    private static void checkAll(Supplier<List<Tensor>> function, List<Tensor> requiring, List<Tensor> outputs,
            GradcheckOptions o) {
        List<double[][][]> numerical = new ArrayList<>(); // by input, output
        for (Tensor input : requiring) {
            numerical.add(numerical(function, input, o.eps));
        }
        for (int i = 0; i < outputs.size(); i++) {
            double[][][] analytical = analytical(outputs.get(i), requiring, o);
            double[][][] again = analytical(outputs.get(i), requiring, o);
            for (int j = 0; j < requiring.size(); j++) {
                compare(numerical.get(j)[i], analytical[j], i, j, requiring.get(j), outputs.get(i), o);
                compareRuns(analytical[j], again[j], o);
            }
        }
    }

    private static void checkInputs(List<Tensor> inputs) {
        boolean any = false;
        for (int i = 0; i < inputs.size(); i++) {
            Tensor input = inputs.get(i);
            if (!input.requiresGrad()) {
                continue;
            }
            any = true;
            if (input.dtype() != dev.flambeau.DType.FLOAT64) {
                Warnings.once("Input #" + i + " requires gradient and is not a double precision floating point or "
                        + "complex. This check will likely fail if all the inputs are not of double precision floating point "
                        + "or complex. ");
            }
            for (int d = 0; d < input.dim(); d++) {
                if (input.stride(d) == 0 && input.size(d) > 1) {
                    throw new ArgumentException("The " + i + "th input has a dimension with stride 0. gradcheck only "
                            + "supports inputs that are non-overlapping to be able to compute the numerical gradients "
                            + "correctly. You should call .contiguous on the input before passing it to gradcheck.");
                }
            }
        }
        if (!any) {
            throw new ArgumentException("gradcheck expects at least one input tensor to require gradient, but none of "
                    + "them have requires_grad=True.");
        }
    }

    private static List<Tensor> requiring(List<Tensor> tensors) {
        return tensors.stream().filter(Tensor::requiresGrad).toList();
    }

    private static List<Tensor> differentiable(List<Tensor> results) {
        return requiring(results);
    }

    private static List<Tensor> floating(List<Tensor> results) {
        return results.stream().filter(Tensor::isFloatingPoint).toList();
    }

    // ---- the two Jacobians, [input element][output element] as PyTorch shows them

    /** Differences of the outputs' values, for each output. */
    private static double[][][] numerical(Supplier<List<Tensor>> function, Tensor input, double eps) {
        Array array = input.array();
        int count = Math.toIntExact(array.numel);
        double[][][] jacobians = null;
        for (int e = 0; e < count; e++) {
            double before = array.getDouble(e);
            array.putDouble(e, before - eps);
            List<double[]> low = values(function.get());
            array.putDouble(e, before + eps);
            List<double[]> high = values(function.get());
            array.putDouble(e, before);
            if (jacobians == null) {
                jacobians = new double[low.size()][count][];
            }
            for (int i = 0; i < jacobians.length; i++) {
                jacobians[i][e] = new double[low.get(i).length];
                for (int k = 0; k < jacobians[i][e].length; k++) {
                    jacobians[i][e][k] = (high.get(i)[k] - low.get(i)[k]) / (2 * eps);
                }
            }
        }
        return jacobians == null ? new double[function.get().size()][0][] : jacobians;
    }

    private static List<double[]> values(List<Tensor> tensors) {
        return tensors.stream().map(each -> each.detach().toDoubleArray()).toList();
    }

    /** What backward gives, for each input. */
    private static double[][][] analytical(Tensor output, List<Tensor> inputs, GradcheckOptions o) {
        double[][][] jacobians = new double[inputs.size()][][];
        for (int j = 0; j < jacobians.length; j++) {
            jacobians[j] = new double[Math.toIntExact(inputs.get(j).numel())][Math.toIntExact(output.numel())];
        }
        for (int k = 0; k < output.numel(); k++) {
            Tensor seed = output.detach().newZeros(output.size().toLongs());
            seed.array().putDouble(k, 1);
            List<@Nullable Tensor> grads =
                    Autograd.grad(output, inputs, g -> g.gradOutputs(seed).retainGraph(true).allowUnused(true));
            for (int j = 0; j < jacobians.length; j++) {
                Tensor grad = grads.get(j);
                if (grad != null) {
                    checkAttributes(grad, inputs.get(j), o);
                    double[] column = grad.detach().toDoubleArray();
                    for (int e = 0; e < column.length; e++) {
                        jacobians[j][e][k] = column[e];
                    }
                }
            }
        }
        return jacobians;
    }

    static void checkAttributes(Tensor grad, Tensor input, GradcheckOptions o) {
        if (!grad.size().equals(input.size())) {
            throw new Wrong("Analytical gradient has incorrect size: " + grad.size() + " for an input of "
                    + input.size());
        }
        if (o.checkGradDtypes && grad.dtype() != input.dtype()) {
            throw new Wrong("Gradient has dtype mismatch: " + grad.dtype() + " for an input of " + input.dtype());
        }
    }

    // ---- comparisons

    private static void compare(double[][] numerical, double[][] analytical, int output, int input, Tensor x, Tensor y,
            GradcheckOptions o) {
        for (int e = 0; e < numerical.length; e++) {
            for (int k = 0; k < numerical[e].length; k++) {
                double n = numerical[e][k];
                double a = analytical[e][k];
                if (!close(a, n, o.atol + o.rtol * Math.abs(n))) {
                    throw new Wrong("Jacobian mismatch for output " + output + " with respect to input " + input
                            + ",\nnumerical:" + shown(numerical, x) + "\nanalytical:" + shown(analytical, x)
                            + "\nThe first wrong entry is the derivative of output" + position(y, k)
                            + " with respect to input"
                            + position(x, e) + ": numerical " + n + ", analytical " + a + ".\n");
                }
            }
        }
    }

    private static void compareRuns(double[][] first, double[][] second, GradcheckOptions o) {
        for (int e = 0; e < first.length; e++) {
            for (int k = 0; k < first[e].length; k++) {
                if (!close(first[e][k], second[e][k], o.nondetTol)) {
                    throw new Wrong("Backward is not reentrant, i.e., running backward with same input and grad_output "
                            + "multiple times gives different values, although analytical gradient matches numerical gradient."
                            + "The tolerance for nondeterminism was " + o.nondetTol + ".");
                }
            }
        }
    }

    static boolean close(double a, double b, double tolerance) {
        return a == b || Double.isNaN(a) && Double.isNaN(b) || Math.abs(a - b) <= tolerance;
    }

    /** Backward is linear: zeros, or nothing, for the outputs give zeros for the inputs. */
    private static void checkZeroGradients(List<Tensor> outputs, List<Tensor> inputs, GradcheckOptions o) {
        List<Tensor> zeros = outputs.stream().map(y -> Torch.zerosLike(y.detach())).toList();
        checkZeros(outputs, zeros, inputs, "backward not multiplied by grad_output");
        for (int i = 0; o.checkUndefinedGrad && outputs.size() > 1 && i < outputs.size(); i++) {
            checkZeros(List.of(outputs.get(i)), List.of(zeros.get(i)), inputs,
                    "Expected all input grads to be undefined or zero when all output grads are undefined or zero.");
        }
    }

    private static void checkZeros(List<Tensor> outputs, List<Tensor> zeros, List<Tensor> inputs, String complaint) {
        List<@Nullable Tensor> grads = Autograd.grad(outputs, inputs,
                g -> g.gradOutputs(zeros).retainGraph(true).allowUnused(true));
        for (Tensor grad : grads) {
            if (grad != null && Arrays.stream(grad.detach().toDoubleArray()).anyMatch(d -> d != 0)) {
                throw new Wrong(complaint);
            }
        }
    }

    // ---- the report

    private static Tensor shown(double[][] jacobian, Tensor x) {
        long columns = jacobian.length == 0 ? 0 : jacobian[0].length;
        Tensor shown = x.detach().newZeros(jacobian.length, columns);
        for (int e = 0; e < jacobian.length; e++) {
            for (int k = 0; k < columns; k++) {
                shown.array().putDouble(e * columns + k, jacobian[e][k]);
            }
        }
        return shown;
    }

    /** The coordinates of an element, {@code [1, 0]}. */
    private static String position(Tensor tensor, long element) {
        long[] coordinates = new long[tensor.dim()];
        long rest = element;
        for (int d = coordinates.length - 1; d >= 0; d--) {
            coordinates[d] = rest % tensor.size(d);
            rest /= tensor.size(d);
        }
        return Arrays.toString(coordinates);
    }

    private static List<Tensor> randomLike(List<Tensor> outputs) {
        Generator generator = new Generator(0); // its own: the program's random numbers stay what they are
        List<Tensor> random = new ArrayList<>();
        for (Tensor output : outputs) {
            Tensor values = output.detach().newZeros(output.size().toLongs());
            for (long k = 0; k < values.numel(); k++) {
                values.array().putDouble(k, 2 * generator.uniform53() - 1);
            }
            random.add(values.requiresGrad_());
        }
        return random;
    }

    /** A gradient that is wrong. */
    private static final class Wrong extends RuntimeException {
        private static final long serialVersionUID = 1;

        private final String report;

        Wrong(String report) {
            super(report, null, false, false);
            this.report = report;
        }
    }
}
