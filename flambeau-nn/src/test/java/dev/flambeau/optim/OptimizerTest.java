package dev.flambeau.optim;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.within;

import dev.flambeau.ArgumentException;
import dev.flambeau.DType;
import dev.flambeau.FlambeauException;
import dev.flambeau.StateDictException;
import dev.flambeau.Tensor;
import dev.flambeau.Torch;
import dev.flambeau.nn.Parameter;
import java.util.List;
import java.util.Map;
import java.util.function.Function;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.MethodSource;

class OptimizerTest {
    private static final double[][] GRADIENTS =
            {{0.5, -1, 2}, {1.5, 0.25, -0.5}, {-0.75, 2, 0.125}, {0.1, -0.2, 0.3}};

    private static Parameter parameter() {
        return new Parameter(Torch.tensor(new double[] {1, -2, 3}, DType.FLOAT64));
    }

    private static void step(Optimizer optimizer, Tensor parameter, int from, int to) {
        for (int i = from; i < to; i++) {
            parameter.setGrad(Torch.tensor(GRADIENTS[i], DType.FLOAT64));
            optimizer.step();
        }
    }

    /** The parameter after four steps, from PyTorch 2.15. */
    static Stream<Arguments> fourSteps() {
        return Stream.of(
                row("SGD", p -> new SGD(p, 0.1), 0.8649999999999999, -2.105, 2.8074999999999997),
                row("momentum", p -> new SGD(p, 0.1, o -> o.momentum(0.9)), 0.5540499999999999, -2.08385, 2.39395),
                row("dampening", p -> new SGD(p, 0.1, o -> o.momentum(0.9).dampening(0.5)), 0.6910499999999999,
                        -1.8699750000000002, 2.353075),
                row("nesterov", p -> new SGD(p, 0.1, o -> o.momentum(0.9).nesterov(true).weightDecay(0.01)),
                        0.453827253441337, -2.1573043860576746, 2.229332713010616),
                row("SGD maximize", p -> new SGD(p, 0.1, o -> o.maximize(true).weightDecay(0.01)), 1.130631295951,
                        -1.8869622669019999, 3.180006037803),
                row("Adam", p -> new Adam(p, 0.1), 0.7381852883985592, -1.9208723264392407, 2.77209428798663),
                row("Adam betas eps decay",
                        p -> new Adam(p, 0.1, o -> o.betas(0.5, 0.9).eps(1e-3).weightDecay(0.1)),
                        0.7637259016151491, -1.9437026777376858, 2.7733230520164613),
                row("amsgrad maximize", p -> new Adam(p, 0.1, o -> o.amsgrad(true).maximize(true)),
                        1.2618147116014407, -2.0791276735607593, 3.22790571201337),
                row("decoupled", p -> new Adam(p, 0.1, o -> o.weightDecay(0.1).decoupledWeightDecay(true)),
                        0.7039448090795449, -1.8455668634639795, 2.6581875935099073),
                row("RMSprop", p -> new RMSprop(p, 0.1), -0.5762451817441954, -2.0452196277542214,
                        2.0367355363102555),
                row("centered momentum",
                        p -> new RMSprop(p, 0.1, o -> o.alpha(0.9).eps(1e-3).centered(true).momentum(0.5)),
                        0.0030951657387427323, -1.928927767445696, 2.432901469501548),
                row("RMSprop decay maximize",
                        p -> new RMSprop(p, 0.1, o -> o.weightDecay(0.1).maximize(true).momentum(0.9)),
                        5.592854837559883, -2.1140169274134064, 4.767765358665756),
                row("centered", p -> new RMSprop(p, 0.1, o -> o.centered(true)), -0.5880345090916328,
                        -2.0421417128763855, 2.031539458622722));
    }

    private static Arguments row(String name, Function<List<Tensor>, Optimizer> optimizer, double... expected) {
        return Arguments.of(name, optimizer, expected);
    }

    @ParameterizedTest(name = "{0}")
    @MethodSource("fourSteps")
    void stepsAsPyTorch(String name, Function<List<Tensor>, Optimizer> make, double[] expected) {
        Parameter p = parameter();
        step(make.apply(List.of(p)), p, 0, 4);
        assertThat(p.detach().toDoubleArray()).as(name).containsExactly(expected, within(1e-9));
    }

    @ParameterizedTest(name = "{0}")
    @MethodSource("fourSteps")
    void goesOnFromALoadedState(String name, Function<List<Tensor>, Optimizer> make, double[] expected) {
        Parameter p = parameter();
        Optimizer first = make.apply(List.of(p));
        step(first, p, 0, 2);
        Parameter q = new Parameter(p.detach().clone());
        Optimizer second = make.apply(List.of(q));
        second.loadStateDict(first.stateDict());
        step(first, p, 2, 3); // what one does from here on, the other does not see
        step(second, q, 2, 4);
        assertThat(q.detach().toDoubleArray()).as(name).containsExactly(expected, within(1e-9));
    }

