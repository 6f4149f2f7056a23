package dev.flambeau.io;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.flambeau.ArgumentException;
import dev.flambeau.DType;
import dev.flambeau.FileException;
import dev.flambeau.FlambeauException;
import dev.flambeau.Tensor;
import dev.flambeau.Torch;
import dev.flambeau.spi.Array;
import java.io.IOException;
import java.io.InputStream;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.EnumSource;
import org.junit.jupiter.params.provider.ValueSource;

class SafeTensorsTest {
    @TempDir Path folder;

    @Test
    void readsWhatPythonWrote() throws IOException {
        Path file = fromPython();
        Map<String, Tensor> tensors = SafeTensors.load(file);

        assertThat(SafeTensors.metadata(file)).containsOnly(Map.entry("format", "pt"), Map.entry("who", "Python"));
        for (DType type : DType.values()) {
            Tensor tensor = tensors.get(type.torchName());
            assertThat(tensor.dtype()).isEqualTo(type);
            assertThat(tensor.size().toLongs()).containsExactly(2, 3);
            boolean signed = type != DType.BOOL && type != DType.UINT8;
            double[] expected = type == DType.BOOL
                    ? new double[] {0, 1, 1, 1, 1, 1}
                    : signed ? new double[] {-3, -2, -1, 0, 1, 2} : new double[] {0, 1, 2, 3, 4, 5};
            assertThat(values(tensor)).containsExactly(expected);
        }
        assertThat(values(tensors.get("scalar"))).containsExactly(2.5);
        assertThat(tensors.get("scalar").dim()).isZero();
        assertThat(tensors.get("empty").size().toLongs()).containsExactly(0, 3);
        assertThat(values(tensors.get("名"))).containsExactly(Double.NaN, Double.POSITIVE_INFINITY, -0.0);
    }

    @Test
    void writesWhatItReads() throws IOException {
        Map<String, Tensor> tensors = SafeTensors.load(fromPython());
        Path file = folder.resolve("again.safetensors");
        SafeTensors.save(tensors, Map.of("who", "Java \"quoted\" \u540d"), file);

        Map<String, Tensor> again = SafeTensors.load(file);
        assertThat(again.keySet()).containsExactlyInAnyOrderElementsOf(tensors.keySet());
        tensors.forEach((name, tensor) -> {
            assertThat(again.get(name).dtype()).isEqualTo(tensor.dtype());
            assertThat(again.get(name).size()).isEqualTo(tensor.size());
            assertThat(values(again.get(name))).containsExactly(values(tensor));
        });
        assertThat(SafeTensors.metadata(file)).containsOnly(Map.entry("who", "Java \"quoted\" \u540d"));
    }

    @ParameterizedTest
    @EnumSource(DType.class)
    void everyTensorBeginsAtItsAlignment(DType type) {
        Map<String, Tensor> tensors = new LinkedHashMap<>();
        for (DType each : DType.values()) {
            tensors.put(each.torchName(), Torch.zeros(each, 3));
        }
        Path file = folder.resolve("aligned.safetensors");
        SafeTensors.save(tensors, file);

        SafeTensorsHeader header = SafeTensorsHeader.read("file", SafeTensors.Source.of(bytes(file)));
        assertThat((header.dataStart() + header.entries().get(type.torchName()).begin()) % type.size()).isZero();
    }

    @Test
    void writesViewsInRowMajorOrder() {
        Tensor x = Torch.tensor(new float[][] {{1, 2, 3}, {4, 5, 6}});
        Path file = folder.resolve("view.safetensors");
        SafeTensors.save(Map.of("x", x.expand(2, 2, 3), "row", x.get(1)), file);

        assertThat(values(SafeTensors.load(file).get("x"))).containsExactly(1, 2, 3, 4, 5, 6, 1, 2, 3, 4, 5, 6);
        assertThat(values(SafeTensors.load(file).get("row"))).containsExactly(4, 5, 6);
    }

    @Test
    void writesParametersWithoutTheirGraph() {
        Path file = folder.resolve("grad.safetensors");
        SafeTensors.save(Map.of("w", Torch.ones(2).requiresGrad_()), file);
        assertThat(SafeTensors.load(file).get("w").requiresGrad()).isFalse();
    }

    @Test
    void replacesAFileAsAWhole() throws IOException {
        Path file = folder.resolve("net.safetensors");
        SafeTensors.save(Map.of("a", Torch.ones(3)), file);
        SafeTensors.save(Map.of("b", Torch.ones(2)), file);

        assertThat(SafeTensors.load(file)).containsOnlyKeys("b");
        try (Stream<Path> files = Files.list(folder)) {
            assertThat(files).containsExactly(file);
        }
    }

