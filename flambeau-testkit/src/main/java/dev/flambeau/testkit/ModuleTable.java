package dev.flambeau.testkit;

import dev.flambeau.nn.AdaptiveAvgPool2d;
import dev.flambeau.nn.AvgPool2d;
import dev.flambeau.nn.Conv2d;
import dev.flambeau.nn.ConvNd;
import dev.flambeau.nn.CrossEntropyLoss;
import dev.flambeau.nn.Dropout;
import dev.flambeau.nn.Flatten;
import dev.flambeau.nn.Linear;
import dev.flambeau.nn.MSELoss;
import dev.flambeau.nn.MaxPool2d;
import dev.flambeau.nn.Module;
import dev.flambeau.nn.ReLU;
import dev.flambeau.nn.Sigmoid;
import dev.flambeau.nn.functional.F;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import org.jspecify.annotations.Nullable;

/** The modules by PyTorch's names ({@code nn.Linear}): how each is made of a constructor's arguments, and how it is called. */
final class ModuleTable {
    private final Map<String, Entry> entries = new TreeMap<>();

    /** How a module is made; the arguments start at 0. */
    @FunctionalInterface
    interface Make {
        Module make(OpCall c);
    }

    /** How a module is called; the arguments start at 0. */
    @FunctionalInterface
    interface Call {
        @Nullable Object call(Module module, OpCall c);
    }

    /** A line of the table. */
    record Entry(Make make, Call call) {}

    private ModuleTable() {}

    /** The line for a name; null if there is none. */
    @Nullable Entry get(String module) {
        return entries.get(module);
    }

    /** A module of one tensor. */
    private void put(String name, Make make) {
        put(name, make, (module, c) -> module.call(c.tensor(0, "input")));
    }

    private void put(String name, Make make, Call call) {
        entries.put("nn." + name, new Entry(make, call));
    }

    static ModuleTable complete() {
        ModuleTable modules = new ModuleTable();
        modules.put("Linear", c -> new Linear(c.integer(0, "in_features"), c.integer(1, "out_features"),
                o -> o.bias(c.bool(2, "bias", true)).dtype(c.dtype("dtype", dev.flambeau.Torch.getDefaultDtype()))));
        modules.put("Conv2d", ModuleTable::conv2d);
        modules.put("ReLU", c -> new ReLU(c.bool(0, "inplace", false)));
        modules.put("Sigmoid", c -> new Sigmoid());
        modules.put("Dropout", c -> new Dropout(c.number(0, "p", 0.5), c.bool(1, "inplace", false)));
        modules.put("Flatten", c -> new Flatten(c.dim(0, "start_dim", 1), c.dim(1, "end_dim", -1)));
        modules.put("MaxPool2d", ModuleTable::maxPool2d);
        modules.put("AvgPool2d", ModuleTable::avgPool2d);
        modules.put("AdaptiveAvgPool2d", c -> new AdaptiveAvgPool2d(sizes(c.arg(0, "output_size"))));
        modules.put("CrossEntropyLoss",
                c -> new CrossEntropyLoss(c.tensorOrNull(0, "weight"),
                        o -> o.ignoreIndex(c.integer(2, "ignore_index", -100))
                                .reduction(c.string(4, "reduction", "mean"))
                                .labelSmoothing(c.number(5, "label_smoothing", 0))),
                (module, c) -> ((CrossEntropyLoss) module).call(c.tensor(0, "input"), c.tensor(1, "target")));
        modules.put("MSELoss", c -> new MSELoss(c.string(2, "reduction", "mean")),
                (module, c) -> ((MSELoss) module).call(c.tensor(0, "input"), c.tensor(1, "target")));
        return modules;
    }

    private static Module conv2d(OpCall c) {
        return new Conv2d(c.integer(0, "in_channels"), c.integer(1, "out_channels"), c.longs(2, "kernel_size"),
                o -> convolution(c, o));
    }

    /** The arguments of a convolution behind the kernel's size. */
    private static void convolution(OpCall c, ConvNd.Options o) {
        o.stride(c.longs(3, "stride", 1)).dilation(c.longs(5, "dilation", 1)).groups(c.dim(6, "groups", 1))
                .bias(c.bool(7, "bias", true)).paddingMode(c.string(8, "padding_mode", "zeros"))
                .dtype(c.dtype("dtype", dev.flambeau.Torch.getDefaultDtype()));
        if (c.isString(4, "padding")) {
            o.padding(c.string(4, "padding"));
        } else {
            o.padding(c.longs(4, "padding", 0));
        }
    }

    private static Module maxPool2d(OpCall c) {
        return new MaxPool2d(c.longs(0, "kernel_size"), o -> {
            if (c.has(1, "stride")) {
                o.stride(c.longs(1, "stride"));
            }
            if (c.bool(4, "return_indices", false)) {
                throw new Unsupported("indices are another call here");
            }
            o.padding(c.longs(2, "padding", 0)).dilation(c.longs(3, "dilation", 1))
                    .ceilMode(c.bool(5, "ceil_mode", false));
        });
    }

    private static Module avgPool2d(OpCall c) {
        return new AvgPool2d(c.longs(0, "kernel_size"), o -> {
            if (c.has(1, "stride")) {
                o.stride(c.longs(1, "stride"));
            }
            o.padding(c.longs(2, "padding", 0)).ceilMode(c.bool(3, "ceil_mode", false))
                    .countIncludePad(c.bool(4, "count_include_pad", true));
            if (c.has(5, "divisor_override")) {
                o.divisorOverride(c.integer(5, "divisor_override"));
            }
        });
    }

    /** Sizes of which None keeps the input's. */
    static long[] sizes(@Nullable Object value) {
        List<?> list = value instanceof List<?> many ? many : java.util.Collections.singletonList(value);
        long[] sizes = new long[list.size()];
        for (int i = 0; i < sizes.length; i++) {
            sizes[i] = switch (list.get(i)) {
                case null -> F.KEEP_SIZE;
                case Long n -> n;
                default -> throw new Unsupported("a size " + list.get(i));
            };
        }
        return sizes;
    }
}
