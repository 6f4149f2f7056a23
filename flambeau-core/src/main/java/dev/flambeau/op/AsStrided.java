package dev.flambeau.op;

import dev.flambeau.ShapeException;
import dev.flambeau.Tensor;
import dev.flambeau.spi.Array;
import java.util.Arrays;
import org.jspecify.annotations.Nullable;

/**
 * Any sizes and strides over the input's storage; the offset counts from the input's first element. The gradient needs to know how
 * the input itself lies in memory, unless it is row-major ({@code inputStrides} is null).
 */
record AsStrided(long[] sizes, long[] strides, long offset, long @Nullable [] inputStrides) implements ViewOp {
    /** The view of {@code in}. */
    static AsStrided of(Array in, long[] sizes, long[] strides, long offset) {
        AsStrided op = new AsStrided(sizes.clone(), strides.clone(), offset, null);
        boolean inside = in.contiguous && offset >= 0 && op.extent(0) <= in.numel;
        return inside ? op : new AsStrided(op.sizes, op.strides, offset, in.strides.clone());
    }

    /** How {@code in} lies in memory, as a view of one dimension that begins at its first element. */
    static AsStrided geometry(Array in) {
        return new AsStrided(in.sizes, in.strides, 0, null);
    }

    @Override
    public String name() {
        return "as_strided";
    }

    @Override
    public Array view(Array in) {
        if (sizes.length != strides.length) {
            throw new ShapeException("as_strided: mismatch in length of strides and shape");
        }
        for (int i = 0; i < sizes.length; i++) {
            if (sizes[i] < 0 || strides[i] < 0) {
                throw new ShapeException(
                        "as_strided: Negative sizes or strides are not supported at the moment, got sizes: "
                                + Arrays.toString(sizes) + " and strides: " + Arrays.toString(strides));
            }
        }
        long begin = in.offset + offset;
        if (begin < 0 || Array.numel(sizes) > 0 && (in.offset + extent(0)) * in.dtype.size() > in.storage.bytes()) {
            throw new ShapeException("as_strided: setStorage: sizes " + Arrays.toString(sizes) + ", strides "
                    + Arrays.toString(strides)
                    + ", storage offset " + begin + ", and itemsize " + in.dtype.size()
                    + " requiring a larger storage are out of bounds for storage of size " + in.storage.bytes());
        }
        return in.view(begin, sizes, strides);
    }

    @Override
    public Tensor grad(Tensor g, Spec in) {
        if (inputStrides == null) {
            return Engine.run(new ViewGrad(this, in), g);
        }
        // Both the view and the input are seen as views of one stretch of memory, in which the gradient is collected.
        AsStrided input = new AsStrided(in.sizes(), inputStrides, 0, null);
        long before = Math.max(-offset, 0);
        AsStrided view = new AsStrided(sizes, strides, offset + before, null);
        Spec stretch = new Spec(g.dtype(), Math.max(view.extent(0), input.extent(before)));
        Tensor memory = Engine.run(new ViewGrad(view, stretch), g);
        return Engine.view(new AsStrided(in.sizes(), inputStrides, before, null), memory).contiguous();
    }

    /** Elements from the input's first element to the end of the view, moved by {@code shift}. */
    private long extent(long shift) {
        long last = offset + shift;
        for (int i = 0; i < sizes.length; i++) {
            if (sizes[i] == 0) {
                return 0;
            }
            last += (sizes[i] - 1) * strides[i];
        }
        return last + 1;
    }

    /** The number of elements of memory that an array of this geometry spans. */
    long span() {
        return extent(0);
    }
}
