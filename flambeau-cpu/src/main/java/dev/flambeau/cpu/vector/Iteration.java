package dev.flambeau.cpu.vector;

import dev.flambeau.DType;
import dev.flambeau.expr.Expr.Kind;
import dev.flambeau.expr.PointwiseKernel;
import dev.flambeau.spi.Array;
import java.util.Arrays;

/**
 * Runs a pointwise kernel over arrays with any strides: dimensions are sorted as the output lies in memory and merged where all
 * arrays allow it, so that most cases become one dense line; what is left is an odometer over an inner loop.
 */
final class Iteration {
    private static final int SHORT = 16; // a shorter inner loop is not worth its call if another one would be longer

    private static final int FEWEST = 4; // rows that are worth copies
    private static final int MOST_SPREAD = 16_384; // elements that are copied for one loop

    private final Array[] arrays; // outputs first
    private final int outs;
    private final boolean inLongs;
    private final long[] starts; // an address, or an immediate value
    private final long[][] steps; // in bytes, by dimension and array
    private final long[] sizes;
    private int dims;
    private final boolean isSpread;

    private Iteration(Array[] outputs, Array[] inputs, boolean inLongs) {
        this.outs = outputs.length;
        this.inLongs = inLongs;
        this.arrays = Arrays.copyOf(outputs, outs + inputs.length);
        System.arraycopy(inputs, 0, arrays, outs, inputs.length);
        this.starts = new long[arrays.length];
        long[] all = outputs[0].sizes;
        this.sizes = new long[all.length];
        this.steps = new long[all.length][];
        for (int k = 0; k < arrays.length; k++) {
            starts[k] = arrays[k].immediate ? Cells.immediate(arrays[k], inLongs) : arrays[k].address();
        }
        for (int i = 0; i < all.length; i++) {
            if (all[i] != 1) {
                insert(all[i], steps(i));
            }
        }
        merge();
        isSpread = isOfFewShortRows();
        if (!isSpread) {
            preferLong();
        }
    }

    static void run(PointwiseKernel kernel, Form form, Array[] outs, Array[] ins) {
        if (outs[0].numel > 0) {
            new Iteration(outs, ins, kernel.kind() == Kind.LONG).run(kernel, form);
        }
    }

    private long[] steps(int dim) {
        long[] step = new long[arrays.length];
        for (int k = 0; k < step.length; k++) {
            step[k] = arrays[k].immediate ? 0 : arrays[k].strides[dim] * arrays[k].dtype.size();
        }
        return step;
    }

    /** Adds a dimension behind those along which the arrays make longer steps. */
    private void insert(long size, long[] step) {
        int place = dims++;
        for (; place > 0 && isLonger(step, steps[place - 1]); place--) {
            sizes[place] = sizes[place - 1];
            steps[place] = steps[place - 1];
        }
        sizes[place] = size;
        steps[place] = step;
    }

    private static boolean isLonger(long[] a, long[] b) {
        for (int k = 0; k < a.length; k++) {
            if (a[k] != b[k] && a[k] != 0 && b[k] != 0) {
                return a[k] > b[k];
            }
        }
        return false;
    }

    /** Joins neighbouring dimensions that are one for all arrays. */
    private void merge() {
        int kept = 0;
        for (int i = 1; i < dims; i++) {
            boolean joined = true;
            for (int k = 0; k < arrays.length && joined; k++) {
                joined = steps[kept][k] == steps[i][k] * sizes[i];
            }
            if (joined) {
                sizes[kept] *= sizes[i];
                steps[kept] = steps[i];
            } else {
                sizes[++kept] = sizes[i];
                steps[kept] = steps[i];
            }
        }
        dims = Math.min(dims, kept + 1);
    }

    private void preferLong() {
        int last = dims - 1;
        if (last > 0 && sizes[last] < SHORT) {
            int longest = last;
            for (int i = 0; i < last; i++) {
                longest = sizes[i] > 8 * sizes[last] && sizes[i] > sizes[longest] ? i : longest;
            }
            long size = sizes[longest];
            long[] step = steps[longest];
            sizes[longest] = sizes[last];
            steps[longest] = steps[last];
            sizes[last] = size;
            steps[last] = step;
        }
    }

