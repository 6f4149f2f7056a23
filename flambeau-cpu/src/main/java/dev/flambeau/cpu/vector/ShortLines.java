package dev.flambeau.cpu.vector;

/**
 * What becomes of short lines of floats, one number after another. By way of the heap: reading native memory number by number takes much
 * inlining, for which there is no room at the end of a long chain of calls.
 */
final class ShortLines {
    private ShortLines() {}

    /** A line's result. */
    @FunctionalInterface
    private interface Result {
        float of(float[] numbers, int from, int end);
    }

    /** The sums, added up in double. */
    static void total(long from, long to, long lines, int n) {
        each(from, to, lines, n, (numbers, begin, end) -> {
            double sum = 0;
            for (int i = begin; i < end; i++) {
                sum += numbers[i];
            }
            return (float) sum;
        });
    }

    /** The sums, added up in float. */
    static void sum(long from, long to, long lines, int n) {
        each(from, to, lines, n, (numbers, begin, end) -> {
            float sum = numbers[begin];
            for (int i = begin + 1; i < end; i++) {
                sum += numbers[i];
            }
            return sum;
        });
    }

    /** The largest numbers, NaN if there is one. */
    static void max(long from, long to, long lines, int n) {
        each(from, to, lines, n, (numbers, begin, end) -> {
            float max = numbers[begin];
            for (int i = begin + 1; i < end; i++) {
                max = Math.max(max, numbers[i]);
            }
            return max;
        });
    }

    private static void each(long from, long to, long lines, int n, Result result) {
        float[] numbers = Blocks.floats()[0];
        float[] results = Blocks.floats()[1];
        int most = Blocks.SIZE / n;
        for (long line = 0; line < lines; line += most) {
            int count = (int) Math.min(most, lines - line);
            Blocks.load(numbers, from + line * n * Float.BYTES, count * n);
            for (int i = 0; i < count; i++) {
                results[i] = result.of(numbers, i * n, i * n + n);
            }
            Blocks.store(results, to + line * Float.BYTES, count);
        }
    }
}
