package dev.flambeau.vision.datasets;

import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.ByteBuffer;
import java.util.zip.GZIPOutputStream;

/** Writes IDX files, also false ones. */
final class IdxBytes {
    private IdxBytes() {}

    /** The header of these sizes, then these elements, however many. */
    static byte[] of(long[] sizes, int... elements) {
        ByteBuffer buffer = ByteBuffer.allocate(4 + 4 * sizes.length + elements.length);
        buffer.put((byte) 0).put((byte) 0).put((byte) 8).put((byte) sizes.length);
        for (long size : sizes) {
            buffer.putInt((int) size);
        }
        for (int element : elements) {
            buffer.put((byte) element);
        }
        return buffer.array();
    }

    static byte[] gzip(byte[] bytes) {
        ByteArrayOutputStream out = new ByteArrayOutputStream();
        try (GZIPOutputStream zip = new GZIPOutputStream(out)) {
            zip.write(bytes);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
        return out.toByteArray();
    }
}
