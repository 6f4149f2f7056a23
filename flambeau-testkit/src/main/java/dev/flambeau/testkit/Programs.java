package dev.flambeau.testkit;

import dev.flambeau.Generator;
import dev.flambeau.Tensor;
import dev.flambeau.Torch;
import dev.flambeau.nn.Module;
import dev.flambeau.nn.Sequential;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * What programs may call beside the functions of the suite {@code ops} and the modules of the suite {@code modules}, under full names; methods of
 * tensors begin with {@code Tensor.}, those of other objects with {@code object.}.
 */
final class Programs {
    private Programs() {}

    static void register(OpTable f) {
        builtins(f);
        generators(f);
        modules(f);
        TensorPrograms.register(f);
        InitPrograms.register(f);
        DataPrograms.register(f);
    }

    /** The generator that a call names, or the default one. */
    static Generator generator(OpCall c, int i) {
        return switch (c.arg(i, "generator")) {
            case null -> Torch.defaultGenerator();
            case Generator given -> given;
            default -> throw new Unsupported("a generator that is none");
        };
    }

    /** The generator that stands behind all positions. */
    static Generator generator(OpCall c) {
        return generator(c, c.count());
    }

    /** Python's {@code len}. */
    static long length(@Nullable Object value) {
        return switch (value) {
            case List<?> list -> list.size();
            case Tensor tensor -> tensor.len();
            case Sequential modules -> modules.size();
            case String text -> text.length();
            case null, default -> DataPrograms.length(value);
        };
    }

    /** The items of whatever Python can loop over. */
    static List<@Nullable Object> items(@Nullable Object value) {
        List<@Nullable Object> items = new ArrayList<>();
        switch (value) {
            case Tensor tensor -> {
                for (long i = 0; i < tensor.len(); i++) {
                    items.add(tensor.get(i));
                }
            }
            case Sequential modules -> items.addAll(modules.children());
            case Iterable<?> many -> many.forEach(items::add);
            case null, default -> throw new Unsupported("a loop over " + value);
        }
        return items;
    }

    private static void builtins(OpTable f) {
        f.put("list", c -> c.count() == 0 ? new ArrayList<>() : items(c.arg(0)));
        f.put("tuple", c -> new Values.Tuple(c.count() == 0 ? List.of() : items(c.arg(0))));
        f.put("iter", c -> c.arg(0) instanceof Iterable<?> many ? many.iterator() : items(c.arg(0)).iterator());
        f.put("next", c -> {
            if (c.arg(0) instanceof java.util.Iterator<?> iterator) {
                return iterator.next();
            }
            throw new Unsupported("next of " + c.arg(0));
        });
        f.put("len", c -> length(c.arg(0)));
        f.put("range", Programs::range);
        f.put("enumerate", c -> {
            List<@Nullable Object> pairs = new ArrayList<>();
            for (Object item : items(c.arg(0))) {
                pairs.add(new Values.Tuple(java.util.Arrays.asList((long) pairs.size(), item)));
            }
            return pairs;
        });
        f.put("float", c -> c.isTensor(0) ? (Object) c.self().item() : (Object) c.number(0));
        f.put("int", c -> c.isTensor(0) ? c.self().itemLong() : (long) c.number(0));
        f.put("math.sqrt", c -> Math.sqrt(c.number(0)));
    }

    private static List<@Nullable Object> range(OpCall c) {
        long start = c.count() == 1 ? 0 : c.integer(0);
        long stop = c.count() == 1 ? c.integer(0) : c.integer(1);
        long step = c.count() < 3 ? 1 : c.integer(2);
        List<@Nullable Object> numbers = new ArrayList<>();
        for (long i = start; step > 0 ? i < stop : i > stop; i += step) {
            numbers.add(i);
        }
        return numbers;
    }

    private static void generators(OpTable f) {
        f.put("torch.Generator", c -> {
            c.arg(0); // the device, of which there is one
            return new Generator();
        });
        f.put("torch.manual_seed", c -> Torch.manualSeed(c.integer(0, "seed")));
        f.put("torch.initial_seed", c -> Torch.initialSeed());
        f.put("torch.get_rng_state", c -> Torch.getRngState());
        f.put("torch.default_generator", c -> Torch.defaultGenerator());
        f.put("object.manual_seed", c -> self(c, Generator.class).manualSeed(c.integer(1, "seed")));
        f.put("object.initial_seed", c -> self(c, Generator.class).initialSeed());
        f.put("object.get_state", c -> self(c, Generator.class).getState());
        f.put("object.set_state", c -> self(c, Generator.class).setState(c.tensor(1)));
        f.put("object.clone_state", c -> self(c, Generator.class).cloneState());
    }

    private static void modules(OpTable f) {
        f.put("torch.nn.Sequential", c -> {
            List<Module> modules = new ArrayList<>();
            for (int i = 0; i < c.count(); i++) {
                modules.add(object(c.arg(i), Module.class));
            }
            return new Sequential(modules);
        });
        f.put("object.parameters", c -> self(c, Module.class).parameters());
        f.put("object.state_dict", c -> self(c, Module.class).stateDict());
        f.put("object.values", c -> c.arg(0) instanceof Map<?, ?> map ? items(map.values()) : items(null));
        f.put("object.train", c -> self(c, Module.class).train(c.bool(1, "mode", true)));
        f.put("object.eval", c -> self(c, Module.class).eval());
    }

    /** The object whose method is called. */
    static <T> T self(OpCall c, Class<T> type) {
        return object(c.arg(0), type);
    }

    static <T> T object(@Nullable Object value, Class<T> type) {
        if (!type.isInstance(value)) {
            throw new Unsupported("no such method of " + (value == null ? "None" : value.getClass().getSimpleName()));
        }
        return type.cast(value);
    }
}
