package dev.flambeau.testkit;

import dev.flambeau.Tensor;
import dev.flambeau.op.Activations;
import java.util.function.UnaryOperator;

/** The activation functions of {@code nn.functional}. */
final class ActivationCases {
    private ActivationCases() {}

    static void register(OpTable ops) {
        one(ops, "relu", Tensor::relu);
        one(ops, "relu6", x -> Activations.hardtanh(x, 0, 6, false));
        one(ops, "selu", x -> Activations.selu(x, false));
        one(ops, "silu", x -> Activations.silu(x, false));
        one(ops, "mish", x -> Activations.mish(x, false));
        one(ops, "softsign", Activations::softsign);
        one(ops, "tanhshrink", Activations::tanhshrink);
        one(ops, "logsigmoid", Activations::logsigmoid);
        one(ops, "hardsigmoid", x -> Activations.hardsigmoid(x, false));
        one(ops, "hardswish", x -> Activations.hardswish(x, false));
        put(ops, "leaky_relu", c -> Activations.leakyRelu(c.self(), c.number(1, "negative_slope", 0.01), inPlace(c)));
        put(ops, "elu", c -> Activations.elu(c.self(), c.number(1, "alpha", 1), inPlace(c)));
        put(ops, "celu", c -> Activations.celu(c.self(), c.number(1, "alpha", 1), inPlace(c)));
        put(ops, "gelu", c -> Activations.gelu(c.self(), c.string("approximate", "none")));
        put(ops, "softplus", c -> Activations.softplus(c.self(), c.number(1, "beta", 1), c.number(2, "threshold", 20)));
        put(ops, "softshrink", c -> Activations.softshrink(c.self(), c.number(1, "lambd", 0.5)));
        put(ops, "hardshrink", c -> c.self().hardshrink(c.number(1, "lambd", 0.5)));
        put(ops, "hardtanh", c -> Activations.hardtanh(c.self(), number(c, 1, "min_val", -1),
                number(c, 2, "max_val", 1), inPlace(c)));
        put(ops, "threshold", c -> Activations.threshold(c.self(), number(c, 1, "threshold", 0),
                number(c, 2, "value", 0), inPlace(c)));
        put(ops, "prelu", c -> c.self().prelu(c.tensor(1, "weight")));
    }

    /** Whether the case asks for the form in place; its result is the same. */
    private static boolean inPlace(OpCall c) {
        return c.bool("inplace", false) && !c.self().requiresGrad();
    }

    private static Number number(OpCall c, int i, String keyword, long absent) {
        Object value = c.arg(i, keyword);
        return value == null ? absent : (Number) value;
    }

    private static void put(OpTable ops, String name, OpTable.Body body) {
        ops.put("nn.functional." + name, body);
    }

    private static void one(OpTable ops, String name, UnaryOperator<Tensor> function) {
        put(ops, name, c -> {
            c.bool("inplace", false);
            return function.apply(c.self());
        });
    }
}
