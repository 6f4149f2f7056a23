package dev.flambeau.cpu.onednn;

import java.util.ArrayList;
import java.util.List;
import java.util.Locale;

/**
 * The platforms that {@code org.bytedeco:dnnl} has natives for, and the files that are needed of each.
 *
 * @param classifier the Maven classifier, which is also the folder in the jar
 * @param library oneDNN itself
 * @param openMp the OpenMP runtime beside it in the jar; Windows brings its own
 */
record NativePlatform(String classifier, String library, List<String> openMp) {
    static final String VERSION = "3.11-1.5.13";

    /** The platform that this process runs on; a {@link DnnlException} where there are no natives for it. */
    static NativePlatform current() {
        return of(System.getProperty("os.name", ""), System.getProperty("os.arch", ""));
    }

    static NativePlatform of(String osName, String osArch) {
        String os = osName.toLowerCase(Locale.ROOT);
        boolean arm = osArch.equals("aarch64") || osArch.equals("arm64");
        boolean x64 = osArch.equals("amd64") || osArch.equals("x86_64");
        if (os.startsWith("linux") && (x64 || arm)) {
            return new NativePlatform(arm ? "linux-arm64" : "linux-x86_64", "libdnnl.so.3", List.of("libgomp.so.1"));
        }
        if (os.startsWith("mac") && (x64 || arm)) {
            return arm
                    ? new NativePlatform("macosx-arm64", "libdnnl.3.dylib", List.of("libomp.dylib"))
                    : new NativePlatform("macosx-x86_64", "libdnnl.3.dylib", List.of("libiomp5.dylib"));
        }
        if (os.startsWith("windows") && x64) {
            return new NativePlatform("windows-x86_64", "dnnl.dll", List.of());
        }
        throw new DnnlException("There is no oneDNN for this platform (" + osName + ", " + osArch + "). Natives exist"
                + " for linux-x86_64, linux-arm64, macosx-x86_64, macosx-arm64 and windows-x86_64; a library of your"
                + " own is used with -D" + NativeLibrary.LIBRARY_PROPERTY + "=/path/to/libdnnl");
    }

    /** All files that are needed, the library first. */
    List<String> files() {
        List<String> files = new ArrayList<>(openMp);
        files.add(0, library);
        return files;
    }

    /** What someone has to add whose class path lacks the natives. */
    String dependency() {
        return "org.bytedeco:dnnl:" + VERSION + ":" + classifier;
    }
}
