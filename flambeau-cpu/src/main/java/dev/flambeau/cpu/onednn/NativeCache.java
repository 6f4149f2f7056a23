package dev.flambeau.cpu.onednn;

import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.io.UncheckedIOException;
import java.lang.foreign.Arena;
import java.lang.foreign.MemorySegment;
import java.nio.channels.FileChannel;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.nio.file.StandardOpenOption;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.List;
import java.util.zip.CRC32;

/**
 * Unpacked native libraries in a directory of the user's, named by checksum, shared by all processes and versions.
 * Each installation verifies size and checksum ({@link VerifiedFiles} spares the next start that); a file that does not match is
 * replaced. Files appear by an atomic move only, so that processes which start at the same time cannot see half of one.
 */
final class NativeCache {
    /** One file to unpack: its name, where its bytes come from, and what they must be. */
    record Source(String name, long size, long crc, Opener opener) {
    }

    /** Opens the bytes of a file anew. */
    @FunctionalInterface
    interface Opener {
        InputStream open() throws IOException;
    }

    private static final long CHUNK = 1L << 30;

    private final Path root;

    NativeCache(Path root) {
        this.root = root;
    }

    /** The user's cache directory by the customs of the platform; {@code -Dflambeau.cache} overrides it. */
    static Path defaultRoot() {
        String chosen = System.getProperty("flambeau.cache");
        if (chosen != null) {
            return Path.of(chosen);
        }
        Path home = Path.of(System.getProperty("user.home", "."));
        String os = System.getProperty("os.name", "");
        String windows = System.getenv("LOCALAPPDATA");
        if (os.startsWith("Windows") && windows != null) {
            return Path.of(windows, "flambeau");
        }
        if (os.startsWith("Mac")) {
            return home.resolve("Library").resolve("Caches").resolve("flambeau");
        }
        String xdg = System.getenv("XDG_CACHE_HOME");
        return (xdg != null && !xdg.isEmpty() ? Path.of(xdg) : home.resolve(".cache")).resolve("flambeau");
    }

    /** Makes sure that all files are there, side by side and intact, and returns their directory. */
    Path install(String name, List<Source> sources) throws IOException {
        CRC32 key = new CRC32();
        for (Source source : sources) {
            byte[] line = (source.name() + ' ' + source.size() + ' ' + source.crc() + '\n')
                    .getBytes(StandardCharsets.UTF_8);
            key.update(line, 0, line.length);
        }
        Path directory = root.resolve(String.format("%s-%08x", name, key.getValue()));
        createPrivate(directory);
        for (Source source : sources) {
            Path file = directory.resolve(source.name());
            if (!intact(file, source)) {
                unpack(source, file);
            }
        }
        return directory;
    }

    static void createPrivate(Path directory) throws IOException {
        // Libraries that this process will run: nobody else may write beside them.
        if (directory.getFileSystem().supportedFileAttributeViews().contains("posix")) {
            Files.createDirectories(directory,
                    PosixFilePermissions.asFileAttribute(PosixFilePermissions.fromString("rwx------")));
        } else {
            Files.createDirectories(directory);
        }
    }

    private static void unpack(Source source, Path file) throws IOException {
        Path directory = file.toAbsolutePath().getParent();
        Path part = Files.createTempFile(directory, source.name(), ".part");
        try {
            try (InputStream in = source.opener().open(); OutputStream out = Files.newOutputStream(part)) {
                in.transferTo(out);
            }
            if (!intact(part, source)) {
                throw new IOException("The bytes of " + source.name() + " are damaged where they come from");
            }
            move(part, file, source);
        } finally {
            Files.deleteIfExists(part);
        }
    }

    private static void move(Path part, Path file, Source source) throws IOException {
        try {
            Files.move(part, file, StandardCopyOption.ATOMIC_MOVE, StandardCopyOption.REPLACE_EXISTING);
        } catch (IOException e) {
            // Windows does not replace a library that another process has loaded; that one then is intact.
            if (!intact(file, source)) {
                throw e;
            }
        }
    }

    static boolean intact(Path file, Source source) throws IOException {
        return Files.isRegularFile(file) && Files.size(file) == source.size() && crc(file) == source.crc();
    }

    private static long crc(Path file) throws IOException {
        CRC32 crc = new CRC32();
        try (FileChannel channel = FileChannel.open(file, StandardOpenOption.READ)) {
            long size = channel.size();
            // An arena that ends here: a mapping that waits for the collector would bar the replacement on Windows.
            try (Arena arena = Arena.ofConfined()) {
                MemorySegment bytes = channel.map(FileChannel.MapMode.READ_ONLY, 0, size, arena);
                for (long at = 0; at < size; at += CHUNK) {
                    crc.update(bytes.asSlice(at, Math.min(CHUNK, size - at)).asByteBuffer());
                }
            }
        }
        return crc.getValue();
    }

    /** A source whose size and checksum no directory lists (not from a jar): they are found by reading it. */
    static Source measured(String name, Opener opener) {
        CRC32 crc = new CRC32();
        long size = 0;
        byte[] buffer = new byte[1 << 16];
        try (InputStream in = opener.open()) {
            for (int n = in.read(buffer); n >= 0; n = in.read(buffer)) {
                crc.update(buffer, 0, n);
                size += n;
            }
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
        return new Source(name, size, crc.getValue(), opener);
    }
}
