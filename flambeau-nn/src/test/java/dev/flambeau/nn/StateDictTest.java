package dev.flambeau.nn;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.flambeau.DType;
import dev.flambeau.StateDictException;
import dev.flambeau.Tensor;
import dev.flambeau.Torch;
import dev.flambeau.io.SafeTensors;
import java.nio.file.Path;
import java.util.LinkedHashMap;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class StateDictTest {
    @TempDir Path folder;

    private static Sequential net() {
        return new Sequential(new Linear(2, 3), new ReLU());
    }

    @Test
    void sharesMemoryWithTheModule() {
        Sequential net = net();
        net.stateDict().get("0.bias").fill_(7);
        assertThat(net.getParameter("0.bias").detach().toDoubleArray()).containsExactly(7, 7, 7);
    }

    @Test
    void goesThroughAFile() {
        Sequential from = net();
        Path file = folder.resolve("net.safetensors");
        SafeTensors.save(from.stateDict(), file);
        Sequential to = net();
        assertThat(to.loadStateDict(SafeTensors.load(file))).hasToString("<All keys matched successfully>");
        from.stateDict().forEach((name, tensor) -> assertThat(to.stateDict().get(name).toDoubleArray())
                .containsExactly(tensor.toDoubleArray()));
        assertThat(to.parameters()).allMatch(p -> p.requiresGrad() && p.isLeaf());
    }

    @Test
    void convertsToTheModulesType() {
        Linear layer = new Linear(1, 1);
        layer.loadStateDict(Map.of("weight", Torch.full(DType.FLOAT64, 0.5, 1, 1), "bias", Torch.zeros(1)));
        assertThat(layer.weight.dtype()).isEqualTo(DType.FLOAT32);
        assertThat(layer.weight.detach().item()).isEqualTo(0.5);
    }

    @Test
    void saysAllThatDoesNotFitAsPyTorchDoes() {
        Map<String, Tensor> state = new LinkedHashMap<>();
        state.put("0.weight", Torch.zeros(3, 4));
        state.put("classifier.bias", Torch.zeros(3));
        Sequential net = net();
        double[] before = net.getParameter("0.weight").detach().toDoubleArray();
        assertThatThrownBy(() -> net.loadStateDict(state)).isInstanceOf(StateDictException.class)
                .hasMessage("Error(s) in loading state_dict for Sequential:\n"
                        + "\tMissing key(s) in state_dict: \"0.bias\". \n"
                        + "\tUnexpected key(s) in state_dict: \"classifier.bias\". \n"
                        + "\tsize mismatch for 0.weight: copying a param with shape torch.Size([3, 4]) from checkpoint, "
                        + "the shape in current model is torch.Size([3, 2]).");
        assertThat(net.getParameter("0.weight").detach().toDoubleArray()).containsExactly(before);
    }

    @Test
    void guessesWhatAKeyIsMeantFor() {
        Map<String, Tensor> state = new LinkedHashMap<>(net().stateDict());
        state.put("0.wieght", state.remove("0.weight"));
        assertThatThrownBy(() -> net().loadStateDict(state))
                .hasMessageEndingWith("(is \"0.wieght\" meant for \"0.weight\"?)");
    }

    @Test
    void strictOrNotSizesMustFit() {
        Map<String, Tensor> state = Map.of("0.weight", Torch.ones(3, 2), "x", Torch.zeros(1));
        Sequential net = net();
        LoadResult result = net.loadStateDict(state, false);
        assertThat(result)
                .hasToString("_IncompatibleKeys(missing_keys=['0.bias'], unexpected_keys=['x'])");
        assertThat(net.getParameter("0.weight").detach().sum().item()).isEqualTo(6);
        assertThatThrownBy(() -> net.loadStateDict(Map.of("0.weight", Torch.ones(2, 3)), false))
                .isInstanceOf(StateDictException.class).hasMessageContaining("size mismatch for 0.weight");
    }

    @Test
    void holdsPersistentBuffersOnly() {
        Module counter = new Module() {
            {
                registerBuffer("seen", Torch.zeros(1));
                registerBuffer("cache", Torch.zeros(1), false);
                registerBuffer("none", null);
            }
        };
        assertThat(counter.stateDict().keySet()).containsExactly("seen");
        counter.loadStateDict(Map.of("seen", Torch.ones(1)));
        assertThat(counter.buffers().getFirst().item()).isEqualTo(1);
    }
}