    @Test
    void leavesTheOldFileWhereWritingFails() throws IOException {
        Path file = folder.resolve("folder");
        Files.createDirectories(file.resolve("inside"));

        assertThatThrownBy(() -> SafeTensors.save(Map.of("a", Torch.ones(3)), file)).isInstanceOf(FileException.class)
                .hasMessageContaining(file.toString());
        try (Stream<Path> files = Files.list(folder)) {
            assertThat(files).containsExactly(file);
        }
    }

    @Test
    void refusesTheMetadatasNameForATensor() {
        assertThatThrownBy(() -> SafeTensors.save(Map.of("__metadata__", Torch.ones(1)), folder.resolve("x")))
                .isInstanceOf(ArgumentException.class);
    }

    @Test
    void namesAMissingFile() {
        assertThatThrownBy(() -> SafeTensors.load(folder.resolve("none.safetensors"))).isInstanceOf(FileException.class)
                .hasMessageContaining("none.safetensors");
    }

    @ParameterizedTest
    @CsvSource(delimiter = '|', quoteCharacter = '#', value = {
        // the header's JSON | bytes of data | part of the message
        "{'a':{'dtype':'F32','shape':[2],'data_offsets':[0,8]}} | 4 | reach beyond the 4 bytes",
        "{'a':{'dtype':'F32','shape':[2],'data_offsets':[0,8]}} | 9 | end at byte 8 of the data, but there are 9",
        "{'a':{'dtype':'F32','shape':[2],'data_offsets':[0,4]}} | 4 | takes 8 bytes",
        "{'a':{'dtype':'F32','shape':[],'data_offsets':[4,8]}} | 8 | leave a hole",
        "{'a':{'dtype':'F32','shape':[],'data_offsets':[0,4]},'b':{'dtype':'F32','shape':[],'data_offsets':[2,6]}} | 6 | overlap",
        "{'a':{'dtype':'F32','shape':[],'data_offsets':[0,4]},'b':{'dtype':'F32','shape':[],'data_offsets':[0,4]}} | 4 | overlap",
        "{'a':{'dtype':'F32','shape':[],'data_offsets':[4,0]}} | 4 | not a begin and an end",
        "{'a':{'dtype':'F32','shape':[],'data_offsets':[0,4,8]}} | 4 | not a begin and an end",
        "{'a':{'dtype':'F32','shape':[],'data_offsets':[-4,0]}} | 4 | out of range",
        "{'a':{'dtype':'F32','shape':[-1],'data_offsets':[0,4]}} | 4 | out of range",
        "{'a':{'dtype':'F32','shape':[9223372036854775807,9223372036854775807],'data_offsets':[0,4]}} | 4 | overflows",
        "{'a':{'dtype':'F32','shape':[4611686018427387904],'data_offsets':[0,4]}} | 4 | overflows",
        "{'a':{'dtype':'F32','shape':[99999999999999999999],'data_offsets':[0,4]}} | 4 | out of range",
        "{'a':{'dtype':'F32','shape':[1.5],'data_offsets':[0,4]}} | 4 | a.shape",
        "{'a':{'dtype':'F32','shape':'[1]','data_offsets':[0,4]}} | 4 | a.shape",
        "{'a':{'dtype':'F8_E4M3','shape':[1],'data_offsets':[0,1]}} | 1 | F8_E4M3",
        "{'a':{'dtype':7,'shape':[1],'data_offsets':[0,1]}} | 1 | a.dtype",
        "{'a':{'shape':[1],'data_offsets':[0,1]}} | 1 | has no dtype",
        "{'a':{'dtype':'U8','data_offsets':[0,1]}} | 1 | has no shape",
        "{'a':{'dtype':'U8','shape':[1]}} | 1 | has no data_offsets",
        "{'a':[1]} | 1 | expected START_OBJECT for a",
        "{'a':{'dtype':'U8','shape':[1],'data_offsets':[0,1]},'a':{'dtype':'U8','shape':[1],'data_offsets':[0,1]}} | 1 | Duplicate",
        "{'a':{'dtype':'U8','dtype':'I8','shape':[1],'data_offsets':[0,1]}} | 1 | Duplicate",
        "{'__metadata__':{'x':1}} | 0 | __metadata__.x",
        "{'__metadata__':'x'} | 0 | __metadata__",
        "{'a':{'dtype':'U8','shape':[1],'data_offsets':[0,1]}} x | 1 | JSON",
        "{} {} | 0 | after the end",
        "{'a':{'dtype':'U8','shape':[1],'data_offsets':[0,1] | 1 | JSON",
        "{ | 0 | JSON",
        "[] | 0 | byte 8 is not '{'",
        "{'a':{'dtype':'U8','shape':[1],'data_offsets':[0,1],'x':[[[[[[[[[[[[[[[[[[]]]]]]]]]]]]]]]]]]}} | 1 | JSON"})
    void refusesWhatDoesNotHoldTogether(String header, int data, String message) {
        byte[] file = file(header.strip().replace('\'', '"').getBytes(StandardCharsets.UTF_8), new byte[data]);
        assertThatThrownBy(() -> SafeTensors.load("bad.safetensors", file)).isInstanceOf(FileException.class)
                .hasMessageContaining("bad.safetensors").hasMessageContaining(message.strip());
    }

