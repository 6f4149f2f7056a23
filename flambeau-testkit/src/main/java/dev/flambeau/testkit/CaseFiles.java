package dev.flambeau.testkit;

import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Map;
import java.util.TreeMap;
import java.util.stream.Stream;
import java.util.zip.ZipEntry;
import java.util.zip.ZipInputStream;
import org.jspecify.annotations.Nullable;

/** The files of a conformance folder, from a directory or out of the archive that the jar carries. */
abstract class CaseFiles {
    private static final String ARCHIVE = "conformance.zip";

    /** The names of a suite's {@code .jsonl} files, without the ending, in alphabetical order. */
    abstract Iterable<String> names(String suite);

    /** A file's bytes; null if there is none. */
    abstract byte @Nullable [] read(String suite, String file);

    /** The files under a directory. */
    static CaseFiles of(Path directory) {
        return new CaseFiles() {
            @Override
            Iterable<String> names(String suite) {
                Path folder = directory.resolve(suite);
                if (!Files.isDirectory(folder)) {
                    return java.util.List.of();
                }
                try (Stream<Path> files = Files.list(folder)) {
                    return files.map(f -> String.valueOf(f.getFileName())).filter(f -> f.endsWith(".jsonl"))
                            .map(CaseFiles::stem).sorted().toList();
                } catch (IOException e) {
                    throw new UncheckedIOException(e);
                }
            }

            @Override
            byte @Nullable [] read(String suite, String file) {
                Path path = directory.resolve(suite).resolve(file);
                try {
                    return Files.exists(path) ? Files.readAllBytes(path) : null;
                } catch (IOException e) {
                    throw new UncheckedIOException(e);
                }
            }
        };
    }

    /** The files that the jar carries. */
    static CaseFiles ofResource() {
        Map<String, byte[]> files = new TreeMap<>();
        try (InputStream in = CaseFiles.class.getResourceAsStream(ARCHIVE)) {
            if (in == null) {
                throw new IllegalStateException("no " + ARCHIVE + " on the class path");
            }
            ZipInputStream zip = new ZipInputStream(in);
            for (ZipEntry entry = zip.getNextEntry(); entry != null; entry = zip.getNextEntry()) {
                files.put(entry.getName(), zip.readAllBytes());
            }
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
        return new CaseFiles() {
            @Override
            Iterable<String> names(String suite) {
                String prefix = suite + "/";
                return files.keySet().stream().filter(f -> f.startsWith(prefix) && f.endsWith(".jsonl"))
                        .map(f -> stem(f.substring(prefix.length())))
                        .toList();
            }

            @Override
            byte @Nullable [] read(String suite, String file) {
                return files.get(suite + "/" + file);
            }
        };
    }

    private static String stem(String file) {
        return file.substring(0, file.length() - ".jsonl".length());
    }
}
