package dev.flambeau.testkit;

import dev.flambeau.nn.init.Init;

/** {@code torch.nn.init}, as programs call it. */
final class InitPrograms {
    private static final String INIT = "torch.nn.init.";

    private InitPrograms() {}

    static void register(OpTable f) {
        f.put(INIT + "calculate_gain", c -> c.has(1, "param")
                ? Init.calculateGain(c.string(0, "nonlinearity"), c.number(1, "param"))
                : Init.calculateGain(c.string(0, "nonlinearity")));
        f.put(INIT + "uniform_", c -> Init.uniform_(c.tensor(0, "tensor"), c.number(1, "a", 0), c.number(2, "b", 1),
                Programs.generator(c, 3)));
        f.put(INIT + "normal_", c -> Init.normal_(c.tensor(0, "tensor"), c.number(1, "mean", 0), c.number(2, "std", 1),
                Programs.generator(c, 3)));
        f.put(INIT + "trunc_normal_",
                c -> Init.truncNormal_(c.tensor(0, "tensor"), c.number(1, "mean", 0), c.number(2, "std", 1),
                        c.number(3, "a", -2), c.number(4, "b", 2), Programs.generator(c, 5)));
        f.put(INIT + "constant_", c -> Init.constant_(c.tensor(0, "tensor"), c.number(1, "val")));
        f.put(INIT + "ones_", c -> Init.ones_(c.tensor(0, "tensor")));
        f.put(INIT + "zeros_", c -> Init.zeros_(c.tensor(0, "tensor")));
        f.put(INIT + "eye_", c -> Init.eye_(c.tensor(0, "tensor")));
        f.put(INIT + "dirac_", c -> Init.dirac_(c.tensor(0, "tensor"), c.integer(1, "groups", 1)));
        f.put(INIT + "xavier_uniform_",
                c -> Init.xavierUniform_(c.tensor(0, "tensor"), c.number(1, "gain", 1), Programs.generator(c, 2)));
        f.put(INIT + "xavier_normal_",
                c -> Init.xavierNormal_(c.tensor(0, "tensor"), c.number(1, "gain", 1), Programs.generator(c, 2)));
        f.put(INIT + "kaiming_uniform_", c -> Init.kaimingUniform_(c.tensor(0, "tensor"), c.number(1, "a", 0),
                c.string(2, "mode", "fan_in"), c.string(3, "nonlinearity", "leaky_relu"), Programs.generator(c, 4)));
        f.put(INIT + "kaiming_normal_", c -> Init.kaimingNormal_(c.tensor(0, "tensor"), c.number(1, "a", 0),
                c.string(2, "mode", "fan_in"), c.string(3, "nonlinearity", "leaky_relu"), Programs.generator(c, 4)));
        f.put(INIT + "sparse_", c -> Init.sparse_(c.tensor(0, "tensor"), c.number(1, "sparsity"),
                c.number(2, "std", 0.01), Programs.generator(c, 3)));
    }
}
