package dev.flambeau.testkit;

import java.util.AbstractList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** What Python has and Java has not: the values of a case beside numbers, strings, tensors, lists and maps. */
public final class Values {
    private Values() {}

    /** {@code ...} in an index. */
    public enum Ellipsis {
        ELLIPSIS
    }

    /** {@code start:stop:step} in an index; null where nothing stands. */
    public record Slice(@Nullable Long start, @Nullable Long stop, @Nullable Long step) {}

    /** A Python tuple: a list that an index reads as several indices; also a {@code torch.Size}. */
    public static final class Tuple extends AbstractList<@Nullable Object> {
        private final List<@Nullable Object> items;

        public Tuple(List<@Nullable Object> items) {
            this.items = items;
        }

        @Override
        public @Nullable Object get(int i) {
            return items.get(i);
        }

        @Override
        public int size() {
            return items.size();
        }
    }
}
