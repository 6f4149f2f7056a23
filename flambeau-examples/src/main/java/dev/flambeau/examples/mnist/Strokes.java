package dev.flambeau.examples.mnist;

import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * The strokes of the digit in a picture: all patches of ink that are no specks, and the box around them.
 *
 * @param ink the picture without specks
 * @param lineWidth the mean width of the lines in pixels
 */
record Strokes(Ink ink, int left, int top, int right, int bottom, double lineWidth) {
    /** A patch goes as far as there is this much ink, and has some that is at least dark. */
    private static final float FAINT = 0.25f;
    private static final float DARK = 0.5f;

    /** What has less than this part of the largest patch's ink is a speck. */
    private static final double SPECK = 0.03;

    int width() {
        return right - left + 1;
    }

    int height() {
        return bottom - top + 1;
    }

    /** All of an ink, whose lines have this width. */
    static Strokes all(Ink ink, double lineWidth) {
        return new Strokes(ink, 0, 0, ink.width() - 1, ink.height() - 1, lineWidth);
    }

    /** The strokes in an ink; null if there are none. */
    static @Nullable Strokes in(Ink ink) {
        int[] owners = new int[ink.values().length]; // 0: none, else a patch's place in the list, from 1
        List<Patch> patches = patches(ink, owners);
        double most = patches.stream().mapToDouble(patch -> patch.dark ? patch.mass : 0).max().orElse(0);
        if (most == 0) {
            return null;
        }
        Patch all = new Patch();
        boolean[] kept = new boolean[patches.size() + 1];
        kept[0] = true; // what is fainter: the edges of strokes
        for (int i = 0; i < patches.size(); i++) {
            Patch patch = patches.get(i);
            kept[i + 1] = patch.dark && patch.mass >= SPECK * most;
            if (kept[i + 1]) {
                all.include(patch.left, patch.top);
                all.include(patch.right, patch.bottom);
            }
        }
        float[] values = new float[owners.length];
        for (int i = 0; i < values.length; i++) {
            values[i] = kept[owners[i]] ? ink.values()[i] : 0;
        }
        Ink clean = new Ink(ink.width(), ink.height(), values);
        return new Strokes(clean, all.left, all.top, all.right, all.bottom, lineWidth(clean));
    }

    private static List<Patch> patches(Ink ink, int[] owners) {
        List<Patch> patches = new ArrayList<>();
        int[] waiting = new int[owners.length];
        for (int start = 0; start < owners.length; start++) {
            if (owners[start] == 0 && ink.values()[start] > FAINT) {
                Patch patch = new Patch();
                patches.add(patch);
                owners[start] = patches.size();
                int count = 0;
                waiting[count++] = start;
                while (count > 0) {
                    int at = waiting[--count];
                    int x = at % ink.width();
                    int y = at / ink.width();
                    patch.add(x, y, ink.values()[at]);
                    for (int v = Math.max(y - 1, 0); v <= Math.min(y + 1, ink.height() - 1); v++) {
                        for (int u = Math.max(x - 1, 0); u <= Math.min(x + 1, ink.width() - 1); u++) {
                            int next = v * ink.width() + u;
                            if (owners[next] == 0 && ink.values()[next] > FAINT) {
                                owners[next] = patches.size();
                                waiting[count++] = next;
                            }
                        }
                    }
                }
            }
        }
        return patches;
    }

    /** Twice the area over the length of the outline, as of a long rectangle. */
    private static double lineWidth(Ink ink) {
        double area = 0;
        double steps = 0;
        for (int y = 0; y < ink.height(); y++) {
            for (int x = 0; x < ink.width(); x++) {
                float here = ink.at(x, y);
                area += here;
                // the steps in ink along rows and columns: a straight line at any angle has 4 / pi of its length on the average
                steps += Math.abs(here - (x + 1 < ink.width() ? ink.at(x + 1, y) : 0));
                steps += Math.abs(here - (y + 1 < ink.height() ? ink.at(x, y + 1) : 0));
                steps += (x == 0 ? here : 0) + (y == 0 ? here : 0);
            }
        }
        return 2 * area / (steps * Math.PI / 4);
    }

    /** Pixels that touch each other. */
    private static final class Patch {
        private double mass;
        private boolean dark;
        private int left = Integer.MAX_VALUE;
        private int top = Integer.MAX_VALUE;
        private int right = -1;
        private int bottom = -1;

        void add(int x, int y, float ink) {
            mass += ink;
            dark |= ink > DARK;
            include(x, y);
        }

        void include(int x, int y) {
            left = Math.min(left, x);
            right = Math.max(right, x);
            top = Math.min(top, y);
            bottom = Math.max(bottom, y);
        }
    }
}
