package dev.flambeau.cpu.onednn;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.lang.foreign.Arena;
import java.lang.foreign.Linker;
import java.lang.foreign.SymbolLookup;
import java.nio.file.FileSystemException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/**
 * Loads oneDNN and its OpenMP runtime, once a process.
 *
 * @param dnnl the symbols of oneDNN
 * @param openMp the symbols of the OpenMP runtime that it uses; finds nothing where that is unknown
 */
@SuppressWarnings("restricted")
record NativeLibrary(SymbolLookup dnnl, SymbolLookup openMp) {
    /** Names a libdnnl of the user's own instead of the one in the jar. */
    static final String LIBRARY_PROPERTY = "flambeau.onednn.library";

    private static final String NO_LIBRARY = "oneDNN cannot be loaded";

    /** The one instance, or why there is none. */
    private static final class Holder {
        static final @Nullable NativeLibrary LIBRARY;
        static final @Nullable DnnlException FAILURE;

        static {
            NativeLibrary library = null;
            DnnlException failure = null;
            try {
                library = loadNow();
            } catch (DnnlException e) {
                failure = e;
            } catch (IOException | UncheckedIOException | IllegalArgumentException | LinkageError e) {
                failure = new DnnlException(NO_LIBRARY + ": " + e.getMessage(), e);
            }
            LIBRARY = library;
            FAILURE = failure;
        }
    }

    /** The loaded library; a {@link DnnlException} that says what to do where there is none. */
    static NativeLibrary load() {
        NativeLibrary library = Holder.LIBRARY;
        if (library != null) {
            return library;
        }
        // A new exception each time: the stack trace is that of the caller.
        DnnlException failure = Holder.FAILURE;
        throw failure == null
                ? new DnnlException(NO_LIBRARY)
                : new DnnlException(String.valueOf(failure.getMessage()), failure);
    }

    static boolean isLoaded() {
        return Holder.LIBRARY != null;
    }

    /** Why the library is missing; empty if it was loaded. */
    static Optional<String> failure() {
        return Optional.ofNullable(Holder.FAILURE).map(Throwable::getMessage);
    }

    private static NativeLibrary loadNow() throws IOException {
        // Threads are ours. OpenMP reads its environment when it is loaded, and it does not see Java's.
        setEnvironment("OMP_NUM_THREADS", "1");
        String own = System.getProperty(LIBRARY_PROPERTY);
        if (own != null) {
            return open(Path.of(own).toAbsolutePath(), List.of());
        }
        NativePlatform platform = NativePlatform.current();
        Path directory = directory(platform, "onednn-" + NativePlatform.VERSION + "-" + platform.classifier());
        return open(directory.resolve(platform.library()),
                platform.openMp().stream().map(directory::resolve).toList());
    }

    /** Where the platform's files are, unpacked and verified. */
    private static Path directory(NativePlatform platform, String name) throws IOException {
        Path root = NativeCache.defaultRoot();
        List<String> files = platform.files();
        VerifiedFiles verified = new VerifiedFiles(root, name);
        Path known = verified.find(files);
        if (known != null) {
            return known;
        }
        List<NativeCache.Source> sources = NativeSources.find(platform);
        try {
            Path directory = new NativeCache(root).install(name, sources);
            verified.remember(directory, files);
            return directory;
        } catch (FileSystemException e) {
            return temporary(name, sources);
        }
    }

    /** Where the user has no home to write to: a private directory that goes with the process. */
    private static Path temporary(String name, List<NativeCache.Source> sources) throws IOException {
        Path root = Files.createTempDirectory("flambeau");
        root.toFile().deleteOnExit();
        Path directory = new NativeCache(root).install(name, sources);
        directory.toFile().deleteOnExit();
        for (NativeCache.Source source : sources) {
            directory.resolve(source.name()).toFile().deleteOnExit();
        }
        return directory;
    }

    private static NativeLibrary open(Path library, List<Path> openMp) {
        SymbolLookup runtime = name -> Optional.empty();
        // First the runtime, by its path: oneDNN then finds it loaded, whatever the loader's search path says.
        for (Path path : openMp) {
            runtime = SymbolLookup.libraryLookup(path, Arena.global());
        }
        SymbolLookup dnnl;
        try {
            dnnl = SymbolLookup.libraryLookup(library, Arena.global());
        } catch (IllegalArgumentException e) {
            throw new DnnlException("The system cannot load " + library + " (is the file system mounted noexec, or is"
                    + " this musl? -Dflambeau.cache=DIR moves the cache): " + e.getMessage(), e);
        }
        return new NativeLibrary(dnnl, openMp.isEmpty() ? systemOpenMp() : runtime);
    }

    private static SymbolLookup systemOpenMp() {
        boolean windows = System.getProperty("os.name", "").startsWith("Windows");
        try {
            return SymbolLookup.libraryLookup(windows ? "vcomp140.dll" : "libgomp.so.1", Arena.global());
        } catch (IllegalArgumentException _) {
            return name -> Optional.empty();
        }
    }

    /** Sets a variable of the C library's environment unless it is set; Windows has its own OpenMP, without these. */
    private static void setEnvironment(String name, String value) {
        if (Linker.nativeLinker().defaultLookup().find("setenv").isEmpty()) {
            return;
        }
        try (Arena arena = Arena.ofConfined()) {
            int overwrite = 0;
            int ignored = NativeCalls.status(NativeCalls.find("setenv"), arena.allocateFrom(name).address(),
                    arena.allocateFrom(value).address(), overwrite);
        }
    }
}
