package dev.flambeau.vision.datasets;

import static dev.flambeau.DType.UINT8;

import dev.flambeau.FileException;
import dev.flambeau.Memory;
import dev.flambeau.Tensor;
import dev.flambeau.Torch;
import java.io.BufferedInputStream;
import java.io.EOFException;
import java.io.IOException;
import java.io.InputStream;
import java.util.Arrays;
import java.util.zip.GZIPInputStream;

/**
 * Reads the IDX format of bytes: two zero bytes, the element type 8, the number of dimensions, the sizes as big-endian 32-bit numbers, the
 * elements; gzipped or not. Source: Y. LeCun, THE MNIST DATABASE.
 *
 * @param sizes the sizes, one a dimension
 * @param elements all elements in row-major order, {@code uint8} in one dimension
 */
public record Idx(long[] sizes, Tensor elements) {
    private static final int UNSIGNED_BYTE = 8;
    private static final int MOST_DIMENSIONS = 8;
    private static final long MOST_BYTES = Integer.MAX_VALUE - 16;
    private static final int CHUNK = 1 << 16;
    /** What is asked for on a file's word alone; memory that nothing is written to costs nothing yet. */
    private static final long TRUSTED = 64L << 20;

    /**
     * Reads a whole stream; {@code name} is how messages call it. They also say at which byte something is wrong, counted in what a gzipped
     * stream unpacks to.
     */
    public static Idx read(InputStream stream, String name) {
        Source in = Source.open(stream, name);
        byte[] magic = in.exactly(4, "the magic number");
        if (magic[0] != 0 || magic[1] != 0) {
            throw in.wrong(0, "not an IDX file, which begins with two zero bytes");
        }
        if (magic[2] != UNSIGNED_BYTE) {
            throw in.wrong(2, "elements of type " + (magic[2] & 0xff) + ", but only unsigned bytes (8) are read");
        }
        int dims = magic[3];
        if (dims < 1 || dims > MOST_DIMENSIONS) {
            throw in.wrong(3, (dims & 0xff) + " dimensions, but 1 to " + MOST_DIMENSIONS + " are read");
        }
        long[] sizes = new long[dims];
        for (int i = 0; i < dims; i++) {
            byte[] b = in.exactly(4, "the size of dimension " + i);
            sizes[i] = (b[0] & 0xffL) << 24 | (b[1] & 0xff) << 16 | (b[2] & 0xff) << 8 | b[3] & 0xff;
        }
        long count = count(sizes);
        if (count > MOST_BYTES) {
            throw in.wrong(4, "sizes " + Arrays.toString(sizes) + " are more than can be read");
        }
        Tensor elements = in.elements(count, "the " + count + " bytes that sizes " + Arrays.toString(sizes) + " need");
        in.end(count, sizes);
        return new Idx(sizes, elements);
    }

    private static long count(long[] sizes) {
        if (Arrays.stream(sizes).anyMatch(size -> size == 0)) {
            return 0;
        }
        long count = 1;
        for (long size : sizes) {
            count = size > MOST_BYTES / count ? MOST_BYTES + 1 : count * size;
        }
        return count;
    }

    /** A stream, unpacked, that knows where it is. */
    private static final class Source {
        private final InputStream in;
        private final String name;
        private long at;

        private Source(InputStream in, String name) {
            this.in = in;
            this.name = name;
        }

        static Source open(InputStream stream, String name) {
            try {
                BufferedInputStream in = new BufferedInputStream(stream, CHUNK);
                in.mark(2);
                boolean zipped = in.read() == 0x1f && in.read() == 0x8b;
                in.reset();
                return new Source(zipped ? new GZIPInputStream(in, CHUNK) : in, name);
            } catch (EOFException e) {
                throw new FileException(name + ": truncated: the file ends inside the gzip header", e);
            } catch (IOException e) {
                throw new FileException(name + ": cannot be read: " + e.getMessage(), e);
            }
        }

        /** The next few bytes. */
        byte[] exactly(int count, String what) {
            byte[] bytes = new byte[count];
            for (int have = 0; have < count;) {
                int n = some(bytes, have, count - have);
                if (n < 0) {
                    throw truncated(what);
                }
                have += n;
            }
            return bytes;
        }

        /** The next bytes, straight into native memory, which grows with what is there. */
        Tensor elements(long count, String what) {
            Tensor memory = Torch.empty(UINT8, Math.min(count, TRUSTED));
            byte[] chunk = new byte[CHUNK];
            for (long have = 0; have < count;) {
                int n = some(chunk, 0, (int) Math.min(CHUNK, count - have)); // what follows is not the array's
                if (n < 0) {
                    throw truncated(what);
                }
                if (have + n > memory.numel()) {
                    Tensor larger = Torch.empty(UINT8, Math.min(count, 4 * memory.numel()));
                    larger.slice(0, 0, have).copy_(memory.slice(0, 0, have));
                    memory = larger;
                }
                try (Memory.Scope _ = Memory.scope()) {
                    memory.slice(0, have, have + n).copy_(Torch.fromArray(chunk, chunk.length).slice(0, 0, n));
                }
                have += n;
            }
            return memory;
        }

        private FileException truncated(String what) {
            return wrong(at, "truncated: the file ends inside " + what);
        }

        private int some(byte[] bytes, int from, int most) {
            try {
                int n = in.read(bytes, from, most);
                at += Math.max(n, 0);
                return n;
            } catch (EOFException e) {
                return -1; // gzipped data that ends too early
            } catch (IOException e) {
                throw new FileException(name + ": byte " + at + ": cannot be read: " + e.getMessage(), e);
            }
        }

        void end(long count, long[] sizes) {
            try {
                if (in.read() >= 0) { // at the end a gzipped stream checks its checksum
                    throw wrong(at,
                            "more data than the " + count + " bytes that sizes " + Arrays.toString(sizes) + " need");
                }
            } catch (EOFException e) {
                throw wrong(at, "truncated: the file ends inside the gzip checksum");
            } catch (IOException e) {
                throw new FileException(name + ": damaged: " + e.getMessage(), e);
            }
        }

        FileException wrong(long where, String what) {
            return new FileException(name + ": byte " + where + ": " + what);
        }
    }
}
