package dev.flambeau.vision.datasets;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.catchThrowable;

import dev.flambeau.FileException;
import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.lang.management.ManagementFactory;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.constraints.IntRange;
import net.jqwik.api.constraints.Size;
import org.junit.jupiter.api.Test;

class IdxTest {
    @Test
    void readsSizesAndElements() {
        Idx idx = read(IdxBytes.of(new long[] {2, 3}, 1, 2, 3, 4, 5, 255));
        assertThat(idx.sizes()).containsExactly(2, 3);
        assertThat(idx.elements().toLongArray()).containsExactly(1, 2, 3, 4, 5, 255);
    }

    @Test
    void readsGzipped() {
        Idx idx = read(IdxBytes.gzip(IdxBytes.of(new long[] {4}, 9, 8, 7, 6)));
        assertThat(idx.sizes()).containsExactly(4);
        assertThat(idx.elements().toLongArray()).containsExactly(9, 8, 7, 6);
    }

    @Test
    void readsEmptyArrays() {
        assertThat(read(IdxBytes.of(new long[] {0, 28, 28})).elements().numel()).isZero();
        assertThat(read(IdxBytes.of(new long[] {0xffffffffL, 0xffffffffL, 0})).elements().numel()).isZero();
    }

    @Test
    void readsMoreThanOneChunk() {
        int[] values = new int[300_000];
        Arrays.setAll(values, i -> i * 31 & 0xff);
        Idx idx = read(IdxBytes.gzip(IdxBytes.of(new long[] {300, 1000}, values)));
        assertThat(idx.elements().numel()).isEqualTo(300_000);
        assertThat(idx.elements().get(299_999).itemLong()).isEqualTo(299_999 * 31 & 0xff);
    }

    @Test
    void namesTheFirstWrongByteOfTheMagicNumber() {
        refused(bytes(), "file: byte 0: truncated: the file ends inside the magic number");
        refused(bytes(0, 0, 8), "file: byte 3: truncated: the file ends inside the magic number");
        refused("<html>not found</html>".getBytes(StandardCharsets.UTF_8), "file: byte 0: not an IDX file");
        refused(bytes(0, 1, 8, 1), "file: byte 0: not an IDX file");
        refused(bytes(0, 0, 0x0d, 1), "file: byte 2: elements of type 13, but only unsigned bytes (8) are read");
        refused(bytes(0, 0, 0xf0, 1), "file: byte 2: elements of type 240");
        refused(bytes(0, 0, 8, 0), "file: byte 3: 0 dimensions");
        refused(bytes(0, 0, 8, 9), "file: byte 3: 9 dimensions");
        refused(bytes(0, 0, 8, 255), "file: byte 3: 255 dimensions");
    }

    @Test
    void saysWhereAFileEnds() {
        byte[] whole = IdxBytes.of(new long[] {2, 3}, 1, 2, 3, 4, 5, 6);
        refused(Arrays.copyOf(whole, 6), "file: byte 6: truncated: the file ends inside the size of dimension 0");
        refused(Arrays.copyOf(whole, 8), "file: byte 8: truncated: the file ends inside the size of dimension 1");
        refused(Arrays.copyOf(whole, 17),
                "file: byte 17: truncated: the file ends inside the 6 bytes that sizes [2, 3] need");
    }

    @Test
    void refusesMoreThanTheSizesSay() {
        refused(Arrays.copyOf(IdxBytes.of(new long[] {2}, 1, 2), 11),
                "file: byte 10: more data than the 2 bytes that sizes [2] need");
    }

    @Test
    void refusesSizesThatNoArrayHolds() {
        refused(IdxBytes.of(new long[] {0xffffffffL}), "file: byte 4: sizes [4294967295] are more than can be read");
        refused(IdxBytes.of(new long[] {65536, 65536, 65536, 65536}),
                "file: byte 4: sizes [65536, 65536, 65536, 65536] are more");
    }

    @Test
    void aFalseSizeCostsNoMemory() {
        com.sun.management.ThreadMXBean threads = (com.sun.management.ThreadMXBean) ManagementFactory.getThreadMXBean();
        long before = threads.getCurrentThreadAllocatedBytes();
        refused(IdxBytes.of(new long[] {2_000_000_000L}, 1),
                "file: byte 9: truncated: the file ends inside the 2000000000 bytes");
        assertThat(threads.getCurrentThreadAllocatedBytes() - before).isLessThan(16 << 20);
    }

