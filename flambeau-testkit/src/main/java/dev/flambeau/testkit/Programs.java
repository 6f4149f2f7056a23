package dev.flambeau.testkit;

import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** What programs may call beside the functions of the suite {@code ops}, under full names; methods of tensors begin with {@code Tensor.}. */
final class Programs {
    private Programs() {}

    static void register(OpTable f) {
        f.put("list", c -> c.arg(0) instanceof Iterable<?> many ? copy(many) : c.list(0, "iterable"));
        f.put("tuple",
                c -> new Values.Tuple(c.arg(0) instanceof Iterable<?> many ? copy(many) : c.list(0, "iterable")));
        f.put("len", c -> (long) c.list(0, "obj").size());
        f.put("range", c -> range(c));
    }

    private static List<@Nullable Object> copy(Iterable<?> many) {
        List<@Nullable Object> list = new ArrayList<>();
        many.forEach(list::add);
        return list;
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
}
