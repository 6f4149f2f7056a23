package dev.flambeau.testkit;

import com.fasterxml.jackson.databind.JsonNode;
import dev.flambeau.Tensor;
import dev.flambeau.autograd.Autograd;
import dev.flambeau.autograd.Node;
import dev.flambeau.testkit.Compare.Tolerance;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/** The suite {@code ops}: results and gradients of PyTorch's functions. */
final class OpSuite implements Suite {
    private final OpTable ops;

    OpSuite(OpTable ops) {
        this.ops = ops;
    }

    @Override
    public Outcome run(Case c) {
        String op = c.text("op");
        OpTable.Body body = ops.get(op);
        if (body == null) {
            return Outcome.unsupported("no function " + op);
        }
        OpCall call = c.call(op, "args", "kwargs");
        Object result = body.call(call);
        String unread = call.unread();
        if (unread != null) {
            return Outcome.unsupported(unread + " is not supported");
        }
        boolean random = c.flag("random");
        Tolerance tolerance = tolerance(c);
        List<Object> got = Compare.flatten(result);
        List<Object> wanted = new ArrayList<>();
        wanted(c, c.require("out"), wanted);
        if (got.size() != wanted.size()) {
            return Outcome.fail("gives " + got.size() + " results, not " + wanted.size());
        }
        for (int i = 0; i < got.size(); i++) {
            String difference = Compare.leaf(got.get(i), wanted.get(i), tolerance, random);
            if (difference != null) {
                return Outcome.fail("output " + i + " " + difference);
            }
        }
        JsonNode cotangents = c.get("cotangents");
        return cotangents == null || random ? Outcome.pass() : gradients(c, got, cotangents, tolerance);
    }

    /** The tolerance that the case gives; null: the one that belongs to the type. */
    static @Nullable Tolerance tolerance(Case c) {
        return c.get("rtol") == null ? null : new Tolerance(c.number("rtol", 0), c.number("atol", 0));
    }

    private static Outcome gradients(Case c, List<Object> got, JsonNode cotangents, @Nullable Tolerance tolerance) {
        JsonNode which = c.require("differentiable_outputs");
        List<Tensor> outputs = new ArrayList<>();
        List<Tensor> seeds = new ArrayList<>();
        for (int i = 0; i < which.size(); i++) {
            int position = which.get(i).asInt();
            if (!(got.get(position) instanceof Tensor output) || !output.requiresGrad()) {
                return Outcome.fail("output " + position + " has no gradient");
            }
            outputs.add(output);
            seeds.add(c.stored(cotangents.get(i).asText()));
        }
        String node = nodeName(outputs.get(0).gradFn());
        Autograd.backward(outputs, seeds, false, false);
        for (Map.Entry<String, JsonNode> each : c.require("grads").properties()) {
            String difference = gradient(c, c.input(each.getKey()).grad(), each.getValue(), tolerance);
            if (difference != null) {
                return Outcome.fail("the gradient of " + each.getKey().substring(each.getKey().lastIndexOf('/') + 1)
                        + " " + difference);
            }
        }
        JsonNode name = c.get("grad_fn");
        return name == null || name.isNull()
                ? Outcome.pass()
                : name.asText().equals(node)
                        ? Outcome.pass(true, "")
                        : Outcome.pass(false, "grad_fn " + node + ", not " + name.asText());
    }

    /** Why a gradient is not the stored one; null if it is. */
    static @Nullable String gradient(Case c, @Nullable Tensor got, JsonNode wanted, @Nullable Tolerance tolerance) {
        if (wanted.isNull()) {
            return got == null ? null : "is there";
        }
        return got == null ? "is none" : Compare.tensors(got, c.stored(wanted.asText()), tolerance, false);
    }

    private static String nodeName(@Nullable Node node) {
        return node == null ? "none" : node.name();
    }

    /** The wanted results, flat; they are read from the file itself. */
    static void wanted(Case c, JsonNode node, List<Object> flat) {
        JsonNode tensor = node.get("tensor");
        JsonNode many = node.isArray() ? node : node.has("tuple") ? node.get("tuple") : node.get("size");
        if (tensor != null) {
            flat.add(c.stored(tensor.asText()));
        } else if (many != null) {
            many.forEach(item -> wanted(c, item, flat));
        } else {
            Object value = c.value(node);
            if (value != null) {
                flat.add(value);
            }
        }
    }
}
