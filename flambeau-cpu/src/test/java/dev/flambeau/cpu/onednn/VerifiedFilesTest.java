package dev.flambeau.cpu.onednn;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertNull;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.List;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class VerifiedFilesTest {
    private static final List<String> FILES = List.of("a.so", "b.so");

    @TempDir Path root;

    private Path directory = Path.of("");

    @BeforeEach
    void unpack() throws IOException {
        directory = root.resolve("test-1234");
        NativeCache.createPrivate(directory);
        Files.write(directory.resolve("a.so"), new byte[1000]);
        Files.write(directory.resolve("b.so"), new byte[10]);
        assertNull(find());
        new VerifiedFiles(root, "test").remember(directory, FILES);
        assertEquals(directory, find());
    }

    private Path find() {
        return new VerifiedFiles(root, "test").find(FILES);
    }

    @Test
    void aShortenedFileIsNotTrusted() throws IOException {
        Files.write(directory.resolve("a.so"), new byte[999]);
        assertNull(find());
    }

    @Test
    void aFileThatWasWrittenToIsNotTrusted() throws IOException, InterruptedException {
        Thread.sleep(20); // clocks of file systems tick slowly
        byte[] other = new byte[1000];
        other[500] = 1;
        Files.write(directory.resolve("a.so"), other);
        assertNull(find());
    }

    @Test
    void aFileThatWasExchangedIsNotTrusted() throws IOException {
        Path file = directory.resolve("a.so");
        Path other = root.resolve("other");
        Files.write(other, new byte[1000]);
        Files.setLastModifiedTime(other, Files.getLastModifiedTime(file));
        Files.move(other, file, StandardCopyOption.REPLACE_EXISTING);
        if (Files.readAttributes(file, java.nio.file.attribute.BasicFileAttributes.class).fileKey() != null) {
            assertNull(find());
        }
    }

    @Test
    void aMissingFileIsNotTrusted() throws IOException {
        Files.delete(directory.resolve("b.so"));
        assertNull(find());
        assertNull(new VerifiedFiles(root, "test").find(List.of("a.so")));
    }

    @Test
    void whatOthersMayWriteIsNotTrusted() throws IOException {
        if (directory.getFileSystem().supportedFileAttributeViews().contains("posix")) {
            Files.setPosixFilePermissions(directory, PosixFilePermissions.fromString("rwxrwxrwx"));
            assertNull(find());
            Files.setPosixFilePermissions(directory, PosixFilePermissions.fromString("rwx------"));
            assertEquals(directory, find());
            Files.setPosixFilePermissions(root.resolve("test"), PosixFilePermissions.fromString("rwxrwxrwx"));
            assertNull(find());
        }
    }

    @Test
    void aNoteThatLeadsElsewhereIsNotFollowed() throws IOException {
        Path note = root.resolve("test").resolve("verified");
        List<String> lines = new java.util.ArrayList<>(Files.readAllLines(note));
        for (String place : List.of("../" + root.getFileName() + "/test-1234", directory.toString(),
                "test/../test-1234",
                "..", "", ".")) {
            lines.set(0, place);
            Files.write(note, lines);
            assertNull(find());
        }
        Files.write(note, new byte[] {(byte) 0xff, (byte) 0xfe});
        assertNull(find());
        Files.write(note, new byte[0]);
        assertNull(find());
    }
}
