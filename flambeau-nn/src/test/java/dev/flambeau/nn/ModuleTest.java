package dev.flambeau.nn;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.flambeau.ArgumentException;
import dev.flambeau.DType;
import dev.flambeau.Tensor;
import dev.flambeau.Torch;
import dev.flambeau.autograd.Hooks;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;

@SuppressWarnings("UnusedVariable") // fields are read by the modules themselves
class ModuleTest {
    /** A module with members of all kinds. */
    private static class Base extends Module {
        final Linear first = new Linear(2, 3);
        final Parameter scale = new Parameter(Torch.ones(2));

        Base() {
            registerBuffer("count", Torch.zeros(1));
            registerBuffer("scratch", Torch.zeros(1), false);
        }

        @Override
        protected Tensor forward(Tensor x) {
            return first.call(x);
        }
    }

    private static final class Derived extends Base {
        final List<Module> blocks = List.of(new Linear(1, 1, false), new ReLU());
        final Map<String, Module> heads = new LinkedHashMap<>(Map.of("main", new Linear(1, 2, false)));
        final Module[] tail = {new Sigmoid()};
        final transient Linear unseen = new Linear(1, 1);
        final Linear again = first;
        final String title = "a title";
        final List<Object> mixed = new ArrayList<>(List.of(1, "two", new Parameter(Torch.zeros(1))));
    }

    @Test
    void findsMembersInTheOrderOfDeclarationASuperclassFirst() {
        Module net = new Derived();
        assertThat(net.namedChildren().keySet()).containsExactly("first", "blocks.0", "blocks.1", "heads.main",
                "tail.0");
        assertThat(net.namedParameters().keySet()).containsExactly("scale", "mixed.2", "first.weight", "first.bias",
                "blocks.0.weight", "heads.main.weight");
        assertThat(net.stateDict().keySet()).containsExactly("scale", "mixed.2", "count", "first.weight", "first.bias",
                "blocks.0.weight", "heads.main.weight", "again.weight", "again.bias");
        assertThat(net.namedBuffers().keySet()).containsExactly("count", "scratch");
    }

    @Test
    void countsSharedModulesAndParametersOnce() {
        Linear shared = new Linear(2, 2);
        Sequential net = new Sequential(shared, new ReLU(), shared);
        assertThat(net.parameters()).containsExactly(shared.weight, shared.bias);
        assertThat(net.modules()).hasSize(3);
        assertThat(net.size()).isEqualTo(3);
        assertThat(net.stateDict().keySet()).containsExactly("0.weight", "0.bias", "2.weight", "2.bias");
    }

    @Test
    void aCollectionThatHoldsItselfIsWalkedOnce() {
        List<Object> list = new ArrayList<>();
        list.add(new Linear(1, 1));
        list.add(list);
        Module net = new Module() {
            final List<Object> circular = list;
        };
        assertThat(net.namedParameters().keySet()).containsExactly("circular.0.weight", "circular.0.bias");
    }

    @Test
    void capturedVariablesAndTheEnclosingInstanceAreNoMembers() {
        Linear captured = new Linear(1, 1);
        Module net = new Module() {
            final Linear own = new Linear(1, 1);

            @Override
            protected Tensor forward(Tensor x) {
                return own.call(captured.call(x));
            }
        };
        assertThat(net.namedChildren().keySet()).containsExactly("own");
    }

    @Test
    void findsSubmodulesAndParametersByPath() {
        Linear shared = new Linear(2, 2);
        Module net = new Sequential(new Sequential(shared), shared);
        assertThat(net.getSubmodule("0.0")).isSameAs(shared);
        assertThat(net.getSubmodule("1")).isSameAs(shared);
        assertThat(net.getSubmodule("")).isSameAs(net);
        assertThat(net.getParameter("0.0.bias")).isSameAs(shared.bias);
        assertThatThrownBy(() -> net.getSubmodule("0.1")).isInstanceOf(ArgumentException.class)
                .hasMessageContaining("Sequential has no submodule '0.1'");
        assertThatThrownBy(() -> net.getParameter("0.0.wight")).isInstanceOf(ArgumentException.class)
                .hasMessageContaining("0.0.weight");
    }

    @Test
    void registersByName() {
        Module net = new Module() {};
        net.registerModule("head", new Linear(1, 1));
        net.registerModule("none", null);
        net.registerParameter("gain", new Parameter(Torch.ones(1)));
        net.registerParameter("shift", null);
        assertThat(net.namedParameters().keySet()).containsExactly("gain", "head.weight", "head.bias");
        assertThat(net.namedChildren().keySet()).containsExactly("head");
        assertThatThrownBy(() -> net.registerModule("a.b", null)).hasMessageContaining("name can't contain \".\"");
        assertThatThrownBy(() -> net.registerBuffer("", null)).hasMessageContaining("name can't be empty string");
    }

    @Test
    void switchesModesOfTheWholeTree() {
        Dropout drop = new Dropout();
        Sequential net = new Sequential(new Sequential(drop), new ReLU());
        assertThat(drop.isTraining()).isTrue();
        assertThat(net.eval()).isSameAs(net);
        assertThat(net.modules()).noneMatch(Module::isTraining);
        net.train();
        drop.eval();
        try (Module.Evaluation _ = net.evaluating()) {
            assertThat(net.modules()).noneMatch(Module::isTraining);
        }
        assertThat(net.isTraining()).isTrue();
        assertThat(drop.isTraining()).isFalse();
    }

