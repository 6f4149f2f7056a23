package dev.flambeau.nn;

import dev.flambeau.Tensor;
import dev.flambeau.nn.functional.F;
import dev.flambeau.nn.text.PythonText;

/** Averages over as many windows as give the wanted output size: {@code [n, c, h, w]} to {@code [n, c, out, out]}; {@link F#KEEP_SIZE} keeps a size. */
public class AdaptiveAvgPool2d extends Module {
    private final long[] outputSize;

    public AdaptiveAvgPool2d(long... outputSize) {
        this.outputSize = outputSize.clone();
    }

    @Override
    protected Tensor forward(Tensor x) {
        return F.adaptiveAvgPool2d(x, outputSize);
    }

    @Override
    protected String extraRepr() {
        return "output_size=" + PythonText.of(outputSize);
    }
}
