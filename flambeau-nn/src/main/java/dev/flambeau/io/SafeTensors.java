package dev.flambeau.io;

import dev.flambeau.ArgumentException;
import dev.flambeau.DType;
import dev.flambeau.FileException;
import dev.flambeau.Tensor;
import dev.flambeau.io.SafeTensorsHeader.Entry;
import dev.flambeau.op.Engine;
import dev.flambeau.spi.Array;
import dev.flambeau.spi.Devices;
import dev.flambeau.spi.Raw;
import java.io.IOException;
import java.lang.ref.Reference;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.channels.FileChannel;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.nio.file.StandardOpenOption;
import java.util.ArrayList;
import java.util.Collections;
import java.util.Comparator;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ThreadLocalRandom;

/**
 * Files of named tensors in the safetensors format, which PyTorch, Hugging Face and others read and write.
 *
 * <pre>{@code
 * SafeTensors.save(net.stateDict(), Path.of("net.safetensors"));
 * Map<String, Tensor> state = SafeTensors.load(Path.of("net.safetensors"));
 * }</pre>
 *
 * <p>A file is checked in full before a tensor is made of it; what does not hold together is refused with a
 * {@link FileException} that names the file and the place.
 */
public final class SafeTensors {
    private static final int CHUNK = 1 << 30;

    private SafeTensors() {}

    /** Reads all tensors, in the order of the file's header. */
    public static Map<String, Tensor> load(Path file) {
        return load(file.toString(), file);
    }

    /** Reads all tensors of a file's bytes; {@code name} stands for the file in messages. */
    public static Map<String, Tensor> load(String name, byte[] bytes) {
        return tensors(SafeTensorsHeader.read(name, Source.of(bytes)), Source.of(bytes), name);
    }

    /** The file's metadata: free text under free names. */
    public static Map<String, String> metadata(Path file) {
        try (FileChannel channel = FileChannel.open(file, StandardOpenOption.READ)) {
            return Collections.unmodifiableMap(SafeTensorsHeader.read(file.toString(), Source.of(channel)).metadata());
        } catch (IOException e) {
            throw new FileException("cannot read " + file + ": " + e, e);
        }
    }

    /** Writes the tensors under their names. A file that is there is replaced as a whole or stays as it is. */
    public static void save(Map<String, Tensor> tensors, Path file) {
        save(tensors, Map.of(), file);
    }

    /** As {@link #save(Map, Path)}, with metadata: free text under free names. */
    public static void save(Map<String, Tensor> tensors, Map<String, String> metadata, Path file) {
        if (tensors.containsKey(SafeTensorsHeader.METADATA)) {
            throw new ArgumentException("a tensor cannot have the name " + SafeTensorsHeader.METADATA);
        }
        List<Map.Entry<String, Tensor>> order = new ArrayList<>(tensors.entrySet());
        // Wide types first: then every tensor begins at a multiple of its element's size.
        order.sort(Comparator.comparingInt(each -> -each.getValue().dtype().size()));
        Map<String, Entry> entries = new LinkedHashMap<>();
        long at = 0;
        for (Map.Entry<String, Tensor> each : order) {
            Array array = each.getValue().array();
            long end = Math.addExact(at, Math.multiplyExact(array.numel, (long) array.dtype.size()));
            entries.put(each.getKey(), new Entry(array.dtype, array.sizes, at, end));
            at = end;
        }
        ByteBuffer header = SafeTensorsHeader.write(metadata, entries);
        Path target = file.toAbsolutePath();
        Path temporary = target.resolveSibling(
                "." + target.getFileName() + "." + Long.toHexString(ThreadLocalRandom.current().nextLong()) + ".tmp");
        try {
            try (FileChannel channel =
                    FileChannel.open(temporary, StandardOpenOption.WRITE, StandardOpenOption.CREATE_NEW)) {
                writeAll(channel, header);
                for (Map.Entry<String, Tensor> each : order) {
                    write(channel, each.getValue().detach().contiguous());
                }
                channel.force(true);
            }
            Files.move(temporary, target, StandardCopyOption.ATOMIC_MOVE, StandardCopyOption.REPLACE_EXISTING);
        } catch (IOException e) {
            throw new FileException("cannot write " + file + ": " + e, e);
        } finally {
            deleteQuietly(temporary);
        }
    }

