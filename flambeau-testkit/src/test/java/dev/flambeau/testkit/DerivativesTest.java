package dev.flambeau.testkit;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import dev.flambeau.AutogradException;
import dev.flambeau.DType;
import dev.flambeau.FlambeauException;
import dev.flambeau.Tensor;
import dev.flambeau.autograd.Gradcheck;
import dev.flambeau.io.SafeTensors;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Set;
import java.util.function.UnaryOperator;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;

/**
 * First and second derivatives of every function of the conformance cases, in float64, against differences: what the stored
 * gradients cannot show, since they are first ones.
 */
class DerivativesTest {
    private static final int CASES_A_FUNCTION = 3;

    /** Functions at points where they have no derivative. */
    private static final Set<String> KINKS = Set.of(
            "linalg.norm.subgradients_at_zero", // at zero
            "nn.functional.max_unpool1d", // positions that occur twice: which one wins is not said
            "nn.functional.max_unpool2d", "nn.functional.max_unpool3d",
            "frexp"); // at powers of two

    private final OpTable ops = OpTable.complete();
    private final List<String> wrong = new ArrayList<>();
    private int right;

    @Test
    void agreeWithDifferences() throws JsonProcessingException {
        CaseFiles files = CaseFiles.ofResource();
        for (String name : files.names("ops")) {
            byte[] bytes = files.read("ops", name + ".safetensors");
            if (bytes != null && !KINKS.contains(name)) {
                Map<String, Tensor> tensors = new HashMap<>();
                SafeTensors.load(name, bytes).forEach((key, tensor) -> tensors.put(key, widened(tensor)));
                String lines = new String(Objects.requireNonNull(files.read("ops", name + ".jsonl")),
                        StandardCharsets.UTF_8);
                checkFunction(lines, tensors);
            }
        }
        assertThat(wrong).isEmpty();
        assertThat(right).isGreaterThan(500);
    }

    private static Tensor widened(Tensor tensor) {
        return tensor.dtype() == DType.FLOAT32 ? tensor.to(DType.FLOAT64) : tensor;
    }

    private void checkFunction(String lines, Map<String, Tensor> tensors) throws JsonProcessingException {
        int checked = 0;
        for (String line : lines.lines().filter(l -> !l.isBlank()).toList()) {
            Case c = new Case(new ObjectMapper().readTree(line), tensors);
            OpTable.Body body = ops.get(c.text("op"));
            if (body != null && c.get("cotangents") != null && !c.flag("random") && checked < CASES_A_FUNCTION) {
                checked++;
                check(c, body);
            }
        }
    }

    private void check(Case c, OpTable.Body body) {
        OpCall call = c.call(c.text("op"), "args", "kwargs");
        List<Tensor> inputs = call.allTensors().stream().filter(Tensor::requiresGrad).toList();
        UnaryOperator<List<Tensor>> function = _ -> differentiable(c, Compare.flatten(body.call(call)));
        List<Tensor> outputs = outputs(function, inputs);
        if (outputs == null || inputs.isEmpty() || isEmpty(inputs) || isEmpty(outputs)
                || outputs.stream().anyMatch(t -> t.dtype() != DType.FLOAT64 || !t.requiresGrad())) {
            return;
        }
        try {
            Gradcheck.gradcheck(function, inputs, o -> o.fastMode(true).atol(1e-4));
            Gradcheck.gradgradcheck(function, inputs, o -> o.fastMode(true).atol(1e-4));
            right++;
        } catch (AutogradException e) {
            wrong.add(c.id() + ": " + e.getMessage());
        }
    }

    /** What the function gives; null where it cannot be called so, which is the conformance test's business. */
    private static @Nullable List<Tensor> outputs(UnaryOperator<List<Tensor>> function, List<Tensor> inputs) {
        try {
            return function.apply(inputs);
        } catch (Unsupported | FlambeauException e) {
            return null;
        }
    }

    private static boolean isEmpty(List<Tensor> tensors) {
        return tensors.stream().anyMatch(t -> t.numel() == 0);
    }

    private static List<Tensor> differentiable(Case c, List<Object> results) {
        List<Tensor> differentiable = new ArrayList<>();
        for (JsonNode position : c.require("differentiable_outputs")) {
            differentiable.add((Tensor) results.get(position.asInt()));
        }
        return differentiable;
    }
}
