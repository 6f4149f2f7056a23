package dev.flambeau.vision.datasets;

import dev.flambeau.FileException;
import java.io.IOException;
import java.io.InputStream;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpClient.Redirect;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.time.Duration;
import java.util.HexFormat;
import java.util.Map;
import java.util.zip.GZIPInputStream;

/** Fetches the four MNIST files into a folder, only when called, and keeps nothing whose checksum is wrong. */
public final class MnistDownload {
    private static final String MIRROR = "https://ossci-datasets.s3.amazonaws.com/mnist/";

    /** MD5 of the unpacked files, as torchvision and others list them. */
    private static final Map<String, String> MD5 =
            Map.of(Mnist.TRAIN_IMAGES, "6bbc9ace898e44ae57da46a324031adb", Mnist.TRAIN_LABELS,
                    "a25bea736e30d166cdddb491f175f624", Mnist.TEST_IMAGES, "2646ac647ad5339dbf082846283269ea",
                    Mnist.TEST_LABELS,
                    "27ae3e4e09519cfbb04c329615203637");

    private MnistDownload() {}

    /** Downloads those of the four files that the folder has neither gzipped nor unpacked. */
    public static void into(Path folder) {
        into(folder, URI.create(MIRROR));
    }

    /** As {@link #into(Path)} from another place, whose address ends in a slash. */
    public static void into(Path folder, URI mirror) {
        try {
            Files.createDirectories(folder);
        } catch (IOException e) {
            throw new FileException(folder + ": the folder cannot be made: " + e, e);
        }
        try (HttpClient client = HttpClient.newBuilder().followRedirects(Redirect.NORMAL)
                .connectTimeout(Duration.ofSeconds(20)).build()) {
            for (Map.Entry<String, String> file : MD5.entrySet()) {
                Path target = folder.resolve(file.getKey() + ".gz");
                if (!Files.exists(target) && !Files.exists(folder.resolve(file.getKey()))) {
                    fetch(client, mirror.resolve(file.getKey() + ".gz"), target, file.getValue());
                }
            }
        }
    }

    private static void fetch(HttpClient client, URI from, Path target, String md5) {
        Path part = target.resolveSibling(target.getFileName() + "." + ProcessHandle.current().pid() + ".part");
        part.toFile().deleteOnExit(); // for Ctrl-C
        try {
            HttpResponse<Path> response =
                    client.send(HttpRequest.newBuilder(from).timeout(Duration.ofMinutes(5)).build(),
                            HttpResponse.BodyHandlers.ofFile(part));
            if (response.statusCode() != 200) {
                throw new FileException(from + ": HTTP status " + response.statusCode());
            }
            String found = checksum(part);
            if (!found.equals(md5)) {
                throw new FileException(
                        from + ": the unpacked file has the MD5 " + found + ", but " + md5 + " is expected");
            }
            Files.move(part, target, StandardCopyOption.ATOMIC_MOVE, StandardCopyOption.REPLACE_EXISTING);
        } catch (IOException e) {
            throw new FileException(from + ": the download failed: " + (e.getMessage() == null ? e : e.getMessage()),
                    e);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new FileException(from + ": the download was interrupted", e);
        } finally {
            part.toFile().delete(); // what went wrong before is what matters
        }
    }

    private static String checksum(Path file) throws IOException {
        try (InputStream in = new GZIPInputStream(Files.newInputStream(file))) {
            MessageDigest digest = MessageDigest.getInstance("MD5");
            byte[] buffer = new byte[1 << 16];
            for (int n = in.read(buffer); n >= 0; n = in.read(buffer)) {
                digest.update(buffer, 0, n);
            }
            return HexFormat.of().formatHex(digest.digest());
        } catch (NoSuchAlgorithmException e) {
            throw new IllegalStateException("every Java has MD5", e);
        }
    }
}
