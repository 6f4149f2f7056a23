package dev.flambeau.cpu.onednn;

import dev.flambeau.spi.Array;
import dev.flambeau.spi.Storage;
import java.util.Arrays;
import org.jspecify.annotations.Nullable;

/** A tensor in a layout of oneDNN's, such as channels in blocks of 16. What the layout pads is zero. */
final class Blocked extends NativeForm {
    private static final long[] ONE = {1};

    private final Layout layout;
    private final Layout plain;
    private final long[] sizes;
    private final Array flat;

    private Blocked(Array out, Layout layout, Layout plain) {
        super(out.storage, layout.sizeInBytes());
        this.layout = layout;
        this.plain = plain;
        this.sizes = out.sizes;
        long elements = layout.sizeInBytes() / out.dtype.size();
        this.flat = new Array(new Storage(context(), address(), layout.sizeInBytes(), null), 0, out.dtype,
                new long[] {elements}, ONE);
    }

    /**
     * Where a result in this layout is to be written: its storage's memory is changed into that, if that may be; if not, or if the
     * layout is nothing special, null.
     */
    static @Nullable Blocked arrange(Array out, Layout layout) {
        Layout plain = layout.dense();
        if (layout == plain || !fits(out)) {
            return null;
        }
        Blocked form = new Blocked(out, layout, plain);
        out.storage.arrange(form);
        return form;
    }

    /** The form that all elements of an array are in; null if it is plain or shows only a part. */
    static @Nullable Blocked of(Array array) {
        return array.storage.form() instanceof Blocked form && !form.isHistory() && array.offset == 0
                && array.contiguous && form.hasSizesOf(array)
                        ? form
                        : null;
    }

    Layout layout() {
        return layout;
    }

    /** Whether an array has as many elements of the same type in the same dimensions. */
    boolean hasSizesOf(Array array) {
        return array.dtype == flat.dtype && Arrays.equals(array.sizes, sizes);
    }

    /** All of the memory, padding included, as one row. */
    Array flat() {
        return flat;
    }

    @Override
    void write(long target) {
        Reorder.of(layout, plain).execute(address(), target);
    }
}
