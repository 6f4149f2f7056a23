package dev.flambeau.cpu.onednn;

import dev.flambeau.DType;
import dev.flambeau.memory.Storages;
import dev.flambeau.spi.Allocator;
import dev.flambeau.spi.Array;
import dev.flambeau.spi.Devices;
import dev.flambeau.spi.Kernels;
import dev.flambeau.spi.Storage;

/** A contiguous array for the time of one call, such as the copy of an operand with strides that oneDNN has no kernels for. */
final class Temporary implements AutoCloseable {
    private final Allocator allocator = Devices.cpu().allocator();
    private final long bytes;
    private final long address;
    private final Array array;

    /** An array of the model's sizes and type without contents. */
    Temporary(Array model) {
        this(model.dtype, model.sizes);
    }

    /** So many floats without contents. */
    Temporary(long floats) {
        this(DType.FLOAT32, new long[] {floats});
    }

    private Temporary(DType type, long[] sizes) {
        bytes = Array.numel(sizes) * type.size();
        address = Storages.obtain(allocator, bytes);
        array = new Array(new Storage(null, address, bytes, null), 0, type, sizes, Array.contiguousStrides(sizes));
    }

    static Temporary copyOf(Array operand, Kernels kernels) {
        Temporary copy = new Temporary(operand);
        try {
            kernels.copy(copy.array, operand);
        } catch (RuntimeException | Error e) {
            copy.close();
            throw e;
        }
        return copy;
    }

    Array array() {
        return array;
    }

    @Override
    public void close() {
        allocator.free(address, bytes);
    }
}
