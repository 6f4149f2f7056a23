package dev.flambeau.testkit;

import com.fasterxml.jackson.databind.JsonNode;
import dev.flambeau.Tensor;
import dev.flambeau.autograd.Autograd;
import dev.flambeau.nn.Module;
import dev.flambeau.nn.Parameter;
import dev.flambeau.testkit.Compare.Tolerance;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/** The suite {@code modules}: state, printed form, results, gradients and buffers of the modules of {@code torch.nn}. */
final class ModuleSuite implements Suite {
    private final ModuleTable modules = ModuleTable.complete();

    @Override
    public Outcome run(Case c) {
        String name = c.text("module");
        ModuleTable.Entry entry = modules.get(name);
        if (entry == null) {
            return Outcome.unsupported("no module " + name);
        }
        OpCall constructor = c.call(name, "constructor_args", "constructor_kwargs");
        Module module = entry.make().make(constructor);
        checkRead(constructor);
        module.train(c.flag("training"));
        String wrong = state(c, module);
        if (wrong == null) {
            wrong = printed(c, module);
        }
        if (wrong == null) {
            OpCall call = c.call(name, "args", "kwargs");
            List<Object> got = Compare.flatten(entry.call().call(module, call));
            checkRead(call);
            wrong = results(c, module, got);
        }
        return wrong == null ? Outcome.pass() : Outcome.fail(wrong);
    }

    /** Loads the state; the names must be the wanted ones, in their order, and so must the sizes. */
    private static @Nullable String state(Case c, Module module) {
        Map<String, Tensor> wanted = new LinkedHashMap<>();
        c.require("state").properties().forEach(each -> wanted.put(each.getKey(), c.stored(each.getValue().asText())));
        Map<String, Tensor> own = module.stateDict();
        if (!List.copyOf(own.keySet()).equals(List.copyOf(wanted.keySet()))) {
            return "has the state " + own.keySet() + ", not " + wanted.keySet();
        }
        for (Map.Entry<String, Tensor> each : own.entrySet()) {
            Tensor stored = wanted.get(each.getKey());
            if (stored != null && !stored.size().equals(each.getValue().size())) {
                return each.getKey() + " has size " + each.getValue().size() + ", not " + stored.size();
            }
        }
        module.loadStateDict(wanted);
        return null;
    }

    private static @Nullable String printed(Case c, Module module) {
        JsonNode wanted = c.get("repr");
        String got = module.toString();
        return wanted == null || wanted.asText().equals(got)
                ? null
                : "prints " + got.replace("\n", "\\n") + ", not " + wanted.asText().replace("\n", "\\n");
    }

    private static @Nullable String results(Case c, Module module, List<Object> got) {
        Tolerance tolerance = OpSuite.tolerance(c);
        boolean random = c.flag("random");
        List<Object> wanted = new ArrayList<>();
        OpSuite.wanted(c, c.require("out"), wanted);
        if (got.size() != wanted.size()) {
            return "gives " + got.size() + " results, not " + wanted.size();
        }
        for (int i = 0; i < got.size(); i++) {
            String difference = Compare.leaf(got.get(i), wanted.get(i), tolerance, random);
            if (difference != null) {
                return "output " + i + " " + difference;
            }
        }
        String difference = random ? null : gradients(c, module, got, tolerance);
        return difference != null || random ? difference : buffers(c, module, tolerance);
    }

    private static @Nullable String gradients(Case c, Module module, List<Object> got, @Nullable Tolerance tolerance) {
        JsonNode cotangents = c.get("cotangents");
        if (cotangents == null || cotangents.isEmpty()) {
            return null;
        }
        List<Tensor> outputs = new ArrayList<>();
        for (Object output : got) {
            if (output instanceof Tensor tensor && tensor.requiresGrad()) {
                outputs.add(tensor);
            }
        }
        if (outputs.size() != cotangents.size()) {
            return outputs.size() + " outputs have a gradient, not " + cotangents.size();
        }
        List<Tensor> seeds = new ArrayList<>();
        cotangents.forEach(key -> seeds.add(c.stored(key.asText())));
        Autograd.backward(outputs, seeds, false, false);
        Map<String, Parameter> parameters = module.namedParameters();
        for (Map.Entry<String, JsonNode> each : c.require("param_grads").properties()) {
            Parameter parameter = parameters.get(each.getKey());
            if (parameter == null) {
                return "has no parameter " + each.getKey();
            }
            String difference = OpSuite.gradient(c, parameter.grad(), each.getValue(), tolerance);
            if (difference != null) {
                return "the gradient of " + each.getKey() + " " + difference;
            }
        }
        for (Map.Entry<String, JsonNode> each : c.require("grads").properties()) {
            String difference = OpSuite.gradient(c, c.input(each.getKey()).grad(), each.getValue(), tolerance);
            if (difference != null) {
                return "the gradient of " + each.getKey().substring(each.getKey().lastIndexOf('/') + 1) + " "
                        + difference;
            }
        }
        return null;
    }

    private static @Nullable String buffers(Case c, Module module, @Nullable Tolerance tolerance) {
        JsonNode after = c.get("state_after");
        if (after == null) {
            return null;
        }
        Map<String, Tensor> state = module.stateDict();
        for (Map.Entry<String, JsonNode> each : after.properties()) {
            Tensor buffer = state.get(each.getKey());
            String difference = buffer == null
                    ? "is not there"
                    : Compare.tensors(buffer, c.stored(each.getValue().asText()), tolerance, false);
            if (difference != null) {
                return "afterwards " + each.getKey() + " " + difference;
            }
        }
        return null;
    }

    private static void checkRead(OpCall call) {
        String unread = call.unread();
        if (unread != null) {
            throw new Unsupported(unread + " is not supported");
        }
    }
}