    @Test
    void groupsHaveOptionsOfTheirOwn() {
        Parameter slow = new Parameter(Torch.zeros(1));
        Parameter fast = new Parameter(Torch.zeros(1));
        ParamGroup group = new ParamGroup(List.of(slow)).set("lr", 0.01);
        SGD optimizer = new SGD(List.of(group, new ParamGroup(List.of(fast))), o -> o.lr(1));
        slow.setGrad(Torch.ones(1));
        fast.setGrad(Torch.ones(1));
        optimizer.step();
        assertThat(slow.detach().item()).isEqualTo(-0.01, within(1e-9));
        assertThat(fast.detach().item()).isEqualTo(-1);
        group.set("lr", 1.0);
        optimizer.step();
        assertThat(slow.detach().item()).isEqualTo(-1.01, within(1e-6));
        Parameter late = new Parameter(Torch.zeros(1));
        optimizer.addParamGroup(new ParamGroup(List.of(late)));
        assertThat(optimizer.paramGroups()).hasSize(3);
        assertThat(optimizer.paramGroups().get(2).number("lr")).isEqualTo(1);
        assertThatThrownBy(() -> group.set("learning_rate", 1.0)).hasMessageContaining("no option learning_rate");
    }

    @Test
    void parametersWithoutAGradientStayAsTheyAre() {
        Parameter used = new Parameter(Torch.ones(1));
        Parameter unused = new Parameter(Torch.ones(1));
        Optimizer optimizer = new Adam(List.of(used, unused));
        used.setGrad(Torch.ones(1));
        optimizer.step();
        assertThat(unused.detach().item()).isEqualTo(1);
        assertThat(optimizer.stateDict().state().keySet()).containsExactly(0);
        assertThat(optimizer.stateDict().state().get(0).keySet()).containsExactly("step", "exp_avg", "exp_avg_sq");
        assertThat(optimizer.stateDict().paramGroups().getFirst()).containsEntry("params", List.of(0, 1))
                .containsEntry("betas", List.of(0.9, 0.999)).containsEntry("foreach", null);
    }

    @Test
    void takesGradientsAway() {
        Parameter p = new Parameter(Torch.ones(2));
        Optimizer optimizer = new SGD(List.of(p), 0.1);
        p.mul(3).sum().backward();
        optimizer.zeroGrad(false);
        assertThat(p.grad().toDoubleArray()).containsExactly(0, 0);
        optimizer.zeroGrad();
        assertThat(p.grad()).isNull();
    }

    @Test
    void stepsByAClosure() {
        Parameter p = new Parameter(Torch.tensor(3.0));
        Optimizer optimizer = new SGD(List.of(p), 0.1);
        try (var _ = Torch.noGrad()) {
            Tensor loss = optimizer.step(() -> {
                optimizer.zeroGrad();
                Tensor square = p.square();
                square.backward();
                return square;
            });
            assertThat(loss.item()).isEqualTo(9);
        }
        assertThat(p.detach().item()).isEqualTo(2.4, within(1e-6));
    }

    @Test
    void printsAsPyTorch() {
        Parameter p = new Parameter(Torch.ones(1));
        assertThat(new SGD(List.of(new ParamGroup(List.of(p)), new ParamGroup(List.of(new Parameter(Torch.ones(1))))
                .set("lr", 0.5)), o -> o.lr(1e-4).momentum(0.9))).hasToString("""
                        SGD (
                        Parameter Group 0
                            dampening: 0
                            differentiable: False
                            foreach: None
                            fused: None
                            lr: 0.0001
                            maximize: False
                            momentum: 0.9
                            nesterov: False
                            weight_decay: 0

                        Parameter Group 1
                            dampening: 0
                            differentiable: False
                            foreach: None
                            fused: None
                            lr: 0.5
                            maximize: False
                            momentum: 0.9
                            nesterov: False
                            weight_decay: 0
                        )""");
        assertThat(new Adam(List.of(p))).asString().contains("\n    betas: (0.9, 0.999)\n", "\n    eps: 1e-08\n",
                "\n    decoupled_weight_decay: False\n");
        assertThat(new RMSprop(List.of(p))).asString().contains("\n    alpha: 0.99\n", "\n    momentum: 0\n");
    }

