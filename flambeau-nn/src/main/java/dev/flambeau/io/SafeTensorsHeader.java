package dev.flambeau.io;

import com.fasterxml.jackson.core.JsonFactory;
import com.fasterxml.jackson.core.JsonFactoryBuilder;
import com.fasterxml.jackson.core.JsonGenerator;
import com.fasterxml.jackson.core.JsonParser;
import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.core.JsonToken;
import com.fasterxml.jackson.core.StreamReadConstraints;
import com.fasterxml.jackson.core.StreamReadFeature;
import dev.flambeau.DType;
import dev.flambeau.FileException;
import dev.flambeau.io.SafeTensors.Source;
import java.io.IOException;
import java.io.StringWriter;
import java.io.UncheckedIOException;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.CharBuffer;
import java.nio.charset.CharsetDecoder;
import java.nio.charset.CoderResult;
import java.nio.charset.CodingErrorAction;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * The head of a safetensors file: 8 bytes of length, little-endian, then JSON: type, shape and bytes of each tensor.
 *
 * @param dataStart the file's position of byte 0 of the tensors
 */
record SafeTensorsHeader(Map<String, String> metadata, Map<String, Entry> entries, long dataStart) {
    static final String METADATA = "__metadata__";

    /** As in the format's reference implementation. */
    private static final long MAX_HEADER = 100_000_000;

    private static final JsonFactory JSON =
            new JsonFactoryBuilder().enable(StreamReadFeature.STRICT_DUPLICATE_DETECTION)
                    .streamReadConstraints(
                            StreamReadConstraints.builder().maxNestingDepth(16).maxNameLength((int) MAX_HEADER).build())
                    .build();
    private static final Map<String, DType> TYPES =
            Map.of("BOOL", DType.BOOL, "U8", DType.UINT8, "I8", DType.INT8, "I16", DType.INT16,
                    "I32", DType.INT32, "I64", DType.INT64, "F16", DType.FLOAT16, "BF16", DType.BFLOAT16, "F32",
                    DType.FLOAT32, "F64", DType.FLOAT64);

    /** One tensor: its type, its sizes, and its bytes' positions, counted from the data's start. */
    record Entry(DType dtype, long[] sizes, long begin, long end) {}

