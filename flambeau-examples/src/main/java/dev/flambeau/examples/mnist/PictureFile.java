package dev.flambeau.examples.mnist;

import dev.flambeau.FileException;
import java.awt.image.BufferedImage;
import java.io.File;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Iterator;
import javax.imageio.ImageIO;
import javax.imageio.ImageReadParam;
import javax.imageio.ImageReader;
import javax.imageio.stream.FileImageInputStream;
import javax.imageio.stream.ImageInputStream;

/** Reads a picture file. Its size is looked at first: large pictures are read in part, monstrous ones refused. */
final class PictureFile {
    private static final long MOST_PIXELS = 200_000_000;
    private static final long ENOUGH_PIXELS = 4_000_000;

    private PictureFile() {}

    /** The picture; of a large one every second row and column, or every third … */
    static BufferedImage read(Path file) {
        if (!Files.exists(file)) {
            throw new FileException(file + ": there is no such file");
        }
        if (!Files.isRegularFile(file)) {
            throw new FileException(file + ": not a file");
        }
        try (ImageInputStream in = new FileImageInputStream(new File(file.toString()))) {
            Iterator<ImageReader> readers = ImageIO.getImageReaders(in);
            if (!readers.hasNext()) {
                throw new FileException(file + ": not a picture that can be read (PNG, JPEG, GIF, BMP, TIFF)");
            }
            ImageReader reader = readers.next();
            try {
                reader.setInput(in, true, true);
                return read(file, reader);
            } finally {
                reader.dispose();
            }
        } catch (FileException e) {
            throw e;
        } catch (IOException | RuntimeException e) { // the readers of damaged files throw what they stumble on
            throw new FileException(file + ": damaged: " + (e.getMessage() == null ? e : e.getMessage()), e);
        }
    }

    private static BufferedImage read(Path file, ImageReader reader) throws IOException {
        long pixels = (long) reader.getWidth(0) * reader.getHeight(0);
        if (pixels > MOST_PIXELS) {
            throw new FileException(file + ": " + reader.getWidth(0) + " x " + reader.getHeight(0)
                    + " pixels, but at most " + MOST_PIXELS + " are read");
        }
        ImageReadParam how = reader.getDefaultReadParam();
        int step = (int) Math.ceil(Math.sqrt((double) pixels / ENOUGH_PIXELS));
        how.setSourceSubsampling(step, step, 0, 0);
        return reader.read(0, how);
    }
}
