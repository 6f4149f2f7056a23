package dev.flambeau.autograd;

import dev.flambeau.AutogradException;
import dev.flambeau.Tensor;
import dev.flambeau.Torch;
import dev.flambeau.autograd.Dependence.Stage;
import java.util.ArrayList;
import java.util.List;
import java.util.function.Consumer;
import java.util.function.UnaryOperator;
import org.jspecify.annotations.Nullable;

/**
 * {@code torch.autograd.functional}: Jacobians and Hessians of functions, and their products with vectors.
 *
 * <p>A function takes a tensor and gives one, or takes a list of tensors and gives a list. The inputs need not require gradients.
 */
public final class Functional {
    private Functional() {}

    /** What a function gives, and a product with its Jacobian or Hessian. */
    public record Product(Tensor output, Tensor product) {}

    /** What a function of several tensors gives, and products with its Jacobian or Hessian. */
    public record Products(List<Tensor> outputs, List<Tensor> products) {}

    // ---- Jacobian

    /** The Jacobian at {@code input}: of the output's sizes followed by the input's. */
    public static Tensor jacobian(UnaryOperator<Tensor> function, Tensor input) {
        return jacobian(function, input, o -> {});
    }

    /** As {@link #jacobian(UnaryOperator, Tensor)}. */
    public static Tensor jacobian(UnaryOperator<Tensor> function, Tensor input, Consumer<FunctionalOptions> options) {
        return jacobian(several(function), List.of(input), options).getFirst().getFirst();
    }

    /** Element {@code [i][j]} is the Jacobian of output {@code i} with respect to input {@code j}. */
    public static List<List<Tensor>> jacobian(UnaryOperator<List<Tensor>> function, List<Tensor> inputs) {
        return jacobian(function, inputs, o -> {});
    }

    /** As {@link #jacobian(UnaryOperator, List)}. */
    public static List<List<Tensor>> jacobian(UnaryOperator<List<Tensor>> function, List<Tensor> inputs,
            Consumer<FunctionalOptions> options) {
        FunctionalOptions o = read(options);
        List<List<Tensor>> result = new ArrayList<>();
        try (GradMode _ = GradMode.set(true)) {
            List<Tensor> in = prepared(inputs, o.createGraph, true);
            List<Tensor> outputs = function.apply(in);
            Dependence.check(outputs, Stage.OUTPUTS, o.strict);
            for (int i = 0; i < outputs.size(); i++) {
                result.add(finished(rows(outputs.get(i), i, in, o), o.createGraph));
            }
        }
        return result;
    }

    /** The Jacobians of one output, computed row by row. */
    private static List<Tensor> rows(Tensor output, int number, List<Tensor> in, FunctionalOptions o) {
        List<List<Tensor>> rows = new ArrayList<>();
        in.forEach(_ -> rows.add(new ArrayList<>()));
        Tensor flat = output.reshape(-1);
        for (long k = 0; k < output.numel(); k++) {
            List<@Nullable Tensor> grads = gradients(List.of(flat.get(k)), in, null, o.createGraph, true);
            for (int j = 0; j < in.size(); j++) {
                rows.get(j).add(Dependence.rowOrZeros(grads.get(j), in.get(j), number, j, o));
            }
        }
        List<Tensor> jacobians = new ArrayList<>();
        for (int j = 0; j < in.size(); j++) {
            long[] sizes = joined(output, in.get(j));
            jacobians.add(rows.get(j).isEmpty()
                    ? in.get(j).newZeros(sizes)
                    : Torch.stack(rows.get(j)).reshape(sizes));
        }
        return jacobians;
    }

    private static long[] joined(Tensor output, Tensor input) {
        long[] sizes = new long[output.dim() + input.dim()];
        System.arraycopy(output.size().toLongs(), 0, sizes, 0, output.dim());
        System.arraycopy(input.size().toLongs(), 0, sizes, output.dim(), input.dim());
        return sizes;
    }

    // ---- Hessian

    /** The Hessian of a function with a scalar result: of the input's sizes twice. */
    public static Tensor hessian(UnaryOperator<Tensor> function, Tensor input) {
        return hessian(function, input, o -> {});
    }