    static Stream<Arguments> refused() {
        Parameter p = new Parameter(Torch.ones(2));
        return Stream.of(
                refusal(() -> new SGD(List.of(), 0.1), "optimizer got an empty parameter list"),
                refusal(() -> new SGD(List.of(p.mul(2)), 0.1), "can't optimize a non-leaf Tensor"),
                refusal(() -> new SGD(List.of(p), -1), "Invalid learning rate: -1.0"),
                refusal(() -> new SGD(List.of(p), Double.NaN), "Invalid learning rate"),
                refusal(() -> new SGD(List.of(p), 0.1, o -> o.momentum(-1)), "Invalid momentum value"),
                refusal(() -> new SGD(List.of(p), 0.1, o -> o.weightDecay(-1)), "Invalid weight_decay value"),
                refusal(() -> new SGD(List.of(p), 0.1, o -> o.nesterov(true)),
                        "Nesterov momentum requires a momentum and zero dampening"),
                refusal(() -> new SGD(List.of(p), 0.1, o -> o.nesterov(true).momentum(0.9).dampening(0.1)),
                        "Nesterov momentum requires a momentum and zero dampening"),
                refusal(() -> new SGD(List.of(new ParamGroup(List.of(p)), new ParamGroup(List.of(p))), o -> {}),
                        "some parameters appear in more than one parameter group"),
                refusal(() -> new SGD(List.of(p, p), 0.1), "duplicate parameters"),
                refusal(() -> new SGD(List.of(new ParamGroup(List.of(p)).set("learning_rate", 1.0)), o -> {}),
                        "no option learning_rate"),
                refusal(() -> new Adam(List.of(p), 0.1, o -> o.betas(1, 0.9)),
                        "Invalid beta parameter at index 0: 1.0"),
                refusal(() -> new Adam(List.of(p), 0.1, o -> o.betas(0.9, -0.1)),
                        "Invalid beta parameter at index 1: -0.1"),
                refusal(() -> new Adam(List.of(p), 0.1, o -> o.eps(-1)), "Invalid epsilon value: -1.0"),
                refusal(() -> new RMSprop(List.of(p), 0.1, o -> o.alpha(-1)), "Invalid alpha value: -1.0"));
    }

    private static Arguments refusal(Runnable call, String message) {
        return Arguments.of(message, call);
    }

    @ParameterizedTest(name = "{0}")
    @MethodSource("refused")
    void refusesWhatMakesNoSense(String message, Runnable call) {
        assertThatThrownBy(call::run).isInstanceOf(ArgumentException.class).hasMessageContaining(message);
    }

    @Test
    void aGroupThatIsRefusedLeavesTheOptimizerAsItWas() {
        SGD optimizer = new SGD(List.of(new Parameter(Torch.ones(1))), 0.1);
        ParamGroup bad = new ParamGroup(List.of(new Parameter(Torch.ones(1)))).set("lr", -1.0);
        assertThatThrownBy(() -> optimizer.addParamGroup(bad)).isInstanceOf(FlambeauException.class);
        assertThat(optimizer.paramGroups()).hasSize(1);
        assertThatThrownBy(() -> bad.get("momentum")).hasMessageContaining("no option momentum");
    }

    @Test
    void refusesStatesOfOtherOptimizers() {
        Parameter p = new Parameter(Torch.ones(2));
        Parameter q = new Parameter(Torch.ones(2));
        SGD both = new SGD(List.of(p, q), 0.1);
        assertThatThrownBy(() -> both.loadStateDict(new SGD(List.of(p), 0.1).stateDict()))
                .isInstanceOf(StateDictException.class).hasMessageContaining(
                        "loaded state dict contains a parameter group that doesn't match the size of optimizer's group");
        SGD groups = new SGD(List.of(new ParamGroup(List.of(p)), new ParamGroup(List.of(q))), o -> {});
        assertThatThrownBy(() -> both.loadStateDict(groups.stateDict())).isInstanceOf(StateDictException.class)
                .hasMessageContaining("loaded state dict has a different number of parameter groups");
        OptimizerState wrong = new OptimizerState(Map.of(0, Map.of("momentum_buffer", Torch.ones(3))),
                both.stateDict().paramGroups());
        assertThatThrownBy(() -> both.loadStateDict(wrong)).isInstanceOf(StateDictException.class)
                .hasMessageContaining("size mismatch for momentum_buffer of parameter 0");
    }

    /** Nine tenths of the smallest number of all are rounded to itself: means would end there, and such numbers are slow to compute with. */
    @ParameterizedTest
    @CsvSource({"FLOAT32, 1e-30", "FLOAT64, 1e-300"})
    void meansOfGradientsThatVanishedBecomeZero(DType type, double small) {
        for (Function<List<Tensor>, Optimizer> make : List.<Function<List<Tensor>, Optimizer>>of(
                p -> new SGD(p, 0.1, o -> o.momentum(0.9)),
                p -> new SGD(p, 0.1, o -> o.momentum(0.9).nesterov(true)),
                p -> new Adam(p, 0.1),
                p -> new Adam(p, 0.1, o -> o.amsgrad(true)),
                p -> new RMSprop(p, 0.1, o -> o.alpha(0.9).centered(true).momentum(0.9)))) {
            Parameter p = new Parameter(Torch.ones(20).to(type));
            Optimizer optimizer = make.apply(List.of(p));
            p.setGrad(Torch.ones(20).to(type).mul(small));
            optimizer.step();
            assertThat(optimizer.stateDict().state().get(0).values())
                    .anySatisfy(mean -> assertThat(mean.sum().item()).isBetween(1e-307, 1e-20));
            p.setGrad(Torch.zeros(20).to(type));
            for (int i = 0; i < 600; i++) {
                optimizer.step();
            }
            optimizer.stateDict().state().get(0).forEach((name, mean) -> {
                if (!name.equals("step")) {
                    assertThat(mean.toDoubleArray()).as(name + " of " + optimizer).containsOnly(0);
                }
            });
        }
    }
}
