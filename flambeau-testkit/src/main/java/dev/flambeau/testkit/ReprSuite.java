package dev.flambeau.testkit;

import dev.flambeau.Tensor;

/** The suite {@code reprs}: the printed form of tensors. */
final class ReprSuite implements Suite {
    @Override
    public Outcome run(Case c) {
        Tensor tensor = c.input(c.text("tensor"));
        Tensor printed = switch (c.text("mode")) {
            case "plain" -> tensor;
            case "requires_grad" -> tensor.requiresGrad_();
            case "grad_fn" -> tensor.requiresGrad_().add(Tensor.scalar(0));
            default -> throw new Unsupported("the mode " + c.text("mode"));
        };
        String wanted = c.text("repr");
        String got = printed.toString();
        return got.equals(wanted)
                ? Outcome.pass()
                : Outcome.fail("prints " + got.replace("\n", "\\n") + ", not " + wanted.replace("\n", "\\n"));
    }
}
