package dev.flambeau.cpu.onednn;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.nio.file.attribute.BasicFileAttributes;
import java.nio.file.attribute.PosixFilePermission;
import java.util.List;
import java.util.Set;
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;

/**
 * A note beside the unpacked files that their checksums were found right, with the sizes, times and identities they had then. As
 * long as these are the same, a start need not open the jar and read 90 MB again (50 ms). Files that anybody else could write are
 * never trusted.
 */
final class VerifiedFiles {
    private static final String NOTE = "verified";

    private final Path directory;

    /** The note for files of this name in a cache. */
    VerifiedFiles(Path root, String name) {
        directory = root.resolve(name);
    }

    /** The directory that holds all these files as they were when {@link #remember} was called; null if anything has changed. */
    @Nullable Path find(List<String> files) {
        try {
            if (!isPrivate(directory)) {
                return null;
            }
            List<String> lines = Files.readAllLines(directory.resolve(NOTE), StandardCharsets.UTF_8);
            if (lines.isEmpty()) {
                return null;
            }
            Path found = directory.resolveSibling(lines.get(0));
            boolean isBeside = found.normalize().equals(found) && directory.getParent() != null
                    && directory.getParent().equals(found.getParent());
            return isBeside && isPrivate(found) && lines.equals(describe(found, files)) ? found : null;
        } catch (IOException | RuntimeException _) {
            return null; // no note, or none that can be read: all will be verified
        }
    }

    /** Notes that these files in a directory were verified. */
    void remember(Path verified, List<String> files) throws IOException {
        NativeCache.createPrivate(directory);
        Path part = Files.createTempFile(directory, NOTE, ".part");
        try {
            Files.write(part, describe(verified, files), StandardCharsets.UTF_8);
            Files.move(part, directory.resolve(NOTE), StandardCopyOption.ATOMIC_MOVE,
                    StandardCopyOption.REPLACE_EXISTING);
        } finally {
            Files.deleteIfExists(part);
        }
    }

    private static List<String> describe(Path verified, List<String> files) throws IOException {
        List<String> lines = new java.util.ArrayList<>();
        lines.add(String.valueOf(verified.getFileName()));
        for (String file : files) {
            BasicFileAttributes found = Files.readAttributes(verified.resolve(file), BasicFileAttributes.class);
            if (!found.isRegularFile()) {
                throw new NoSuchFileException(file);
            }
            lines.add(file + ' ' + found.size() + ' ' + found.lastModifiedTime().to(TimeUnit.NANOSECONDS) + ' '
                    + found.fileKey());
        }
        return lines;
    }

    /** Whether nobody but this user may write there. */
    private static boolean isPrivate(Path path) throws IOException {
        if (!path.getFileSystem().supportedFileAttributeViews().contains("posix")) {
            return true; // the user's own folders are protected by their place
        }
        Set<PosixFilePermission> permissions = Files.getPosixFilePermissions(path);
        return !permissions.contains(PosixFilePermission.GROUP_WRITE)
                && !permissions.contains(PosixFilePermission.OTHERS_WRITE)
                && Files.getOwner(path).getName().equals(System.getProperty("user.name"));
    }
}
