package dev.flambeau.testkit;

import dev.flambeau.Linalg;
import dev.flambeau.Tensor;
import dev.flambeau.Torch;

/** {@code linalg}: vectors and matrices. */
final class LinalgCases {
    private LinalgCases() {}

    static void register(OpTable ops) {
        vectors(ops);
    }

    private static void vectors(OpTable ops) {
        ops.put("cross", c -> c.has(2, "dim")
                ? Torch.cross(c.self(), c.tensor(1, "other"), c.dim(2, "dim"))
                : Torch.cross(c.self(), c.tensor(1, "other")));
        ops.put("linalg.cross", c -> Linalg.cross(c.self(), c.tensor(1, "other"), c.dim("dim", -1)));
        ops.put("linalg.vecdot", c -> Linalg.vecdot(c.self(), c.tensor(1, "y"), c.dim("dim", -1)));
        ops.put("linalg.vander", c -> vander(c.self(), c));
    }

    private static Tensor vander(Tensor x, OpCall c) {
        return c.has(1, "N") ? Linalg.vander(x, c.integer(1, "N")) : Linalg.vander(x);
    }
}
