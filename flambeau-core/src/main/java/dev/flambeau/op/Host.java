package dev.flambeau.op;

import dev.flambeau.DType;
import dev.flambeau.Tensor;
import dev.flambeau.spi.Array;
import dev.flambeau.spi.Devices;
import java.lang.ref.Reference;

/** Values of tensors that decide shapes or positions, read here; and tensors made of such values. */
final class Host {
    private Host() {}

    /** All values in row-major order. */
    static long[] longs(Tensor x) {
        Array array = x.array();
        long[] values = new long[Math.toIntExact(array.numel)];
        for (int i = 0; i < values.length; i++) {
            values[i] = array.getLong(i);
        }
        Reference.reachabilityFence(x);
        return values;
    }

    /** An int64 tensor of these values. */
    static Tensor tensor(long[] values, long... sizes) {
        Array array = Engine.empty(Devices.cpu(), DType.INT64, sizes);
        for (int i = 0; i < values.length; i++) {
            array.putLong(i, values[i]);
        }
        return Tensor.wrap(array);
    }

    /** An int64 vector of these values. */
    static Tensor vector(long... values) {
        return tensor(values, values.length);
    }
}
