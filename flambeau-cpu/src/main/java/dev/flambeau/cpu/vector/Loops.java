package dev.flambeau.cpu.vector;

import dev.flambeau.expr.PointwiseKernel;
import dev.flambeau.spi.Array;
import java.util.Arrays;
import org.jspecify.annotations.Nullable;

/**
 * The loops compiled for one {@link PointwiseKernel}, kept in its slot: by the accesses of its arrays, packed into two longs. An
 * immutable list, searched from the front, replaced when a loop is added or takes another's place.
 */
final class Loops {
    /** Arrays that fit into a key. */
    static final int MAX_ARRAYS = 2 * (60 / Access.BITS);

    private static final Loops NONE = new Loops(new long[0], new long[0], new Loop[0]);

    private final long[] firsts;
    private final long[] seconds;
    private final Loop[] loops;

    private Loops(long[] firsts, long[] seconds, Loop[] loops) {
        this.firsts = firsts;
        this.seconds = seconds;
        this.loops = loops;
    }

    /** The loop for arrays with these accesses, outputs first. */
    static Loop of(PointwiseKernel kernel, Form form, int[] codes) {
        long first = 0;
        long second = 0;
        for (int code : codes) {
            second = second << Access.BITS | first >>> 60 - Access.BITS;
            first = (first << Access.BITS | code) & (1L << 60) - 1;
        }
        return of(kernel, form, first, second);
    }

    /** The loop for arrays of which each lies densely or is immediate; null where one does not, or there are too many. */
    static @Nullable Loop ofDense(PointwiseKernel kernel, Form form, Array[] outs, Array[] ins) {
        int count = outs.length + ins.length;
        long first = 0;
        long second = 0;
        for (int k = 0; k < count; k++) {
            Array array = k < outs.length ? outs[k] : ins[k - outs.length];
            if (!array.contiguous) {
                return null;
            }
            int code = array.immediate ? Access.VALUE : Access.dense(array.dtype);
            second = second << Access.BITS | first >>> 60 - Access.BITS;
            first = (first << Access.BITS | code) & (1L << 60) - 1;
        }
        return count > MAX_ARRAYS ? null : of(kernel, form, first, second);
    }

    /** The loop for packed accesses: each array pushes five bits into {@code first}, whose upper ones move on to {@code second}. */
    static Loop of(PointwiseKernel kernel, Form form, long first, long second) {
        long key = second | (long) form.ordinal() << 60;
        if (kernel.compiled instanceof Loops found) {
            long[] firsts = found.firsts;
            for (int i = 0; i < firsts.length; i++) {
                if (firsts[i] == first && found.seconds[i] == key) {
                    return found.loops[i];
                }
            }
        }
        return compile(kernel, form, first, second, key);
    }

    private static Loop compile(PointwiseKernel kernel, Form form, long first, long second, long key) {
        synchronized (kernel) {
            Loops known = of(kernel);
            int place = known.indexOf(first, key);
            if (place >= 0) {
                return known.loops[place];
            }
            int[] codes = unpack(kernel, first, second);
            Compiler compiler = Compiler.of(kernel.kind(), kernel.outputs(), codes);
            Loop loop = form == Form.MACHINE ? compiler.machine() : null;
            if (loop == null) {
                loop = compiler.plain();
                if (form.usesVectors() && compiler.hasVectorForm()) {
                    loop = form == Form.VECTOR
                            ? compiler.vector(loop)
                            : new WarmingLoop(loop, compiler, codes, vector -> replace(kernel, first, key, vector));
                }
            }
            kernel.compiled = known.with(known.loops.length, first, key, loop);
            return loop;
        }
    }

    private static void replace(PointwiseKernel kernel, long first, long key, Loop loop) {
        synchronized (kernel) {
            Loops known = of(kernel);
            int place = known.indexOf(first, key);
            if (place >= 0) {
                kernel.compiled = known.with(place, first, key, loop);
            }
        }
    }

    private static Loops of(PointwiseKernel kernel) {
        return kernel.compiled instanceof Loops known ? known : NONE;
    }

    private int indexOf(long first, long key) {
        for (int i = 0; i < loops.length; i++) {
            if (firsts[i] == first && seconds[i] == key) {
                return i;
            }
        }
        return -1;
    }

    private Loops with(int place, long first, long key, Loop loop) {
        int count = Math.max(loops.length, place + 1);
        Loops more =
                new Loops(Arrays.copyOf(firsts, count), Arrays.copyOf(seconds, count), Arrays.copyOf(loops, count));
        more.firsts[place] = first;
        more.seconds[place] = key;
        more.loops[place] = loop;
        return more;
    }

    private static int[] unpack(PointwiseKernel kernel, long first, long second) {
        int[] codes = new int[kernel.outputs().size() + kernel.inputs()];
        long low = first;
        long high = second;
        for (int i = codes.length - 1; i >= 0; i--) {
            codes[i] = (int) (low & (1 << Access.BITS) - 1);
            low = low >>> Access.BITS | (high & (1 << Access.BITS) - 1) << 60 - Access.BITS;
            high >>>= Access.BITS;
        }
        return codes;
    }
}