    /** Reads and checks a file's head. */
    static SafeTensorsHeader read(String file, Source source) {
        long size = source.size(file);
        if (size < 8) {
            throw new FileException(file + " is no safetensors file: it has " + size
                    + " bytes, fewer than the 8 of the header's length");
        }
        ByteBuffer first = ByteBuffer.allocate(8).order(ByteOrder.LITTLE_ENDIAN);
        source.read(file, 0, first);
        long length = first.getLong(0);
        if (length < 0 || length > MAX_HEADER) {
            throw new FileException(file + ": header too large: bytes 0 to 7 say " + Long.toUnsignedString(length)
                    + " bytes, more than "
                    + MAX_HEADER);
        }
        if (length > size - 8) {
            throw new FileException(file + ": invalid header length: bytes 0 to 7 say " + length + " bytes, but only "
                    + (size - 8) + " follow");
        }
        ByteBuffer bytes = ByteBuffer.allocate((int) length);
        source.read(file, 8, bytes);
        String text = decode(file, bytes.flip());
        if (!text.startsWith("{")) {
            throw new FileException(file + ": invalid header start: byte 8 is not '{'");
        }
        Reader reader = new Reader(file);
        try (JsonParser json = JSON.createParser(text)) {
            reader.header(json);
        } catch (JsonProcessingException e) {
            throw new FileException(file + ": the header is no valid JSON: " + e.getOriginalMessage() + place(e), e);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
        checkCoverage(file, reader.entries, size - 8 - length);
        return new SafeTensorsHeader(reader.metadata, reader.entries, 8 + length);
    }

    /** The head's bytes: length and JSON, filled up with spaces so that the data begin at a multiple of 8. */
    static ByteBuffer write(Map<String, String> metadata, Map<String, Entry> entries) {
        StringWriter text = new StringWriter();
        try (JsonGenerator json = JSON.createGenerator(text)) {
            json.writeStartObject();
            if (!metadata.isEmpty()) {
                json.writeObjectFieldStart(METADATA);
                for (Map.Entry<String, String> each : metadata.entrySet()) {
                    json.writeStringField(each.getKey(), each.getValue());
                }
                json.writeEndObject();
            }
            for (Map.Entry<String, Entry> each : entries.entrySet()) {
                Entry entry = each.getValue();
                json.writeObjectFieldStart(each.getKey());
                json.writeStringField("dtype", typeName(entry.dtype()));
                json.writeFieldName("shape");
                json.writeArray(entry.sizes(), 0, entry.sizes().length);
                json.writeFieldName("data_offsets");
                json.writeArray(new long[] {entry.begin(), entry.end()}, 0, 2);
                json.writeEndObject();
            }
            json.writeEndObject();
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
        byte[] bytes = text.toString().getBytes(StandardCharsets.UTF_8);
        int padded = bytes.length + 7 & -8;
        if (padded > MAX_HEADER) {
            throw new FileException("the names of " + entries.size() + " tensors make a header of " + padded
                    + " bytes, more than the format's "
                    + MAX_HEADER);
        }
        ByteBuffer buffer = ByteBuffer.allocate(8 + padded).order(ByteOrder.LITTLE_ENDIAN).putLong(padded).put(bytes);
        while (buffer.hasRemaining()) {
            buffer.put((byte) ' ');
        }
        return buffer.flip();
    }

    private static String typeName(DType type) {
        for (Map.Entry<String, DType> each : TYPES.entrySet()) {
            if (each.getValue() == type) {
                return each.getKey();
            }
        }
        throw new FileException("the safetensors format has no type for " + type);
    }

    /** The text, which must be UTF-8 (Jackson would guess other encodings). */
    private static String decode(String file, ByteBuffer bytes) {
        CharsetDecoder decoder = StandardCharsets.UTF_8.newDecoder().onMalformedInput(CodingErrorAction.REPORT)
                .onUnmappableCharacter(CodingErrorAction.REPORT);
        CharBuffer chars = CharBuffer.allocate(bytes.remaining());
        CoderResult result = decoder.decode(bytes, chars, true);
        if (result.isError()) {
            throw new FileException(file + ": the header is not UTF-8 at byte " + (8 + bytes.position()));
        }
        return chars.flip().toString();
    }

    private static String place(JsonProcessingException e) {
        return e.getLocation() == null || e.getLocation().getCharOffset() < 0
                ? ""
                : " (at character " + e.getLocation().getCharOffset() + ")";
    }

    /** Every byte of the data belongs to one tensor. */
    private static void checkCoverage(String file, Map<String, Entry> entries, long size) {
        List<Map.Entry<String, Entry>> order = new ArrayList<>(entries.entrySet());
        order.sort(Comparator.comparingLong((Map.Entry<String, Entry> e) -> e.getValue().begin())
                .thenComparingLong(e -> e.getValue().end()));
        long at = 0;
        for (Map.Entry<String, Entry> each : order) {
            Entry entry = each.getValue();
            String where = file + ": data_offsets [" + entry.begin() + ", " + entry.end() + "] of tensor '"
                    + each.getKey() + "'";
            if (entry.end() > size) {
                throw new FileException(where + " reach beyond the " + size + " bytes of data");
            }
            if (entry.begin() < at) {
                throw new FileException(where + " overlap the tensor before, which ends at " + at);
            }
            if (entry.begin() > at) {
                throw new FileException(where + " leave a hole: the tensor before ends at " + at);
            }
            at = entry.end();
        }
        if (at != size) {
            throw new FileException(file + ": the tensors end at byte " + at + " of the data, but there are " + size);
        }
    }

    /** Walks over the header's JSON. */
    private static final class Reader {
        private final String file;
        private final Map<String, String> metadata = new LinkedHashMap<>();
        private final Map<String, Entry> entries = new LinkedHashMap<>();

        Reader(String file) {
            this.file = file;
        }

        void header(JsonParser json) throws IOException {
            expect(json.nextToken(), JsonToken.START_OBJECT, "the header");
            while (json.nextToken() != JsonToken.END_OBJECT) {
                String name = json.currentName();
                json.nextToken();
                if (name.equals(METADATA)) {
                    metadata(json);
                } else {
                    entries.put(name, entry(json, name));
                }
            }
            if (json.nextToken() != null) {
                throw new FileException(file + ": text after the end of the header's JSON");
            }
        }

        private void metadata(JsonParser json) throws IOException {
            expect(json.currentToken(), JsonToken.START_OBJECT, METADATA);
            while (json.nextToken() != JsonToken.END_OBJECT) {
                String name = json.currentName();
                expect(json.nextToken(), JsonToken.VALUE_STRING, METADATA + "." + name);
                metadata.put(name, json.getText());
            }
        }

        private Entry entry(JsonParser json, String name) throws IOException {
            expect(json.currentToken(), JsonToken.START_OBJECT, name);
            String dtype = null;
            long[] shape = null;
            long[] offsets = null;
            while (json.nextToken() != JsonToken.END_OBJECT) {
                String field = json.currentName();
                json.nextToken();
                switch (field) {
                    case "dtype" -> {
                        expect(json.currentToken(), JsonToken.VALUE_STRING, name + ".dtype");
                        dtype = json.getText();
                    }
                    case "shape" -> shape = numbers(json, name + ".shape");
                    case "data_offsets" -> offsets = numbers(json, name + ".data_offsets");
                    default -> json.skipChildren();
                }
            }
            if (dtype == null || shape == null || offsets == null) {
                throw new FileException(file + ": tensor '" + name + "' has no "
                        + (dtype == null ? "dtype" : shape == null ? "shape" : "data_offsets"));
            }
            return checked(name, dtype, shape, offsets);
        }

        private Entry checked(String name, String dtype, long[] shape, long[] offsets) {
            DType type = TYPES.get(dtype);
            if (type == null) {
                throw new FileException(
                        file + ": tensor '" + name + "' has the dtype " + dtype + ", which is not supported");
            }
            if (offsets.length != 2 || offsets[0] > offsets[1]) {
                throw new FileException(file + ": data_offsets of tensor '" + name + "' are not a begin and an end: "
                        + java.util.Arrays.toString(offsets));
            }
            long bytes = type.size();
            for (long size : shape) {
                if (Math.multiplyHigh(bytes, size) != 0 || bytes * size < 0) {
                    throw new FileException(file + ": the shape " + java.util.Arrays.toString(shape) + " of tensor '"
                            + name + "' overflows");
                }
                bytes *= size;
            }
            if (bytes != offsets[1] - offsets[0]) {
                throw new FileException(file + ": tensor '" + name + "' of dtype " + dtype + " and shape "
                        + java.util.Arrays.toString(shape)
                        + " takes " + bytes + " bytes, but its data_offsets [" + offsets[0] + ", " + offsets[1]
                        + "] hold "
                        + (offsets[1] - offsets[0]));
            }
            return new Entry(type, shape, offsets[0], offsets[1]);
        }

        private long[] numbers(JsonParser json, String what) throws IOException {
            expect(json.currentToken(), JsonToken.START_ARRAY, what);
            List<Long> values = new ArrayList<>();
            while (json.nextToken() != JsonToken.END_ARRAY) {
                expect(json.currentToken(), JsonToken.VALUE_NUMBER_INT, what);
                if (json.getNumberType() == JsonParser.NumberType.BIG_INTEGER || json.getLongValue() < 0) {
                    throw new FileException(file + ": " + what + " has a number out of range: " + json.getText());
                }
                values.add(json.getLongValue());
            }
            return values.stream().mapToLong(Long::longValue).toArray();
        }

        private void expect(@Nullable JsonToken got, JsonToken wanted, String what) {
            if (got != wanted) {
                throw new FileException(file + ": expected " + wanted + " for " + what + ", got " + got);
            }
        }
    }
}
