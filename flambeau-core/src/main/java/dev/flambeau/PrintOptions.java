package dev.flambeau;

import org.jspecify.annotations.Nullable;

/** How tensors are printed; see {@link Torch#setPrintOptions}. */
public final class PrintOptions {
    private static volatile PrintOptions current = new PrintOptions();

    private int precision = 4;
    private long threshold = 1000;
    private int edgeItems = 3;
    private int lineWidth = 80;
    private @Nullable Boolean sciMode;

    PrintOptions() {}

    static PrintOptions current() {
        return current;
    }

    static void set(PrintOptions options) {
        current = options;
    }

    /** A copy to change; the choice of scientific notation is not kept, as in PyTorch. */
    PrintOptions copy() {
        return new PrintOptions().precision(precision).threshold(threshold).edgeitems(edgeItems).linewidth(lineWidth);
    }

    /** Digits after the point (4). */
    public PrintOptions precision(int digits) {
        if (digits < 0) {
            throw new ArgumentException("precision must not be negative, got " + digits);
        }
        precision = digits;
        return this;
    }

    /** Up to how many elements a tensor is printed whole (1000). */
    public PrintOptions threshold(long elements) {
        threshold = elements;
        return this;
    }

    /** How many elements a summary shows at the ends of each dimension (3). */
    public PrintOptions edgeitems(int count) {
        if (count < 0) {
            throw new ArgumentException("edgeitems must not be negative, got " + count);
        }
        edgeItems = count;
        return this;
    }

    /** Characters in a line (80). */
    public PrintOptions linewidth(int characters) {
        lineWidth = characters;
        return this;
    }

    /** Always (true) or never (false) scientific notation; null: where the numbers need it. */
    public PrintOptions sciMode(@Nullable Boolean mode) {
        sciMode = mode;
        return this;
    }

    /** {@code default}, {@code short} or {@code full}. */
    public PrintOptions profile(String name) {
        switch (name) {
            case "default" -> precision(4).threshold(1000).edgeitems(3).linewidth(80);
            case "short" -> precision(2).threshold(1000).edgeitems(2).linewidth(80);
            case "full" -> precision(4).threshold(Long.MAX_VALUE).edgeitems(3).linewidth(80);
            default -> throw new ArgumentException("profile must be default, short or full, not " + name);
        }
        return this;
    }

    int precision() {
        return precision;
    }

    long threshold() {
        return threshold;
    }

    int edgeItems() {
        return edgeItems;
    }

    int lineWidth() {
        return lineWidth;
    }

    @Nullable Boolean sciMode() {
        return sciMode;
    }
}
