package dev.flambeau.examples.mnist;

import dev.flambeau.FileException;
import dev.flambeau.io.SafeTensors;
import dev.flambeau.nn.Module;
import dev.flambeau.vision.datasets.Mnist;
import java.awt.image.BufferedImage;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.function.Supplier;
import java.util.stream.Stream;
import javax.imageio.ImageIO;

/** The folder with what comes of a training: the model, the history as a table, and three pictures. */
final class MnistReport {
    private static final String MODEL = "model.safetensors";
    private static final String HISTORY = "history.csv";
    private static final String CURVES = "curves.png";
    private static final String CONFUSION = "confusion.png";
    private static final String MISTAKES = "mistakes.png";

    private final Path folder;

    /** A report into a folder, which is made if need be; throws when nothing can be written into it. */
    MnistReport(Path folder) {
        this.folder = folder;
        WholeFile.prepare(folder, MODEL, HISTORY, CURVES, CONFUSION, MISTAKES);
    }

    /** The weights, with the model's name, which {@code predict} reads. */
    void model(Module net, MnistModels.Kind kind) {
        SafeTensors.save(net.stateDict(), Map.of("format", "pt", "model", kind.name()), folder.resolve(MODEL));
    }

    /** The history as CSV. */
    void history(List<Training.Epoch> epochs) {
        StringBuilder text = new StringBuilder("epoch,train_loss,valid_loss,valid_accuracy,seconds\n");
        for (Training.Epoch e : epochs) {
            text.append(String.format(Locale.ROOT, "%d,%.6f,%.6f,%.6f,%.3f\n", e.number(), e.trainLoss(), e.validLoss(),
                    e.validAccuracy(), e.seconds()));
        }
        WholeFile.write(folder.resolve(HISTORY), out -> out.write(text.toString().getBytes(StandardCharsets.UTF_8)));
    }

    /** The pictures: the history's curves, how often each digit was taken for each, and some of those taken wrong. */
    void pictures(List<Training.Epoch> epochs, Mnist valid, long[] guesses) {
        long[] truth = valid.labels().toLongArray();
        Stream.<Runnable>of(() -> picture(CURVES, () -> CurvesPicture.of(epochs)),
                () -> picture(CONFUSION, () -> ConfusionPicture.of(truth, guesses)),
                () -> picture(MISTAKES, () -> MistakesPicture.of(valid.images(), truth, guesses)))
                .parallel().forEach(Runnable::run);
    }

    /** What the folder has now, for a message. */
    String summary() {
        return String.join(", ", MODEL, HISTORY, CURVES, CONFUSION, MISTAKES) + " in " + folder;
    }

    private void picture(String name, Supplier<BufferedImage> draw) {
        Path file = folder.resolve(name);
        BufferedImage image;
        try {
            image = draw.get();
        } catch (LinkageError | InternalError e) { // a JDK without desktop libraries, a machine without fonts
            throw new FileException(file + ": cannot be drawn on this machine (fonts and fontconfig are needed): " + e,
                    e);
        }
        WholeFile.write(file, out -> {
            if (!ImageIO.write(image, "png", out)) {
                throw new IOException("no PNG writer");
            }
        });
    }
}