    private void run(PointwiseKernel kernel, Form form) {
        if (isSpread) {
            runSpread(kernel, form);
            return;
        }
        long inner = dims == 0 ? 1 : sizes[dims - 1];
        long[] innerSteps = dims == 0 ? new long[arrays.length] : steps[dims - 1];
        int[] codes = new int[arrays.length];
        for (int k = 0; k < codes.length; k++) {
            Array array = arrays[k];
            boolean isDense = dims == 0 || innerSteps[k] == array.dtype.size();
            codes[k] = array.immediate || k >= outs && innerSteps[k] == 0
                    ? Access.VALUE
                    : isDense ? Access.dense(array.dtype) : Access.strided(array.dtype);
        }
        Loop loop = Loops.of(kernel, form, codes);
        long rows = 1;
        for (int i = 0; i < dims - 1; i++) {
            rows *= sizes[i];
        }
        long rowCost = 20_000 + inner * loop.cost;
        if (rows >= 2L * Parallel.threads()) {
            Parallel.run(rows, Math.max(1, JavaKernels.GRAIN_PICOS / rowCost),
                    (b, e) -> walk(loop, codes, innerSteps, b, e, 0, inner));
        } else {
            long total = rows;
            Parallel.run(inner, JavaKernels.grain(loop), (b, e) -> walk(loop, codes, innerSteps, 0, total, b, e));
        }
    }

    /** Whether the outputs are dense, and the inputs are, too, but that they repeat along short rows or down short columns. */
    private boolean isOfFewShortRows() {
        if (dims != 2 || sizes[1] >= SHORT || sizes[0] < FEWEST || sizes[0] * sizes[1] > MOST_SPREAD) {
            return false;
        }
        for (int k = 0; k < arrays.length; k++) {
            int size = arrays[k].dtype.size();
            long down = steps[0][k];
            long across = steps[1][k];
            boolean isDense = across == size && down == sizes[1] * size;
            boolean isRepeated = k >= outs && (across == size && down == 0 || across == 0 && down == size);
            if (!arrays[k].immediate && !isDense && !isRepeated) {
                return false;
            }
        }
        return true;
    }

    /** One dense loop, with copies of what is repeated: a call for each short row takes longer. */
    private void runSpread(PointwiseKernel kernel, Form form) {
        int rows = (int) sizes[0];
        int columns = (int) sizes[1];
        int[] codes = new int[arrays.length];
        long[] at = new long[arrays.length];
        long spread = Scratch.get(0, (long) arrays.length * rows * columns * Long.BYTES);
        for (int k = 0; k < arrays.length; k++) {
            DType type = arrays[k].dtype;
            codes[k] = arrays[k].immediate ? Access.VALUE : Access.dense(type);
            at[k] = starts[k];
            if (!arrays[k].immediate && steps[0][k] != (long) columns * type.size()) {
                if (steps[1][k] == 0) {
                    Elements.repeatEach(starts[k], spread, rows, columns, type.size());
                } else {
                    Elements.repeatRow(starts[k], spread, rows, (long) columns * type.size());
                }
                at[k] = spread;
                spread += (long) rows * columns * Long.BYTES;
            }
        }
        Loops.of(kernel, form, codes).invoke(rows * columns, at, at);
    }

    /** Runs rows {@code [begin, end)}, of each the elements {@code [from, to)}. */
    private void walk(Loop loop, int[] codes, long[] innerSteps, long begin, long end, long from, long to) {
        long[] at = starts.clone();
        long[] now = new long[at.length]; // what the loop gets: values instead of some addresses
        long[] place = new long[Math.max(dims - 1, 0)];
        long rest = begin;
        for (int i = place.length - 1; i >= 0; i--) {
            place[i] = rest % sizes[i];
            rest /= sizes[i];
            move(at, i, place[i]);
        }
        for (int k = 0; k < at.length; k++) {
            at[k] += codes[k] == Access.VALUE ? 0 : from * innerSteps[k];
        }
        for (long row = begin; row < end; row++) {
            for (int k = 0; k < at.length; k++) {
                boolean isRead = codes[k] == Access.VALUE && !arrays[k].immediate;
                now[k] = isRead ? Cells.load(arrays[k].dtype, at[k], inLongs) : at[k];
            }
            line(loop, now, innerSteps, codes, to - from);
            for (int i = place.length - 1; i >= 0; i--) {
                move(at, i, 1);
                if (++place[i] < sizes[i]) {
                    break;
                }
                move(at, i, -sizes[i]);
                place[i] = 0;
            }
        }
    }

    /** One line, in pieces that an int can count. */
    private static void line(Loop loop, long[] at, long[] innerSteps, int[] codes, long n) {
        long left = n;
        for (; left > JavaKernels.MAX_COUNT; left -= JavaKernels.MAX_COUNT) {
            loop.invoke(JavaKernels.MAX_COUNT, at, innerSteps);
            for (int k = 0; k < at.length; k++) {
                at[k] += codes[k] == Access.VALUE ? 0 : JavaKernels.MAX_COUNT * innerSteps[k];
            }
        }
        loop.invoke((int) left, at, innerSteps);
    }

    private void move(long[] at, int dim, long count) {
        for (int k = 0; k < at.length; k++) {
            at[k] += count * steps[dim][k];
        }
    }
}
