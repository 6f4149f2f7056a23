package dev.flambeau.cpu.onednn;

import java.io.File;
import java.io.IOException;
import java.io.InputStream;
import java.net.JarURLConnection;
import java.net.URL;
import java.net.URLConnection;
import java.nio.file.DirectoryStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.jar.JarFile;
import java.util.zip.ZipEntry;
import java.util.zip.ZipFile;
import org.jspecify.annotations.Nullable;

/** Finds the native files of a platform: as resources on the class path, or in the jar itself on the module path. */
final class NativeSources {
    private NativeSources() {
    }

    /** All files of the platform, the library first; a {@link DnnlException} that says what to add if they are absent. */
    static List<NativeCache.Source> find(NativePlatform platform) {
        List<NativeCache.Source> sources = new ArrayList<>();
        for (String name : platform.files()) {
            String path = "org/bytedeco/dnnl/" + platform.classifier() + "/" + name;
            NativeCache.Source source = fromResources(path, name);
            if (source == null) {
                source = fromModulePath(System.getProperty("jdk.module.path", ""), path, name, platform);
            }
            if (source == null) {
                throw new DnnlException("The native library of oneDNN is not on the class path or module path ("
                        + path + "). Add the dependency " + platform.dependency()
                        + ", or name a library of your own with -D" + NativeLibrary.LIBRARY_PROPERTY
                        + "=/path/to/libdnnl");
            }
            sources.add(source);
        }
        return sources;
    }

    private static NativeCache.@Nullable Source fromResources(String path, String name) {
        ClassLoader own = NativeSources.class.getClassLoader();
        ClassLoader[] loaders = {own, Thread.currentThread().getContextClassLoader(),
            ClassLoader.getSystemClassLoader()};
        for (ClassLoader loader : loaders) {
            URL url = loader == null ? null : loader.getResource(path);
            if (url != null) {
                return ofUrl(url, name);
            }
        }
        return null;
    }

    private static NativeCache.Source ofUrl(URL url, String name) {
        NativeCache.Opener opener = () -> {
            URLConnection connection = url.openConnection();
            connection.setUseCaches(false);
            return connection.getInputStream();
        };
        try {
            if (url.openConnection() instanceof JarURLConnection connection) {
                // The jar's directory already knows size and checksum: 90 MB need not be inflated at each start.
                connection.setUseCaches(false);
                try (JarFile jar = connection.getJarFile()) {
                    ZipEntry entry = jar.getEntry(connection.getEntryName());
                    if (entry != null && entry.getSize() >= 0 && entry.getCrc() >= 0) {
                        return new NativeCache.Source(name, entry.getSize(), entry.getCrc(), opener);
                    }
                }
            }
        } catch (IOException e) {
            throw new DnnlException("Cannot read " + url, e);
        }
        return NativeCache.measured(name, opener);
    }

    /** On the module path nothing requires the jar (it requires JavaCPP), so no loader sees its resources. */
    static NativeCache.@Nullable Source fromModulePath(String modulePath, String path, String name,
            NativePlatform platform) {
        for (String element : modulePath.split(File.pathSeparator, -1)) {
            if (element.isEmpty()) {
                continue;
            }
            try {
                for (Path jar : nativeJars(Path.of(element), platform)) {
                    NativeCache.Source source = ofJar(jar, path, name);
                    if (source != null) {
                        return source;
                    }
                }
            } catch (IOException e) {
                throw new DnnlException("Cannot read the natives on the module path: " + element, e);
            }
        }
        return null;
    }

    private static List<Path> nativeJars(Path element, NativePlatform platform) throws IOException {
        String ending = "-" + platform.classifier() + ".jar";
        List<Path> jars = new ArrayList<>();
        if (Files.isDirectory(element)) {
            try (DirectoryStream<Path> children = Files.newDirectoryStream(element, "dnnl-*" + ending)) {
                children.forEach(jars::add);
            }
        } else if (element.toString().endsWith(ending) && Files.isRegularFile(element)) {
            jars.add(element);
        }
        return jars;
    }

    private static NativeCache.@Nullable Source ofJar(Path jar, String path, String name) throws IOException {
        try (ZipFile zip = new ZipFile(jar.toFile())) {
            ZipEntry entry = zip.getEntry(path);
            return entry == null
                    ? null
                    : new NativeCache.Source(name, entry.getSize(), entry.getCrc(), () -> openEntry(jar, path));
        }
    }

    private static InputStream openEntry(Path jar, String path) throws IOException {
        ZipFile zip = new ZipFile(jar.toFile());
        try {
            ZipEntry entry = zip.getEntry(path);
            if (entry == null) {
                throw new IOException(path + " has vanished from " + jar);
            }
            return new java.io.FilterInputStream(zip.getInputStream(entry)) {
                @Override
                public void close() throws IOException {
                    zip.close();
                }
            };
        } catch (IOException | RuntimeException e) {
            zip.close();
            throw e;
        }
    }
}
