package dev.flambeau.testkit;

import dev.flambeau.Tensor;
import dev.flambeau.Torch;
import dev.flambeau.testkit.Compare.Tolerance;
import org.jspecify.annotations.Nullable;

/** The suite {@code random}: the numbers that a program draws after a seed. */
final class RandomSuite implements Suite {
    private static final Tolerance TOLERANCE = new Tolerance(1e-6, 4e-6);

    private final OpTable programs = new OpTable();
    private final OpTable ops;
    private final ModuleTable modules = ModuleTable.complete();

    RandomSuite(OpTable ops) {
        this.ops = ops;
        Programs.register(programs);
    }

    @Override
    public Outcome run(Case c) {
        Tensor wanted = c.stored(c.text("out"));
        Torch.manualSeed(c.require("seed").bigIntegerValue().longValue()); // a seed may have 64 bits without a sign
        @Nullable Object got = new Evaluator(programs, ops, modules).evaluate(Python.parse(c.text("program")));
        if (got == null) {
            return Outcome.fail(c.text("program") + " gives None");
        }
        String difference = Compare.leaf(got, wanted, TOLERANCE, false);
        return difference == null ? Outcome.pass() : Outcome.fail(c.text("program") + " " + difference);
    }
}