    /** As {@link #hessian(UnaryOperator, Tensor)}. */
    public static Tensor hessian(UnaryOperator<Tensor> function, Tensor input, Consumer<FunctionalOptions> options) {
        return hessian(several(function), List.of(input), options).getFirst().getFirst();
    }

    /** Element {@code [i][j]} holds the second derivatives of the scalar result with respect to inputs {@code i} and {@code j}. */
    public static List<List<Tensor>> hessian(UnaryOperator<List<Tensor>> function, List<Tensor> inputs) {
        return hessian(function, inputs, o -> {});
    }

    /** As {@link #hessian(UnaryOperator, List)}. */
    public static List<List<Tensor>> hessian(UnaryOperator<List<Tensor>> function, List<Tensor> inputs,
            Consumer<FunctionalOptions> options) {
        FunctionalOptions o = read(options);
        UnaryOperator<List<Tensor>> scalar = in -> List.of(scalar(function.apply(in), "hessian", o.strict).reshape());
        UnaryOperator<List<Tensor>> gradient = in -> {
            List<Tensor> first = jacobian(scalar, in, inner -> inner.createGraph(true)).getFirst();
            Dependence.check(first, Stage.JACOBIAN, o.strict);
            return first;
        };
        return jacobian(gradient, inputs, options);
    }

    // ---- products

    /** The vector {@code v}, of the output's sizes (null: 1, for a scalar), times the Jacobian. */
    public static Product vjp(UnaryOperator<Tensor> function, Tensor input, @Nullable Tensor v) {
        return vjp(function, input, v, o -> {});
    }

    /** As {@link #vjp(UnaryOperator, Tensor, Tensor)}. */
    public static Product vjp(UnaryOperator<Tensor> function, Tensor input, @Nullable Tensor v,
            Consumer<FunctionalOptions> options) {
        return single(vjp(several(function), List.of(input), listed(v), options));
    }

    /** The vectors {@code v}, of the outputs' sizes (null: 1, for a scalar), times the Jacobian. */
    public static Products vjp(UnaryOperator<List<Tensor>> function, List<Tensor> inputs, @Nullable List<Tensor> v,
            Consumer<FunctionalOptions> options) {
        FunctionalOptions o = read(options);
        List<Tensor> in;
        List<Tensor> outputs;
        List<Tensor> vectors;
        try (GradMode _ = GradMode.set(true)) {
            in = prepared(inputs, o.createGraph, true);
            outputs = function.apply(in);
            Dependence.check(outputs, Stage.OUTPUTS, o.strict);
            vectors = vectors(v, outputs, o.createGraph,
                    "The vector v can only be None if the user-provided function returns a single Tensor with a single element.");
        }
        return products(outputs, gradients(outputs, in, vectors, o.createGraph, false), in, Stage.BACK, o);
    }

    /** The Jacobian times the vector {@code v}, of the input's sizes (null: 1, for a scalar). */
    public static Product jvp(UnaryOperator<Tensor> function, Tensor input, @Nullable Tensor v) {
        return jvp(function, input, v, o -> {});
    }

    /** As {@link #jvp(UnaryOperator, Tensor, Tensor)}. */
    public static Product jvp(UnaryOperator<Tensor> function, Tensor input, @Nullable Tensor v,
            Consumer<FunctionalOptions> options) {
        return single(jvp(several(function), List.of(input), listed(v), options));
    }

    /**
     * The Jacobian times the vectors {@code v}, of the inputs' sizes. Backward's own derivative gives it: the gradient is linear
     * in the outputs' gradients.
     */
    public static Products jvp(UnaryOperator<List<Tensor>> function, List<Tensor> inputs, @Nullable List<Tensor> v,
            Consumer<FunctionalOptions> options) {
        FunctionalOptions o = read(options);
        List<Tensor> outputs;
        List<Tensor> vectors;
        List<Tensor> outputGrads;
        List<@Nullable Tensor> inputGrads;
        try (GradMode _ = GradMode.set(true)) {
            List<Tensor> in = prepared(inputs, o.createGraph, true);
            vectors = vectors(v, in, o.createGraph, ONE_INPUT);
            outputs = function.apply(in);
            Dependence.check(outputs, Stage.OUTPUTS, o.strict);
            outputGrads = zeros(outputs);
            inputGrads = gradients(outputs, in, outputGrads, true, true);
            Dependence.check(inputGrads, Stage.GRAD_INPUTS, o.strict);
        }
        return products(outputs, gradients(inputGrads, outputGrads, vectors, o.createGraph, false), outputs,
                Stage.BACK_TRICK, o);
    }