    @Test
    void appliesToChildrenBeforeTheirParent() {
        Module net = new Sequential(new Sequential(new ReLU()), new Sigmoid());
        List<String> order = new ArrayList<>();
        net.apply(module -> order.add(module.getClass().getSimpleName()));
        assertThat(order).containsExactly("ReLU", "Sequential", "Sigmoid", "Sequential");
    }

    @Test
    void zeroGradTakesGradientsAwayOrSetsThemToZero() {
        Linear layer = new Linear(2, 1);
        layer.call(Torch.ones(3, 2)).sum().backward();
        layer.zeroGrad(false);
        assertThat(layer.weight.grad().toDoubleArray()).containsExactly(0, 0);
        layer.call(Torch.ones(3, 2)).sum().backward();
        layer.zeroGrad();
        assertThat(layer.weight.grad()).isNull();
        assertThat(layer.bias.grad()).isNull();
    }

    @Test
    void convertsParametersGradientsAndBuffersInPlace() {
        Base net = new Base();
        Parameter weight = net.first.weight;
        net.call(Torch.ones(1, 2)).sum().backward();
        net.to(DType.FLOAT64);
        assertThat(net.first.weight).isSameAs(weight);
        assertThat(weight.dtype()).isEqualTo(DType.FLOAT64);
        assertThat(weight.grad().dtype()).isEqualTo(DType.FLOAT64);
        assertThat(weight.requiresGrad()).isTrue();
        assertThat(net.buffers()).allMatch(buffer -> buffer.dtype() == DType.FLOAT64);
        assertThat(net.call(Torch.ones(DType.FLOAT64, 1, 2)).dtype()).isEqualTo(DType.FLOAT64);
        assertThatThrownBy(() -> net.to(DType.INT64))
                .hasMessageContaining("nn.Module.to only accepts floating point dtypes");
    }

    @Test
    void freezes() {
        Linear layer = new Linear(2, 2);
        layer.requiresGrad_(false);
        assertThat(layer.parameters()).noneMatch(Tensor::requiresGrad);
        assertThat(layer.call(Torch.ones(1, 2)).requiresGrad()).isFalse();
    }

    @Test
    void hooksSeeAndReplaceInputAndOutput() {
        ReLU relu = new ReLU();
        List<String> seen = new ArrayList<>();
        Hooks.Handle before = relu.registerForwardPreHook((module, x) -> {
            seen.add("before " + (module == relu));
            return x.neg();
        });
        Hooks.Handle after = relu.registerForwardHook((module, x, y) -> {
            seen.add("after " + x.item() + " " + y.item());
            return y.mul(10);
        });
        assertThat(relu.call(Torch.tensor(-2.0)).item()).isEqualTo(20);
        assertThat(seen).containsExactly("before true", "after 2.0 2.0");
        before.remove();
        assertThat(relu.call(Torch.tensor(-2.0)).item()).isZero();
        after.remove();
        assertThat(relu.call(Torch.tensor(3.0)).item()).isEqualTo(3);
        assertThat(seen).hasSize(3);
    }

    @Test
    void aModuleWithoutForwardSaysSo() {
        class Empty extends Module {}
        assertThatThrownBy(() -> new Empty().call(Torch.ones(1)))
                .isInstanceOf(ArgumentException.class)
                .hasMessageContaining("Module [Empty] is missing the required \"forward\" function");
    }

    @Test
    void exceptionsNameTheModuleTheyComeFrom() {
        Module net = new Sequential(new Sequential(new ReLU(), new Linear(4, 2)), new ReLU());
        assertThatThrownBy(() -> net.call(Torch.ones(3, 5)))
                .hasMessageContaining("mat1 and mat2 shapes cannot be multiplied (3x5 and 4x2)")
                .hasMessageEndingWith(
                        "(in Sequential.0.1: Linear(in_features=4, out_features=2, bias=True))");
        assertThatThrownBy(() -> new Linear(4, 2).call(Torch.ones(3, 5)))
                .hasMessageEndingWith("(in Linear: Linear(in_features=4, out_features=2, bias=True))");
    }

    @Test
    void sequentialsAreListsOfModules() {
        Sequential net = new Sequential(Map.of("only", new ReLU()));
        net.append(new Sigmoid());
        assertThat(net.namedChildren().keySet()).containsExactly("only", "1");
        assertThat(net.get(-1)).isInstanceOf(Sigmoid.class);
        assertThat(net).hasSize(2);
        assertThatThrownBy(() -> net.get(2)).hasMessageContaining("index 2 is out of range");
        assertThat(new Sequential().call(Torch.tensor(3.0)).item()).isEqualTo(3);
    }

    @Test
    void parameterListsAndDictsHoldParameters() {
        ParameterList list = new ParameterList(Torch.zeros(2), new Parameter(Torch.ones(1)));
        list.append(Torch.zeros(3));
        assertThat(list.get(-1).numel()).isEqualTo(3);
        assertThat(list.namedParameters().keySet()).containsExactly("0", "1", "2");
        assertThat(list).hasSize(3).allMatch(Tensor::requiresGrad);
        ParameterDict dict = new ParameterDict(Map.of("a", Torch.zeros(2)));
        dict.put("b", Torch.ones(1)).put("a", Torch.ones(2));
        assertThat(dict.keys()).containsExactly("a", "b");
        assertThat(dict.stateDict().get("a").toDoubleArray()).containsExactly(1, 1);
        assertThatThrownBy(() -> dict.get("c")).hasMessageContaining("'c'");
        assertThatThrownBy(() -> dict.put("x.y", Torch.ones(1))).hasMessageContaining("name can't contain");
    }
}
