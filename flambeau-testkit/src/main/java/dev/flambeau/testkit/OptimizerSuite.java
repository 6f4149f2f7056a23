package dev.flambeau.testkit;

import com.fasterxml.jackson.databind.JsonNode;
import dev.flambeau.DType;
import dev.flambeau.Tensor;
import dev.flambeau.optim.Adam;
import dev.flambeau.optim.Optimizer;
import dev.flambeau.optim.RMSprop;
import dev.flambeau.optim.SGD;
import dev.flambeau.testkit.Compare.Tolerance;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/** The suite {@code optimizers}: the parameters after each of several steps along given gradients. */
final class OptimizerSuite implements Suite {
    private static final Tolerance TOLERANCE = new Tolerance(1e-4, 1e-5);

    private static final Map<String, Maker> MAKERS =
            Map.of("SGD", OptimizerSuite::sgd, "Adam", OptimizerSuite::adam, "RMSprop", OptimizerSuite::rmsprop);

    /** How an optimizer is made of a case's parameters and keywords. */
    @FunctionalInterface
    private interface Maker {
        Optimizer make(List<Tensor> params, OpCall c);
    }

    @Override
    public Outcome run(Case c) {
        String name = c.text("optimizer");
        Maker maker = MAKERS.get(name);
        if (maker == null) {
            return Outcome.unsupported("no optimizer " + name);
        }
        List<Tensor> params = new ArrayList<>();
        c.require("params").forEach(key -> params.add(c.input(key.asText()).requiresGrad_()));
        OpCall keywords = c.call(name, "args", "kwargs");
        Optimizer optimizer = maker.make(params, keywords);
        String unread = keywords.unread();
        if (unread != null) {
            return Outcome.unsupported(unread + " is not supported");
        }
        int count = 0;
        for (JsonNode step : c.require("steps")) {
            count++;
            for (int i = 0; i < params.size(); i++) {
                JsonNode grad = step.get("grads").get(i);
                params.get(i).setGrad(grad.isNull() ? null : c.stored(grad.asText()).clone());
            }
            optimizer.step();
            for (int i = 0; i < params.size(); i++) {
                Tensor wanted = c.stored(step.get("params").get(i).asText());
                String difference = Compare.tensors(params.get(i).detach(), wanted, tolerance(wanted.dtype()), false);
                if (difference != null) {
                    return Outcome.fail("after step " + count + " parameter " + i + " " + difference);
                }
            }
        }
        return Outcome.pass();
    }

    private static Tolerance tolerance(DType dtype) {
        return dtype == DType.FLOAT16 || dtype == DType.BFLOAT16 ? Tolerance.of(dtype) : TOLERANCE;
    }

    private static Optimizer sgd(List<Tensor> params, OpCall c) {
        implementation(c);
        return new SGD(params, number(c, "lr", 1e-3),
                o -> o.momentum(number(c, "momentum", 0)).dampening(number(c, "dampening", 0))
                        .weightDecay(number(c, "weight_decay", 0)).nesterov(c.bool("nesterov", false))
                        .maximize(c.bool("maximize", false)));
    }

    private static Optimizer adam(List<Tensor> params, OpCall c) {
        implementation(c);
        return new Adam(params, number(c, "lr", 1e-3), o -> {
            if (c.has("betas")) {
                List<@Nullable Object> betas = c.list(0, "betas");
                o.betas(number(betas.get(0)), number(betas.get(1)));
            }
            o.eps(number(c, "eps", 1e-8)).weightDecay(number(c, "weight_decay", 0)).amsgrad(c.bool("amsgrad", false))
                    .maximize(c.bool("maximize", false)).decoupledWeightDecay(c.bool("decoupled_weight_decay", false));
        });
    }

    private static Optimizer rmsprop(List<Tensor> params, OpCall c) {
        implementation(c);
        return new RMSprop(params, number(c, "lr", 1e-2),
                o -> o.alpha(number(c, "alpha", 0.99)).eps(number(c, "eps", 1e-8))
                        .weightDecay(number(c, "weight_decay", 0)).momentum(number(c, "momentum", 0))
                        .centered(c.bool("centered", false)).maximize(c.bool("maximize", false)));
    }

    /** Arguments that choose one of PyTorch's implementations and change no number. */
    private static void implementation(OpCall c) {
        for (String keyword : List.of("foreach", "fused", "capturable", "differentiable")) {
            c.arg(keyword);
        }
    }

    private static double number(OpCall c, String keyword, double absent) {
        Object value = c.arg(keyword);
        return value == null ? absent : number(value);
    }

    /** A number, also one in a tensor. */
    private static double number(@Nullable Object value) {
        return switch (value) {
            case Tensor tensor -> tensor.item();
            case Number number -> number.doubleValue();
            case null, default -> throw new Unsupported("a number as " + value);
        };
    }
}