    /** The vector {@code v}, of the input's sizes (null: 1, for a scalar), times the Hessian of a function with a scalar result. */
    public static Product vhp(UnaryOperator<Tensor> function, Tensor input, @Nullable Tensor v) {
        return vhp(function, input, v, o -> {});
    }

    /** As {@link #vhp(UnaryOperator, Tensor, Tensor)}. */
    public static Product vhp(UnaryOperator<Tensor> function, Tensor input, @Nullable Tensor v,
            Consumer<FunctionalOptions> options) {
        return single(vhp(several(function), List.of(input), listed(v), options));
    }

    /** The vectors {@code v}, of the inputs' sizes, times the Hessian of a function with a scalar result. */
    public static Products vhp(UnaryOperator<List<Tensor>> function, List<Tensor> inputs, @Nullable List<Tensor> v,
            Consumer<FunctionalOptions> options) {
        FunctionalOptions o = read(options);
        Curvature c = Curvature.of(function, inputs, v, "vhp", o);
        return products(List.of(c.output), gradients(c.gradient, c.inputs, c.vectors, o.createGraph, false), c.inputs,
                Stage.DOUBLE_BACK, o);
    }

    /** The Hessian of a function with a scalar result times the vector {@code v}, of the input's sizes (null: 1, for a scalar). */
    public static Product hvp(UnaryOperator<Tensor> function, Tensor input, @Nullable Tensor v) {
        return hvp(function, input, v, o -> {});
    }

    /** As {@link #hvp(UnaryOperator, Tensor, Tensor)}. */
    public static Product hvp(UnaryOperator<Tensor> function, Tensor input, @Nullable Tensor v,
            Consumer<FunctionalOptions> options) {
        return single(hvp(several(function), List.of(input), listed(v), options));
    }

    /**
     * The Hessian of a function with a scalar result times the vectors {@code v}, of the inputs' sizes. Where the Hessian is
     * symmetric {@link #vhp(UnaryOperator, List, List, Consumer)} gives the same in less time.
     */
    public static Products hvp(UnaryOperator<List<Tensor>> function, List<Tensor> inputs, @Nullable List<Tensor> v,
            Consumer<FunctionalOptions> options) {
        FunctionalOptions o = read(options);
        Curvature c = Curvature.of(function, inputs, v, "hvp", o);
        List<Tensor> gradientGrads = zeros(c.inputs);
        List<@Nullable Tensor> twice = gradients(c.gradient, c.inputs, gradientGrads, true, true);
        Dependence.check(c.gradient, Stage.HESSIAN, o.strict);
        return products(List.of(c.output), gradients(twice, gradientGrads, c.vectors, o.createGraph, false), c.inputs,
                Stage.DOUBLE_BACK_TRICK, o);
    }

    // ---- what they have in common

    private static final String ONE_INPUT =
            "The vector v can only be None if the input to the user-provided function is a single Tensor with a single element.";

    /** A scalar function's value and gradient, where the products with its Hessian begin. */
    private record Curvature(List<Tensor> inputs, List<@Nullable Tensor> vectors, Tensor output,
            List<@Nullable Tensor> gradient) {
        static Curvature of(UnaryOperator<List<Tensor>> function, List<Tensor> inputs, @Nullable List<Tensor> v,
                String name, FunctionalOptions o) {
            try (GradMode _ = GradMode.set(true)) {
                List<Tensor> in = prepared(inputs, o.createGraph, true);
                List<@Nullable Tensor> vectors = new ArrayList<>(Functional.vectors(v, in, o.createGraph, ONE_INPUT));
                Tensor output = scalar(function.apply(in), name, o.strict);
                List<@Nullable Tensor> gradient = gradients(List.of(output), in, null, true, true);
                Dependence.check(gradient, Stage.JACOBIAN, o.strict);
                return new Curvature(in, vectors, output, gradient);
            }
        }
    }