    private static Map<String, Tensor> load(String name, Path file) {
        try (FileChannel channel = FileChannel.open(file, StandardOpenOption.READ)) {
            Source source = Source.of(channel);
            return tensors(SafeTensorsHeader.read(name, source), source, name);
        } catch (IOException e) {
            throw new FileException("cannot read " + file + ": " + e, e);
        }
    }

    private static Map<String, Tensor> tensors(SafeTensorsHeader header, Source source, String name) {
        Map<String, Tensor> tensors = new LinkedHashMap<>();
        header.entries().forEach((key, entry) -> {
            Array array = Engine.empty(Devices.cpu(), entry.dtype(), entry.sizes());
            long bytes = entry.end() - entry.begin();
            for (long done = 0; done < bytes; done += CHUNK) {
                ByteBuffer chunk = memory(array.address() + done, Math.min(CHUNK, bytes - done));
                source.read(name, header.dataStart() + entry.begin() + done, chunk);
                if (array.dtype == DType.BOOL) {
                    normalize(chunk);
                }
            }
            Reference.reachabilityFence(array);
            tensors.put(key, Tensor.wrap(array));
        });
        return tensors;
    }

    /** A truth value is 0 or 1 to every kernel, whatever the file says. */
    private static void normalize(ByteBuffer bytes) {
        for (int i = 0; i < bytes.limit(); i++) {
            if (bytes.get(i) != 0) {
                bytes.put(i, (byte) 1);
            }
        }
    }

    private static void write(FileChannel channel, Tensor tensor) throws IOException {
        Array array = tensor.array();
        long bytes = array.numel * array.dtype.size();
        for (long done = 0; done < bytes; done += CHUNK) {
            writeAll(channel, memory(array.address() + done, Math.min(CHUNK, bytes - done)));
        }
        Reference.reachabilityFence(array);
    }

    private static void writeAll(FileChannel channel, ByteBuffer bytes) throws IOException {
        while (bytes.hasRemaining()) {
            channel.write(bytes);
        }
    }

    private static ByteBuffer memory(long address, long bytes) {
        return Raw.ALL.asSlice(address, bytes).asByteBuffer().order(ByteOrder.LITTLE_ENDIAN);
    }

    private static void deleteQuietly(Path file) {
        try {
            Files.deleteIfExists(file);
        } catch (IOException e) {
            // The failure that left it there is the one to report.
        }
    }

    /** Bytes at positions: a file or an array. */
    interface Source {
        /** How many bytes there are. */
        long size(String name);

        /** Fills the buffer with the bytes from {@code position} on. */
        void read(String name, long position, ByteBuffer into);

        static Source of(byte[] bytes) {
            return new Source() {
                @Override
                public long size(String name) {
                    return bytes.length;
                }

                @Override
                public void read(String name, long position, ByteBuffer into) {
                    into.put(bytes, Math.toIntExact(position), into.remaining());
                }
            };
        }

        static Source of(FileChannel channel) {
            return new Source() {
                @Override
                public long size(String name) {
                    try {
                        return channel.size();
                    } catch (IOException e) {
                        throw new FileException("cannot read " + name + ": " + e, e);
                    }
                }

                @Override
                public void read(String name, long position, ByteBuffer into) {
                    try {
                        long at = position;
                        while (into.hasRemaining()) {
                            int count = channel.read(into, at);
                            if (count < 0) {
                                throw new FileException(name + " ended at byte " + at + " while it was read");
                            }
                            at += count;
                        }
                    } catch (IOException e) {
                        throw new FileException("cannot read " + name + ": " + e, e);
                    }
                }
            };
        }
    }
}
