package dev.flambeau.examples.mnist;

import java.awt.Color;
import java.awt.Font;
import java.awt.Graphics2D;
import java.awt.RenderingHints;
import java.awt.image.BufferedImage;

/** A white picture to draw on. */
final class Canvas {
    static final Color INK = new Color(0x222222);
    static final Color GOOD = new Color(0x1b7837);
    static final Color BAD = new Color(0xb2182b);

    final BufferedImage image;
    final Graphics2D graphics;

    Canvas(int width, int height) {
        image = new BufferedImage(width, height, BufferedImage.TYPE_INT_RGB);
        graphics = image.createGraphics();
        graphics.setRenderingHint(RenderingHints.KEY_TEXT_ANTIALIASING, RenderingHints.VALUE_TEXT_ANTIALIAS_ON);
        graphics.setColor(Color.WHITE);
        graphics.fillRect(0, 0, width, height);
    }

    static Font font(int style, int size) {
        return new Font(Font.SANS_SERIF, style, size);
    }

    /** Writes a text around a point. */
    void centred(String text, Font font, Color color, int x, int y) {
        graphics.setFont(font);
        graphics.setColor(color);
        var metrics = graphics.getFontMetrics();
        graphics.drawString(text, x - metrics.stringWidth(text) / 2,
                y + (metrics.getAscent() - metrics.getDescent()) / 2);
    }
}
