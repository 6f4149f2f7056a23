package dev.flambeau.autograd;

import dev.flambeau.Tensor;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** What {@link Gradcheck} can be told. */
public final class GradcheckOptions {
    double eps = 1e-6;
    double atol = 1e-5;
    double rtol = 1e-3;
    double nondetTol;
    boolean raiseException = true;
    boolean checkUndefinedGrad = true;
    boolean checkGradDtypes;
    boolean fastMode;
    @Nullable List<Tensor> gradOutputs;

    GradcheckOptions() {}

    /** How far an input's element is moved to either side; 1e-6 unless said. */
    public GradcheckOptions eps(double value) {
        eps = value;
        return this;
    }

    /** The absolute difference allowed; 1e-5 unless said. */
    public GradcheckOptions atol(double value) {
        atol = value;
        return this;
    }

    /** The difference allowed relative to the numerical derivative; 1e-3 unless said. */
    public GradcheckOptions rtol(double value) {
        rtol = value;
        return this;
    }

    /** The difference allowed between two runs of backward; 0 unless said. */
    public GradcheckOptions nondetTol(double value) {
        nondetTol = value;
        return this;
    }

    /** Whether a wrong gradient is an exception, or else the answer {@code false}. */
    public GradcheckOptions raiseException(boolean value) {
        raiseException = value;
        return this;
    }

    /** Whether backward is tried with no gradient for one of several outputs. */
    public GradcheckOptions checkUndefinedGrad(boolean value) {
        checkUndefinedGrad = value;
        return this;
    }

    /** Whether gradients must have their inputs' types. */
    public GradcheckOptions checkGradDtypes(boolean value) {
        checkGradDtypes = value;
        return this;
    }

    /** Whether random combinations of derivatives are compared, and all of them only where these do not agree. */
    public GradcheckOptions fastMode(boolean value) {
        fastMode = value;
        return this;
    }

    /** For the second derivatives: the outputs' gradients; random ones unless said. */
    public GradcheckOptions gradOutputs(List<Tensor> value) {
        gradOutputs = List.copyOf(value);
        return this;
    }
}
