package dev.flambeau.vision.datasets;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.sun.net.httpserver.HttpServer;
import dev.flambeau.FileException;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.URI;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.function.UnaryOperator;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class MnistDownloadTest {
    private static final List<String> NAMES =
            List.of("t10k-images-idx3-ubyte.gz", "t10k-labels-idx1-ubyte.gz", "train-images-idx3-ubyte.gz",
                    "train-labels-idx1-ubyte.gz");

    @TempDir Path folder;

    private final List<String> asked = Collections.synchronizedList(new ArrayList<>());
    private UnaryOperator<byte[]> change = bytes -> bytes;
    private HttpServer server;

    @BeforeEach
    void serve() throws IOException {
        server = HttpServer.create(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0), 0);
        server.createContext("/mnist/", exchange -> {
            String name = exchange.getRequestURI().getPath().substring("/mnist/".length());
            asked.add(name);
            try (exchange;
                    InputStream in = MnistDownloadTest.class.getResourceAsStream("/dev/flambeau/mnist/" + name)) {
                byte[] bytes = change.apply(in.readAllBytes());
                exchange.sendResponseHeaders(200, bytes.length);
                try (OutputStream out = exchange.getResponseBody()) {
                    out.write(bytes);
                }
            }
        });
        server.start();
    }

    @AfterEach
    void stop() {
        server.stop(0);
    }

    private URI mirror(String path) {
        return URI.create("http://localhost:" + server.getAddress().getPort() + path);
    }

    @Test
    void fetchesWhatIsNotThere() throws IOException {
        Path target = folder.resolve("a/b");
        MnistDownload.into(target, mirror("/mnist/"));
        assertThat(asked).containsExactlyInAnyOrderElementsOf(NAMES);
        assertThat(names(target)).containsExactlyElementsOf(NAMES);
        assertThat(Mnist.test(target).size()).isEqualTo(10_000);

        asked.clear();
        Files.delete(target.resolve(NAMES.get(1)));
        Files.move(target.resolve(NAMES.get(3)), target.resolve("train-labels-idx1-ubyte")); // as if unpacked
        MnistDownload.into(target, mirror("/mnist/"));
        assertThat(asked).containsExactly(NAMES.get(1));
    }

    @Test
    void keepsNothingOfAFalseFile() throws IOException {
        change = bytes -> IdxBytes.gzip(IdxBytes.of(new long[] {1}, 1));
        assertThatThrownBy(() -> MnistDownload.into(folder, mirror("/mnist/"))).isInstanceOf(FileException.class)
                .hasMessageStartingWith(mirror("/mnist/").toString())
                .hasMessageContaining("the unpacked file has the MD5");
        change = bytes -> new byte[] {'<', 'h', 't', 'm', 'l', '>'};
        assertThatThrownBy(() -> MnistDownload.into(folder, mirror("/mnist/"))).isInstanceOf(FileException.class)
                .hasMessageStartingWith(mirror("/mnist/").toString()).hasMessageEndingWith("Not in GZIP format");
        change = bytes -> java.util.Arrays.copyOf(bytes, bytes.length / 2);
        assertThatThrownBy(() -> MnistDownload.into(folder, mirror("/mnist/"))).isInstanceOf(FileException.class)
                .hasMessageContaining(": the download failed: ");
        assertThat(names(folder)).isEmpty();
    }

    @Test
    void saysWhatTheServerSays() throws IOException {
        assertThatThrownBy(() -> MnistDownload.into(folder, mirror("/nothing/"))).isInstanceOf(FileException.class)
                .hasMessageStartingWith(mirror("/nothing/").toString()).hasMessageEndingWith("HTTP status 404");
        URI gone = mirror("/mnist/");
        server.stop(0);
        assertThatThrownBy(() -> MnistDownload.into(folder, gone)).isInstanceOf(FileException.class)
                .hasMessageStartingWith(gone.toString()).hasMessageContaining(": the download failed: ");
        assertThat(names(folder)).isEmpty();
    }

    private static List<String> names(Path folder) throws IOException {
        try (Stream<Path> files = Files.list(folder)) {
            return files.map(file -> file.getFileName().toString()).sorted().toList();
        }
    }
}
