package dev.flambeau.examples.tutorials;

import static org.assertj.core.api.Assertions.assertThat;

import dev.flambeau.vision.datasets.Mnist;
import java.awt.image.BufferedImage;
import java.io.IOException;
import java.io.PrintWriter;
import java.io.StringWriter;
import java.nio.file.Path;
import javax.imageio.ImageIO;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Each tutorial prints what PyTorch prints for the same seed. */
class TutorialsTest {
    private final StringWriter printed = new StringWriter();
    private final PrintWriter out = new PrintWriter(printed);

    @ParameterizedTest
    @ValueSource(longs = {0, 42})
    void neuralNetworks(long seed) {
        compare(new NeuralNetworks(out, seed), "000-seed" + seed);
    }

    @ParameterizedTest
    @ValueSource(longs = {0, 42})
    void autogradAndModules(long seed) {
        compare(new AutogradAndModules(out, seed), "001-seed" + seed);
    }

    @ParameterizedTest
    @ValueSource(longs = {0, 1234567})
    void modelConstruction(long seed) {
        compare(new ModelConstruction(out, seed), "002-seed" + seed);
    }

    @ParameterizedTest
    @ValueSource(longs = {0, 42})
    void nnBasics(long seed) {
        compare(new NnBasics(out, seed), "003-seed" + seed);
    }

    /** With a tenth of the images, for which PyTorch's program was run once more. */
    @Test
    void whatIsTorchNn(@TempDir Path folder) throws IOException {
        Mnist all = Mnist.train();
        compare(new WhatIsTorchNn(out, 0, all.slice(0, 5_000), all.slice(50_000, 51_000), folder.resolve("new")),
                "004-seed0-5000-images");
        BufferedImage digit = ImageIO.read(folder.resolve("new/digit.png").toFile());
        assertThat(digit.getWidth()).isEqualTo(280);
        assertThat(digit.getHeight()).isEqualTo(280);
        assertThat(digit.getRaster().getSample(0, 0, 0)).isZero();
        assertThat(digit.getRaster().getSample(155, 145, 0)).isGreaterThan(200); // in the middle of the five
    }

    private void compare(Tutorial tutorial, String transcript) {
        tutorial.run();
        assertThat(Transcript.resource(transcript).differences(printed.toString())).isEmpty();
    }
}
