package dev.flambeau.testkit;

import dev.flambeau.DType;
import dev.flambeau.Torch;
import java.util.List;

/** Making tensors. */
final class CreationCases {
    private CreationCases() {}

    static void register(OpTable ops) {
        OpTable programs = TensorPrograms.table();
        for (String name : List.of("zeros", "ones", "full", "eye", "arange", "linspace", "logspace", "zeros_like",
                "ones_like", "full_like")) {
            ops.put(name, programs.require("torch." + name));
        }
        ops.put("linspace.tensor_overload", programs.require("torch.linspace"));
        ops.put("logspace.tensor_overload", programs.require("torch.logspace"));
        ops.put("scalar_tensor", c -> TensorPrograms.full(c, Torch.getDefaultDtype(), 0));
        ops.put("new_zeros", c -> c.self().newZeros(type(c), c.longsFrom(1, "size")));
        ops.put("new_ones", c -> c.self().newOnes(type(c), c.longsFrom(1, "size")));
        ops.put("new_full", c -> TensorPrograms.full(c, type(c), 2, c.longs(1, "size")));
        ops.put("item", programs.require("Tensor.item"));
    }

    private static DType type(OpCall c) {
        return c.dtype("dtype", c.self().dtype());
    }
}
