package dev.flambeau.testkit;

import com.fasterxml.jackson.databind.JsonNode;
import dev.flambeau.DType;
import dev.flambeau.Tensor;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/** One line of a case file: its fields, and its values as Java has them. Inputs are copies that belong to the case alone. */
final class Case {
    private final JsonNode json;
    private final Map<String, Tensor> file;
    private final Map<String, Tensor> inputs = new HashMap<>();

    Case(JsonNode json, Map<String, Tensor> file) {
        this.json = json;
        this.file = file;
    }

    String id() {
        return text("id");
    }

    /** A field as JSON; null if it is not there. */
    @Nullable JsonNode get(String field) {
        return json.get(field);
    }

    JsonNode require(String field) {
        JsonNode node = json.get(field);
        if (node == null) {
            throw new IllegalArgumentException("the case has no " + field);
        }
        return node;
    }

    String text(String field) {
        return require(field).asText();
    }

    boolean flag(String field) {
        JsonNode node = json.get(field);
        return node != null && node.asBoolean();
    }

    double number(String field, double absent) {
        JsonNode node = json.get(field);
        return node == null ? absent : node.asDouble();
    }

    /** A tensor of the file, to be read only. */
    Tensor stored(String key) {
        Tensor tensor = file.get(key);
        if (tensor == null) {
            throw new IllegalArgumentException("no tensor " + key + " in the case's file");
        }
        return tensor;
    }

    /** The case's own copy of a tensor, the same one for the same key. */
    Tensor input(String key) {
        return inputs.computeIfAbsent(key, k -> stored(k).clone());
    }

    /** The copies that were asked for so far, by key. */
    Map<String, Tensor> inputs() {
        return inputs;
    }

    /** The call that the fields {@code args} and {@code kwargs} describe; a field that is not there stands for no arguments. */
    OpCall call(String op, String args, String kwargs) {
        JsonNode positional = json.get(args);
        JsonNode named = json.get(kwargs);
        return new OpCall(op, positional == null ? List.of() : list(positional),
                named == null ? Map.of() : map(named));
    }

    /** A value of the case; tensors are {@linkplain #input copies}. */
    @Nullable Object value(JsonNode node) {
        return switch (node.getNodeType()) {
            case NULL, MISSING -> null;
            case BOOLEAN -> node.booleanValue();
            case STRING -> node.textValue();
            case NUMBER -> number(node);
            case ARRAY -> list(node);
            default -> object(node);
        };
    }

    private @Nullable Object object(JsonNode node) {
        String kind = node.fieldNames().next();
        JsonNode content = node.get(kind);
        return switch (kind) {
            case "tensor", "requires_grad" -> tensor(node);
            case "float" -> special(content.asText());
            case "tuple", "size" -> new Values.Tuple(list(content));
            case "dtype" -> dtype(content.asText());
            case "slice" -> new Values.Slice(bound(content.get(0)), bound(content.get(1)), bound(content.get(2)));
            case "ellipsis" -> Values.Ellipsis.ELLIPSIS;
            case "dict" -> map(content);
            default -> throw new Unsupported("a value of kind " + kind);
        };
    }

    private Tensor tensor(JsonNode node) {
        Tensor tensor = input(node.get("tensor").asText());
        JsonNode requires = node.get("requires_grad");
        return requires != null && requires.asBoolean() ? tensor.requiresGrad_() : tensor;
    }

    private List<@Nullable Object> list(JsonNode node) {
        List<@Nullable Object> list = new ArrayList<>();
        node.forEach(item -> list.add(value(item)));
        return list;
    }

    private Map<String, @Nullable Object> map(JsonNode node) {
        Map<String, @Nullable Object> map = new LinkedHashMap<>();
        node.properties().forEach(each -> map.put(each.getKey(), value(each.getValue())));
        return map;
    }

    private static Object number(JsonNode node) {
        if (node.isIntegralNumber()) {
            return node.canConvertToLong() ? (Object) node.longValue() : node.bigIntegerValue();
        }
        return node.doubleValue();
    }

    static double special(String name) {
        return switch (name) {
            case "nan" -> Double.NaN;
            case "inf" -> Double.POSITIVE_INFINITY;
            case "-inf" -> Double.NEGATIVE_INFINITY;
            default -> throw new Unsupported("the number " + name);
        };
    }

    private static DType dtype(String name) {
        try {
            return DType.of(name);
        } catch (dev.flambeau.ArgumentException e) {
            throw new Unsupported("the dtype " + name);
        }
    }

    private static @Nullable Long bound(@Nullable JsonNode node) {
        return node == null || node.isNull() ? null : (Long) node.longValue();
    }
}
