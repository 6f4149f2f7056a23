package dev.flambeau.vision.datasets;

import dev.flambeau.DType;
import dev.flambeau.FileException;
import dev.flambeau.Tensor;
import dev.flambeau.data.TensorDataset;
import java.io.IOException;
import java.io.InputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;

/**
 * The MNIST digits: 28 x 28 bytes each, and their labels 0 to 9. From a folder with the four files (gzipped or not), or from the module
 * {@code flambeau-mnist} on the class path. Source: Y. LeCun, C. Cortes, C. Burges.
 *
 * @param images {@code uint8 [n, 28, 28]}
 * @param labels {@code int64 [n]}
 */
public record Mnist(Tensor images, Tensor labels) {
    /** The names of the four files. */
    static final String TRAIN_IMAGES = "train-images-idx3-ubyte";
    static final String TRAIN_LABELS = "train-labels-idx1-ubyte";
    static final String TEST_IMAGES = "t10k-images-idx3-ubyte";
    static final String TEST_LABELS = "t10k-labels-idx1-ubyte";

    private static final int CLASSES = 10;
    private static final int SIDE = 28;
    private static final String RESOURCES = "dev/flambeau/mnist/";

    /** The 60,000 training images of a folder. */
    public static Mnist train(Path folder) {
        return read(name -> open(folder, name), TRAIN_IMAGES, TRAIN_LABELS);
    }

    /** The 10,000 test images of a folder. */
    public static Mnist test(Path folder) {
        return read(name -> open(folder, name), TEST_IMAGES, TEST_LABELS);
    }

    /** The 60,000 training images that come with {@code flambeau-mnist}. */
    public static Mnist train() {
        return read(Mnist::openResource, TRAIN_IMAGES, TRAIN_LABELS);
    }

    /** The 10,000 test images that come with {@code flambeau-mnist}. */
    public static Mnist test() {
        return read(Mnist::openResource, TEST_IMAGES, TEST_LABELS);
    }

    /** The images from {@code from} (inclusive) to {@code to} (exclusive). */
    public Mnist slice(long from, long to) {
        return new Mnist(images.slice(0, from, to), labels.slice(0, from, to));
    }

    public long size() {
        return labels.size(0);
    }

    /** Rows of 784 floats, {@code pixel / 256} in [0, 1) as in the tutorial's file, with their labels. */
    public TensorDataset flat() {
        return new TensorDataset(scaled(images.reshape(size(), -1)), labels);
    }

    /** Rows of 784 bytes, a quarter of {@link #flat}'s memory, with their labels: for programs that scale each batch. */
    public TensorDataset rows() {
        return new TensorDataset(images.reshape(size(), -1), labels);
    }

    /** {@code pixel / 256} as {@code float32}. */
    public static Tensor scaled(Tensor pixels) {
        return pixels.div(256);
    }

    /** Where files come from. */
    private interface Source {
        Opened open(String name) throws IOException;
    }

    /** A stream, and how messages call it. */
    private record Opened(InputStream stream, String name) {}

    /** A file's contents, and how messages call it. */
    private record Part(Idx idx, String name) {
        long size() {
            return idx.sizes()[0];
        }
    }

    private static Mnist read(Source source, String imageFile, String labelFile) {
        Part images = part(source, imageFile, 3);
        Part labels = part(source, labelFile, 1);
        long[] sizes = images.idx.sizes();
        if (sizes[1] != SIDE || sizes[2] != SIDE) {
            throw new FileException(
                    images.name + ": byte " + (sizes[1] != SIDE ? 8 : 12) + ": images of " + sizes[1] + " x " + sizes[2]
                            + ", but MNIST's are 28 x 28");
        }
        if (images.size() != labels.size()) {
            throw new FileException(
                    labels.name + ": byte 4: " + labels.size() + " labels, but " + images.name + " has " + images.size()
                            + " images");
        }
        Tensor classes = labels.idx.elements();
        Tensor wrong = classes.ge(CLASSES).nonzero();
        if (wrong.numel() > 0) {
            long first = wrong.get(0, 0).itemLong();
            throw new FileException(labels.name + ": byte " + (8 + first) + ": label " + classes.get(first).itemLong()
                    + ", but labels are 0 to 9");
        }
        return new Mnist(images.idx.elements().view(sizes), classes.to(DType.INT64));
    }

    private static Part part(Source source, String file, int dims) {
        Opened opened;
        try {
            opened = source.open(file);
        } catch (IOException e) {
            throw new FileException(file + ": cannot be opened: " + e, e);
        }
        Idx idx;
        try (InputStream in = opened.stream) {
            idx = Idx.read(in, opened.name);
        } catch (IOException e) {
            throw new FileException(opened.name + ": cannot be read: " + e.getMessage(), e);
        }
        if (idx.sizes().length != dims) {
            throw new FileException(opened.name + ": byte 3: sizes " + Arrays.toString(idx.sizes()) + ", but " + dims
                    + (dims == 1 ? " dimension is" : " dimensions are") + " expected");
        }
        return new Part(idx, opened.name);
    }

    private static Opened open(Path folder, String name) throws IOException {
        if (!Files.isDirectory(folder)) {
            throw new FileException(folder + ": there is no such folder");
        }
        for (String ending : new String[] {".gz", ""}) {
            Path file = folder.resolve(name + ending);
            if (Files.exists(file)) {
                return new Opened(Files.newInputStream(file), file.toString());
            }
        }
        throw new FileException(folder.resolve(name) + ": missing (neither with nor without .gz)");
    }

    private static Opened openResource(String name) {
        String resource = RESOURCES + name + ".gz";
        InputStream found = Mnist.class.getClassLoader().getResourceAsStream(resource);
        if (found == null) {
            throw new FileException(
                    resource + ": not on the class path: add dev.flambeau:flambeau-mnist, or name a folder");
        }
        return new Opened(found, resource);
    }
}