    @ParameterizedTest
    @ValueSource(longs = {9, 100_000_000, 100_000_001, Long.MAX_VALUE, -1, Long.MIN_VALUE})
    void refusesAHeaderBeyondTheFile(long length) {
        byte[] file = ByteBuffer.allocate(16).order(ByteOrder.LITTLE_ENDIAN).putLong(length).array();
        assertThatThrownBy(() -> SafeTensors.load("bad", file)).isInstanceOf(FileException.class)
                .hasMessageContaining("bytes 0 to 7");
    }

    @ParameterizedTest
    @ValueSource(ints = {0, 1, 7})
    void refusesAFileWithoutALength(int size) {
        assertThatThrownBy(() -> SafeTensors.load("bad", new byte[size])).isInstanceOf(FileException.class)
                .hasMessageContaining(size + " bytes");
    }

    @Test
    void refusesOtherEncodings() {
        byte[] latin = "{\"\u00e4\":{\"dtype\":\"U8\",\"shape\":[0],\"data_offsets\":[0,0]}}"
                .getBytes(StandardCharsets.ISO_8859_1);
        assertThatThrownBy(() -> SafeTensors.load("bad", file(latin, new byte[0]))).isInstanceOf(FileException.class)
                .hasMessageContaining("not UTF-8 at byte 10");
        byte[] wide = "{}".getBytes(StandardCharsets.UTF_16LE);
        assertThatThrownBy(() -> SafeTensors.load("bad", file(wide, new byte[0]))).isInstanceOf(FileException.class);
        byte[] cut = {'{', '"', (byte) 0xe5};
        assertThatThrownBy(() -> SafeTensors.load("bad", file(cut, new byte[0]))).isInstanceOf(FileException.class);
    }

    @Test
    void truthValuesAreZeroOrOne() {
        byte[] header =
                "{\"a\":{\"dtype\":\"BOOL\",\"shape\":[3],\"data_offsets\":[0,3]}}".getBytes(StandardCharsets.UTF_8);
        Array array = SafeTensors.load("odd", file(header, new byte[] {0, 2, -1})).get("a").array();
        byte[] raw = {(byte) array.getLong(0), (byte) array.getLong(1), (byte) array.getLong(2)};
        assertThat(raw).containsExactly(0, 1, 1);
        assertThat(dev.flambeau.spi.Raw.getLong(DType.UINT8, array.addressOf(1))).isEqualTo(1);
    }

    @Test
    void damagedFilesAreRefusedOrReadButNeverCrash() throws IOException {
        byte[] good = Files.readAllBytes(fromPython());
        Random random = new Random(7);
        List<String> others = new ArrayList<>();
        for (int i = 0; i < 5000; i++) {
            byte[] bad = i % 4 == 0 ? Arrays.copyOf(good, random.nextInt(good.length)) : good.clone();
            for (int k = 0; k < 1 + random.nextInt(3) && bad.length > 0; k++) {
                bad[random.nextInt(Math.min(bad.length, 900))] = (byte) random.nextInt(256);
            }
            try {
                SafeTensors.load("damaged", bad);
            } catch (FlambeauException e) {
                assertThat(e).isInstanceOf(FileException.class);
            } catch (RuntimeException | Error e) {
                others.add(i + ": " + e);
            }
        }
        assertThat(others).isEmpty();
    }

    private static byte[] file(byte[] header, byte[] data) {
        return ByteBuffer.allocate(8 + header.length + data.length).order(ByteOrder.LITTLE_ENDIAN)
                .putLong(header.length).put(header).put(data).array();
    }

    private Path fromPython() throws IOException {
        Path file = folder.resolve("python.safetensors");
        try (InputStream in = SafeTensorsTest.class.getResourceAsStream("python.safetensors")) {
            Files.write(file, in.readAllBytes());
        }
        return file;
    }

    private static byte[] bytes(Path file) {
        try {
            return Files.readAllBytes(file);
        } catch (IOException e) {
            throw new java.io.UncheckedIOException(e);
        }
    }

    private static double[] values(Tensor tensor) {
        Array array = tensor.array();
        double[] values = new double[(int) array.numel];
        for (int i = 0; i < values.length; i++) {
            values[i] = array.getDouble(i);
        }
        return values;
    }
}
