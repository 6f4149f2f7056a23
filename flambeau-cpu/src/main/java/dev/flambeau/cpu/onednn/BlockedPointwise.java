package dev.flambeau.cpu.onednn;

import dev.flambeau.expr.Expr;
import dev.flambeau.expr.Interpreter;
import dev.flambeau.expr.PointwiseKernel;
import dev.flambeau.memory.Storages;
import dev.flambeau.spi.Allocator;
import dev.flambeau.spi.Array;
import dev.flambeau.spi.Devices;
import dev.flambeau.spi.Kernels;
import dev.flambeau.spi.Storage;
import org.jspecify.annotations.Nullable;

/**
 * Pointwise operations on tensors that lie in a layout of oneDNN's, without making them plain: the memory is gone over as one row,
 * padding included, so the function has to make zeros of zeros where there is padding.
 */
final class BlockedPointwise {
    private static final PrimitiveCache<PointwiseKernel, Boolean> KEEPS_ZERO = new PrimitiveCache<>(1024,
            kernel -> keepsZero(kernel, new double[kernel.inputs()]), answer -> {
            });

    private BlockedPointwise() {
    }

    /** Whether any array is in a form, so that {@link #run} is worth asking. */
    static boolean concerns(Array[] ins) {
        for (Array in : ins) {
            if (in.storage.form() != null) {
                return true;
            }
        }
        return false;
    }

    /**
     * Computes what {@link Kernels#pointwise} does; false, and nothing is done, where the arrays have to be plain.
     *
     * @param kernels compute on the rows that the memory is seen as
     */
    static boolean run(Kernels kernels, PointwiseKernel kernel, Array[] outs, Array[] ins) {
        if (kernel.kind() != Expr.Kind.FLOAT) {
            return false;
        }
        // Numbers first: to read one makes its storage plain.
        Array[] rows = new Array[ins.length];
        for (int i = 0; i < ins.length; i++) {
            rows[i] = isOneNumber(ins[i]) ? Array.immediate(ins[i].dtype, ins[i].getDouble(0)) : ins[i];
        }
        Blocked model = model(outs);
        model = model == null ? model(rows) : model; // what is written over stays as it lies
        if (model == null || !agree(model, outs, rows) || model.layout().isPadded() && !keepsZero(kernel, rows)) {
            return false;
        }
        Layout layout = model.layout();
        Allocator allocator = Devices.cpu().allocator();
        long[] copies = new long[ins.length];
        try {
            for (int i = 0; i < rows.length; i++) {
                Blocked form = rows[i].immediate ? null : Blocked.of(rows[i]);
                if (form != null && form.layout().isSamePlaces(layout)) {
                    rows[i] = form.flat();
                } else if (!rows[i].immediate) {
                    copies[i] = Storages.obtain(allocator, layout.sizeInBytes());
                    rows[i] = reordered(rows[i], form, layout, copies[i], model.flat());
                }
            }
            Array[] results = new Array[outs.length];
            for (int k = 0; k < outs.length; k++) {
                Blocked form = Blocked.of(outs[k]);
                form = form == null ? Blocked.arrange(outs[k], layout) : form;
                if (form == null) {
                    throw new IllegalStateException("a result that could be arranged a moment ago cannot be now");
                }
                results[k] = form.flat();
            }
            kernels.pointwise(kernel, results, rows);
        } finally {
            for (long copy : copies) {
                if (copy != 0) {
                    allocator.free(copy, layout.sizeInBytes());
                }
            }
        }
        return true;
    }

    /** Whether an array repeats a single element. */
    private static boolean isOneNumber(Array in) {
        if (in.immediate || in.numel == 0 || Blocked.of(in) != null) {
            return false;
        }
        for (int i = 0; i < in.sizes.length; i++) {
            if (in.sizes[i] != 1 && in.strides[i] != 0) {
                return false;
            }
        }
        return true;
    }

    /** The first array's that is in a layout of oneDNN's. */
    private static @Nullable Blocked model(Array[] arrays) {
        for (Array array : arrays) {
            Blocked form = array.immediate ? null : Blocked.of(array);
            if (form != null) {
                return form;
            }
        }
        return null;
    }

    /** Whether all arrays can be brought into the model's layout. */
    private static boolean agree(Blocked model, Array[] outs, Array[] ins) {
        for (Array in : ins) {
            if (!in.immediate && !(in.contiguous && model.hasSizesOf(in))) {
                return false;
            }
        }
        for (Array out : outs) {
            Blocked form = Blocked.of(out);
            boolean isReady = form == null ? NativeForm.fits(out) : form.layout().isSamePlaces(model.layout());
            if (!isReady || !model.hasSizesOf(out) || form == null && reads(ins, out.storage)) {
                return false;
            }
        }
        return true;
    }

    private static boolean reads(Array[] ins, Storage storage) {
        for (Array in : ins) {
            if (in.storage == storage) {
                return true;
            }
        }
        return false;
    }

    private static Array reordered(Array in, @Nullable Blocked form, Layout layout, long target, Array flat) {
        Layout from = form == null ? layout.dense() : form.layout();
        Reorder.of(from, layout).execute(form == null ? in.address() : form.address(), target);
        return new Array(new Storage(null, target, layout.sizeInBytes(), null), 0, flat.dtype, flat.sizes,
                flat.strides);
    }

    private static boolean keepsZero(PointwiseKernel kernel, Array[] ins) {
        double[] values = null;
        for (int i = 0; i < ins.length; i++) {
            if (ins[i].immediate) {
                values = values == null ? new double[Math.max(ins.length, kernel.inputs())] : values;
                values[i] = ins[i].doubleValue;
            }
        }
        return values == null ? KEEPS_ZERO.get(kernel) : keepsZero(kernel, values);
    }

    private static boolean keepsZero(PointwiseKernel kernel, double[] values) {
        for (Expr output : kernel.outputs()) {
            if (Interpreter.evaluate(output, kernel.kind(), values) != 0) {
                return false;
            }
        }
        return true;
    }
}