    @Test
    void namesDamageOfGzippedData() {
        byte[] values = IdxBytes.gzip(IdxBytes.of(new long[] {1000}, new int[1000]));
        refused(Arrays.copyOf(values, 2), "file: truncated: the file ends inside the gzip header");
        refused(Arrays.copyOf(values, 11), "file: byte 0: truncated: the file ends inside the magic number");
        refused(Arrays.copyOf(values, values.length - 8),
                "file: byte 1008: truncated: the file ends inside the gzip checksum");
        byte[] method = values.clone();
        method[2] = 7;
        refused(method, "file: cannot be read: Unsupported compression method");
        byte[] checksum = values.clone();
        checksum[checksum.length - 8] ^= 1;
        refused(checksum, "file: damaged: Corrupt GZIP trailer");
        byte[] data = values.clone();
        data[10] = (byte) 0xff;
        refused(data, "file: byte 0: cannot be read: invalid block type");
    }

    @Test
    void reportsAStreamThatFails() {
        InputStream failing = new InputStream() {
            @Override
            public int read() throws IOException {
                throw new IOException("the disk is gone");
            }

            @Override
            public int read(byte[] into, int from, int count) throws IOException {
                return read();
            }
        };
        assertThatThrownBy(() -> Idx.read(failing, "file")).isInstanceOf(FileException.class)
                .hasMessage("file: cannot be read: the disk is gone");
    }

    @Property
    void anyBytesAreReadOrRefused(@ForAll @Size(max = 60) byte[] bytes) {
        readOrRefused(bytes);
    }

    @Property(tries = 300)
    void anyBytesAfterTheMagicNumberAreReadOrRefused(@ForAll @IntRange(min = 1, max = 8) int dims,
            @ForAll @Size(max = 60) byte[] rest) {
        byte[] bytes = new byte[4 + rest.length];
        bytes[2] = 8;
        bytes[3] = (byte) dims;
        System.arraycopy(rest, 0, bytes, 4, rest.length);
        readOrRefused(bytes);
    }

    @Property
    void aChangedByteIsReadOrRefused(@ForAll boolean zipped, @ForAll @IntRange(max = 200) int at, @ForAll byte value) {
        byte[] bytes = small(zipped);
        bytes[at % bytes.length] = value;
        readOrRefused(bytes);
    }

    @Property
    void aFileCutAnywhereIsRefused(@ForAll boolean zipped, @ForAll @IntRange(max = 200) int at) {
        byte[] bytes = small(zipped);
        byte[] cut = Arrays.copyOf(bytes, at % bytes.length);
        assertThatThrownBy(() -> read(cut)).isInstanceOf(FileException.class).hasMessageContaining("truncated");
    }

    @Property
    void aChangeOfAGzippedFileNeverGivesOtherElements(@ForAll @IntRange(max = 200) int at, @ForAll byte value) {
        byte[] bytes = small(true);
        bytes[at % bytes.length] = value;
        try {
            assertThat(read(bytes).elements().toLongArray()).isEqualTo(read(small(false)).elements().toLongArray());
        } catch (FileException e) {
            assertThat(e).hasMessageStartingWith("file: ");
        }
    }

    private static byte[] small(boolean zipped) {
        byte[] bytes = IdxBytes.of(new long[] {4, 5}, 3, 1, 4, 1, 5, 9, 2, 6, 5, 3, 5, 8, 9, 7, 9, 3, 2, 3, 8, 4);
        return zipped ? IdxBytes.gzip(bytes) : bytes;
    }

    private static void readOrRefused(byte[] bytes) {
        Throwable thrown = catchThrowable(() -> read(bytes));
        if (thrown != null) {
            assertThat(thrown).isInstanceOf(FileException.class).hasMessageStartingWith("file: ");
        }
    }

    private static void refused(byte[] bytes, String message) {
        assertThatThrownBy(() -> read(bytes)).isInstanceOf(FileException.class).hasMessageStartingWith(message);
    }

    private static Idx read(byte[] bytes) {
        return Idx.read(new ByteArrayInputStream(bytes), "file");
    }

    private static byte[] bytes(int... values) {
        byte[] bytes = new byte[values.length];
        for (int i = 0; i < values.length; i++) {
            bytes[i] = (byte) values[i];
        }
        return bytes;
    }
}
