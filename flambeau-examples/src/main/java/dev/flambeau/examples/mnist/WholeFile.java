package dev.flambeau.examples.mnist;

import dev.flambeau.FileException;
import java.io.BufferedOutputStream;
import java.io.IOException;
import java.io.OutputStream;
import java.nio.file.AccessDeniedException;
import java.nio.file.FileAlreadyExistsException;
import java.nio.file.FileSystemException;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.nio.file.StandardOpenOption;
import java.util.concurrent.ThreadLocalRandom;

/** Files that appear whole or not at all, and folders for them. */
final class WholeFile {
    private WholeFile() {}

    /** Something that writes a file's contents. */
    interface Content {
        void to(OutputStream out) throws IOException;
    }

    /** Writes a file beside its place and then moves it there. */
    static void write(Path target, Content content) {
        Path part = beside(target);
        try {
            try (OutputStream out =
                    new BufferedOutputStream(Files.newOutputStream(part, StandardOpenOption.CREATE_NEW))) {
                content.to(out);
            }
            Files.move(part, target, StandardCopyOption.ATOMIC_MOVE, StandardCopyOption.REPLACE_EXISTING);
        } catch (IOException e) {
            throw new FileException(target + ": cannot be written: " + reason(e), e);
        } finally {
            part.toFile().delete(); // what went wrong before is what matters
        }
    }

    /** Makes a folder if it is not there, and makes sure that files with these names can be written into it. */
    static void prepare(Path folder, String... names) {
        try {
            Files.createDirectories(folder);
        } catch (IOException e) {
            throw new FileException(folder + ": the output folder cannot be made: " + reason(e), e);
        }
        for (String name : names) {
            if (Files.isDirectory(folder.resolve(name))) {
                throw new FileException(folder.resolve(name) + ": a folder is where a file is to be written");
            }
        }
        Path probe = beside(folder.resolve("probe"));
        try {
            Files.createFile(probe);
            Files.delete(probe);
        } catch (IOException e) {
            throw new FileException(folder + ": nothing can be written into the output folder: " + reason(e), e);
        }
    }

    private static Path beside(Path target) {
        String random = Long.toHexString(ThreadLocalRandom.current().nextLong());
        return target.resolveSibling("." + target.getFileName() + "." + random + ".tmp");
    }

    /** What went wrong, in words; the messages of many exceptions are only the name of the file. */
    private static String reason(IOException e) {
        return switch (e) {
            case AccessDeniedException _ -> "permission denied";
            case FileAlreadyExistsException found -> found.getFile() + " is a file";
            case NoSuchFileException missing -> missing.getFile() + " is not there";
            case FileSystemException other when other.getReason() != null -> other.getFile() + ": " + other.getReason();
            default -> e.getMessage() == null ? e.toString() : e.getMessage();
        };
    }
}
