package dev.flambeau.testkit;

import java.util.List;
import java.util.Map;

/** Random tensors and random fillings: the calls of programs, without a seed. */
final class RandomCases {
    private RandomCases() {}

    static void register(OpTable ops) {
        OpTable programs = TensorPrograms.table();
        for (String name : List.of("rand_like", "randn", "randn_like", "randint", "randint_like", "bernoulli",
                "multinomial", "normal")) {
            ops.put(name, programs.require("torch." + name));
        }
        ops.put("normal.number_mean", programs.require("torch.normal"));
        Map.of("uniform", "uniform_", "normal.in_place", "normal_", "exponential", "exponential_", "cauchy", "cauchy_",
                "geometric", "geometric_", "log_normal", "log_normal_")
                .forEach((name, method) -> ops.put(name, programs.require("Tensor." + method)));
    }
}
