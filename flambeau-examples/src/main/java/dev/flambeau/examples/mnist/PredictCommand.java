package dev.flambeau.examples.mnist;

import dev.flambeau.FileException;
import dev.flambeau.StateDictException;
import dev.flambeau.Tensor;
import dev.flambeau.Torch;
import dev.flambeau.autograd.GradMode;
import dev.flambeau.io.SafeTensors;
import dev.flambeau.nn.Module;
import java.io.PrintWriter;
import java.nio.file.Path;
import java.util.Locale;
import picocli.CommandLine.Command;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Parameters;
import picocli.CommandLine.Spec;

/** Names the digit in a picture. */
@Command(name = "predict", mixinStandardHelpOptions = true,
        description = "Names the digit in a picture file of any size, dark on light or light on dark, and the probability of each digit.")
public final class PredictCommand implements Runnable {
    @Spec CommandSpec spec;

    @Parameters(index = "0", paramLabel = "MODEL",
            description = "A model.safetensors that the command mnist wrote.") Path model;

    @Parameters(index = "1", paramLabel = "IMAGE",
            description = "A picture of one digit: PNG, JPEG, GIF, BMP or TIFF.") Path image;

    @Override
    public void run() {
        Module net = load();
        Tensor pixels = DigitPicture.read(image);
        try (GradMode _ = Torch.noGrad()) {
            print(net.call(pixels.view(1, -1)).softmax(1).get(0).toDoubleArray());
        }
    }

    private Module load() {
        String name = SafeTensors.metadata(model).getOrDefault("model", MnistModels.Kind.cnn.name());
        Module net;
        try {
            net = MnistModels.Kind.valueOf(name).create();
        } catch (IllegalArgumentException e) {
            throw new FileException(
                    model + ": its metadata names the model '" + name + "', which is none of the program's", e);
        }
        try {
            net.loadStateDict(SafeTensors.load(model));
        } catch (StateDictException e) {
            throw new FileException(model + ": not a model '" + name + "': " + e.getMessage(), e);
        }
        net.eval();
        return net;
    }

    private void print(double[] probabilities) {
        int best = 0;
        for (int i = 1; i < probabilities.length; i++) {
            best = probabilities[i] > probabilities[best] ? i : best;
        }
        if (Double.isNaN(probabilities[best])) {
            throw new FileException(model + ": its weights are not all finite, so it gives no probabilities");
        }
        PrintWriter out = spec.commandLine().getOut();
        out.println(best);
        for (int i = 0; i < probabilities.length; i++) {
            out.println(String.format(Locale.ROOT, "%d %.4f", i, probabilities[i]));
        }
    }
}