    private static FunctionalOptions read(Consumer<FunctionalOptions> options) {
        FunctionalOptions o = new FunctionalOptions();
        options.accept(o);
        return o;
    }

    private static UnaryOperator<List<Tensor>> several(UnaryOperator<Tensor> function) {
        return in -> List.of(function.apply(in.getFirst()));
    }

    private static @Nullable List<Tensor> listed(@Nullable Tensor v) {
        return v == null ? null : List.of(v);
    }

    private static Product single(Products products) {
        return new Product(products.outputs().getFirst(), products.products().getFirst());
    }

    /** New tensors with the same data, apart from the same tensors that the function may have captured. */
    private static List<Tensor> prepared(List<Tensor> tensors, boolean createGraph, boolean needsGraph) {
        List<Tensor> prepared = new ArrayList<>();
        for (Tensor tensor : tensors) {
            prepared.add(createGraph && tensor.requiresGrad()
                    ? tensor.viewAs(tensor)
                    : tensor.detach().requiresGrad_(needsGraph));
        }
        return prepared;
    }

    private static List<Tensor> finished(List<Tensor> results, boolean createGraph) {
        return createGraph ? List.copyOf(results) : results.stream().map(Tensor::detach).toList();
    }

    private static Products products(List<Tensor> outputs, List<@Nullable Tensor> grads, List<Tensor> like,
            Stage stage, FunctionalOptions o) {
        List<Tensor> products = Dependence.orZeros(grads, like, stage, o);
        return new Products(finished(outputs, o.createGraph), finished(products, o.createGraph));
    }

    private static Tensor scalar(List<Tensor> outputs, String name, boolean strict) {
        Dependence.check(outputs, Stage.OUTPUTS, strict);
        if (outputs.size() != 1) {
            throw new AutogradException("The function given to " + name + " should return a single Tensor");
        }
        if (outputs.getFirst().numel() != 1) {
            throw new AutogradException(
                    "The Tensor returned by the function given to " + name + " should contain a single element");
        }
        return outputs.getFirst();
    }

    private static List<Tensor> zeros(List<Tensor> like) {
        return like.stream().map(each -> Torch.zerosLike(each).requiresGrad_()).toList();
    }

    private static List<Tensor> vectors(@Nullable List<Tensor> v, List<Tensor> like, boolean createGraph,
            String whenAbsent) {
        if (v == null) {
            if (like.size() != 1 || like.getFirst().numel() != 1) {
                throw new AutogradException(whenAbsent);
            }
            return List.of(Torch.onesLike(like.getFirst()));
        }
        if (v.size() != like.size()) {
            throw new AutogradException(like.size() == 1
                    ? "The given v should contain a single Tensor."
                    : "v is a tuple of invalid length: should be " + like.size() + " but got " + v.size() + ".");
        }
        for (int i = 0; i < v.size(); i++) {
            if (!v.get(i).size().equals(like.get(i).size())) {
                throw new AutogradException((like.size() == 1 ? "" : "Entry " + i + " in ")
                        + "v has invalid size: should be " + like.get(i).size() + " but got " + v.get(i).size() + ".");
            }
        }
        return prepared(v, createGraph, false);
    }

    /** Gradients of those outputs that have one; null where an input is of no influence. */
    private static List<@Nullable Tensor> gradients(List<? extends @Nullable Tensor> outputs, List<Tensor> inputs,
            @Nullable List<? extends @Nullable Tensor> given, boolean createGraph, boolean retainGraph) {
        List<Tensor> differentiable = new ArrayList<>();
        List<@Nullable Tensor> seeds = new ArrayList<>();
        for (int i = 0; i < outputs.size(); i++) {
            Tensor output = outputs.get(i);
            if (output != null && output.requiresGrad()) {
                differentiable.add(output);
                seeds.add(given == null ? null : given.get(i));
            }
        }
        if (differentiable.isEmpty()) {
            List<@Nullable Tensor> none = new ArrayList<>();
            inputs.forEach(_ -> none.add(null));
            return none;
        }
        return Autograd.grad(differentiable, inputs,
                o -> o.gradOutputs(seeds).createGraph(createGraph).retainGraph(retainGraph || createGraph)
                        .allowUnused(true));
    }
}
