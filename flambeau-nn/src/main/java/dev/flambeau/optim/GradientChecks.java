package dev.flambeau.optim;

import dev.flambeau.Check;
import dev.flambeau.Tensor;
import dev.flambeau.autograd.AutogradMeta;
import java.util.List;

/** Looks at the gradients that an optimizer steps by, for mistakes that show in them. */
final class GradientChecks {
    private GradientChecks() {}

    /** Warns of parameters that want a gradient and have none when an optimizer steps for the first time. */
    static void atFirstStep(List<ParamGroup> groups) {
        if (!Check.MISSING_GRADIENTS.isOn()) {
            return;
        }
        for (int i = 0; i < groups.size(); i++) {
            List<Tensor> params = groups.get(i).params();
            List<Tensor> missing =
                    params.stream().filter(p -> p.requiresGrad() && p.gradUnseen() == null).toList();
            if (!missing.isEmpty()) {
                Tensor first = missing.getFirst();
                Check.MISSING_GRADIENTS.warn(missing.size() + " of " + params.size() + " parameters in group " + i
                        + " have no gradient at the optimizer's first step (the first is number "
                        + params.indexOf(first) + ", of size " + first.size()
                        + "): the loss does not depend on them, or they were replaced after the optimizer was made; "
                        + "Autograd.explainGrad(loss, parameter) says more");
            }
        }
    }

    /** Warns where new gradients were added to those of an earlier step. */
    static void beforeUpdate(Tensor param) {
        AutogradMeta meta = param.autograd();
        if (meta != null && meta.gradStale) {
            meta.gradStale = false;
            Check.STALE_GRADIENTS.warn("backward() has added to gradients by which the optimizer has stepped already: "
                    + "call zeroGrad() after step(), or each step repeats those before it");
        }
    }

    /** Notes by which gradient the step was. */
    static void afterUpdate(Tensor param, Tensor grad) {
        AutogradMeta meta = param.autograd();
        if (meta != null) {
            meta.steppedVersion = grad.version();
        }
    }
}
