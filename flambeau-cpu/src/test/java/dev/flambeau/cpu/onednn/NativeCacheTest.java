package dev.flambeau.cpu.onednn;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertNotEquals;
import static org.junit.jupiter.api.Assertions.assertNotNull;
import static org.junit.jupiter.api.Assertions.assertNull;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.ByteArrayInputStream;
import java.io.File;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.ArrayList;
import java.util.List;
import java.util.Random;
import java.util.concurrent.Callable;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.stream.Stream;
import java.util.zip.ZipEntry;
import java.util.zip.ZipOutputStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class NativeCacheTest {
    private final byte[] bytes = new byte[300_000];
    private final AtomicInteger opened = new AtomicInteger();
    private final NativeCache.Source source;

    @TempDir Path root;

    NativeCacheTest() {
        new Random(1).nextBytes(bytes);
        source = NativeCache.measured("libtest.so", () -> {
            opened.incrementAndGet();
            return new ByteArrayInputStream(bytes);
        });
        opened.set(0);
    }

    private Path install() throws IOException {
        return new NativeCache(root).install("test", List.of(source)).resolve("libtest.so");
    }

    @Test
    void unpacksOnce() throws IOException {
        Path file = install();
        assertArrayEquals(bytes, Files.readAllBytes(file));
        assertEquals(file, install());
        assertEquals(1, opened.get());
    }

    @Test
    void replacesADamagedFile() throws IOException {
        Path file = install();
        byte[] damaged = bytes.clone();
        damaged[123_456] ^= 1;
        Files.write(file, damaged);
        assertFalse(NativeCache.intact(file, source));
        assertEquals(file, install());
        assertArrayEquals(bytes, Files.readAllBytes(file));
        assertEquals(2, opened.get());
    }

    @Test
    void replacesAShortenedFile() throws IOException {
        Path file = install();
        Files.write(file, new byte[0]);
        assertArrayEquals(bytes, Files.readAllBytes(install()));
    }

    @Test
    void leavesNoPartsBehindWhenTheSourceIsDamaged() throws IOException {
        NativeCache.Source lies = new NativeCache.Source("libtest.so", source.size(), source.crc() + 1,
                source.opener());
        assertThrows(IOException.class, () -> new NativeCache(root).install("test", List.of(lies)));
        try (Stream<Path> files = Files.walk(root)) {
            assertEquals(0, files.filter(Files::isRegularFile).count());
        }
    }

    @Test
    void otherBytesLiveElsewhere() throws IOException {
        Path first = install();
        bytes[0]++;
        NativeCache.Source other = NativeCache.measured("libtest.so", () -> new ByteArrayInputStream(bytes));
        Path second = new NativeCache(root).install("test", List.of(other)).resolve("libtest.so");
        assertNotEquals(first, second);
        assertTrue(NativeCache.intact(first, source));
    }

    @Test
    void manyAtOnce() throws Exception {
        List<Callable<Path>> tasks = new ArrayList<>();
        for (int i = 0; i < 16; i++) {
            tasks.add(this::install);
        }
        try (ExecutorService executor = Executors.newFixedThreadPool(8)) {
            for (Future<Path> done : executor.invokeAll(tasks)) {
                assertTrue(NativeCache.intact(done.get(), source));
            }
        }
        try (Stream<Path> files = Files.walk(root)) {
            assertEquals(1, files.filter(Files::isRegularFile).count());
        }
    }

    @Test
    void nobodyElseMayWriteThere() throws IOException {
        Path directory = install().getParent();
        if (directory.getFileSystem().supportedFileAttributeViews().contains("posix")) {
            assertEquals("rwx------", PosixFilePermissions.toString(Files.getPosixFilePermissions(directory)));
        }
    }

    @Test
    void theNativesOfThisPlatformAreFoundWithTheirChecksums() {
        NativePlatform platform = NativePlatform.current();
        List<NativeCache.Source> sources = NativeSources.find(platform);
        assertEquals(platform.library(), sources.get(0).name());
        assertEquals(1 + platform.openMp().size(), sources.size());
        assertTrue(sources.get(0).size() > 10_000_000);
        assertTrue(OneDnn.isAvailable(), () -> OneDnn.failure().orElseThrow());
        assertTrue(OneDnn.version().startsWith("3."), OneDnn.version());
    }

    @Test
    void looksIntoTheJarOnTheModulePath() throws IOException {
        NativePlatform platform = new NativePlatform("plan9-x86_64", "libdnnl.so", List.of());
        String path = "org/bytedeco/dnnl/plan9-x86_64/libdnnl.so";
        Path jar = root.resolve("dnnl-3.11-plan9-x86_64.jar");
        try (ZipOutputStream zip = new ZipOutputStream(Files.newOutputStream(jar))) {
            zip.putNextEntry(new ZipEntry(path));
            zip.write(bytes);
            zip.closeEntry();
        }
        for (Path element : List.of(root, jar)) {
            NativeCache.Source found = NativeSources.fromModulePath(
                    "elsewhere.jar" + File.pathSeparator + element, path, "libdnnl.so", platform);
            assertNotNull(found);
            Path file = new NativeCache(root).install("test", List.of(found)).resolve("libdnnl.so");
            assertArrayEquals(bytes, Files.readAllBytes(file));
        }
        assertNull(NativeSources.fromModulePath("", path, "libdnnl.so", platform));
    }

    @Test
    void saysWhatToDoWhereThereIsNoNative() {
        assertEquals("linux-arm64", NativePlatform.of("Linux", "aarch64").classifier());
        assertEquals("macosx-arm64", NativePlatform.of("Mac OS X", "aarch64").classifier());
        assertEquals("windows-x86_64", NativePlatform.of("Windows 11", "amd64").classifier());
        DnnlException e = assertThrows(DnnlException.class, () -> NativePlatform.of("SunOS", "sparcv9"));
        assertTrue(String.valueOf(e.getMessage()).contains("-Dflambeau.onednn.library"), e.getMessage());
        NativePlatform absent = new NativePlatform("plan9-x86_64", "libdnnl.so", List.of());
        e = assertThrows(DnnlException.class, () -> NativeSources.find(absent));
        assertTrue(String.valueOf(e.getMessage()).contains("org.bytedeco:dnnl:3.11-1.5.13:plan9-x86_64"),
                e.getMessage());
    }
}
