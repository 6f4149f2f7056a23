package dev.flambeau.cpu.vector;

import dev.flambeau.DType;
import dev.flambeau.expr.Expr;
import dev.flambeau.expr.Expr.Kind;
import dev.flambeau.expr.PointwiseKernel;
import dev.flambeau.spi.Array;
import dev.flambeau.spi.Raw;
import java.util.List;

/** Copies with conversion: bytes where both are dense or all is zero, blocks where a matrix is turned round, the identity's loops elsewhere. */
final class Copies {
    private static final PointwiseKernel FLOAT = identity(Kind.FLOAT);
    private static final PointwiseKernel DOUBLE = identity(Kind.DOUBLE);
    private static final PointwiseKernel LONG = identity(Kind.LONG);

    private static final int SMALL = 10_000; // elements that one thread copies without a thought
    private static final long GRAIN_BYTES = 1 << 18; // a thread copies as much in some 15 microseconds
    private static final int TILE = 32; // lines that a thread turns round together

    private Copies() {}

    private static PointwiseKernel identity(Kind kind) {
        return new PointwiseKernel("copy", List.of(Expr.in(0)), 1, kind);
    }

    static void copy(Form form, Array to, Array from) {
        if (to.numel == 0) {
            return;
        }
        if (to.contiguous && isZero(from)) {
            fillWithZeros(to);
            return;
        }
        boolean isSameType = !from.immediate && to.dtype == from.dtype;
        if (isSameType && to.contiguous && from.contiguous) {
            bytes(to, from);
        } else if (!isSameType || !transpose(form, to, from) && !lines(to, from)) {
            loops(form, kernel(to.dtype, from), to, from);
        }
    }

    /** Whether it is a zero that has no bit set in any type. */
    private static boolean isZero(Array from) {
        return from.immediate && Cells.immediate(from, !from.dtype.isFloatingPoint()) == 0;
    }

    private static void fillWithZeros(Array to) {
        long target = to.address();
        Parallel.run(to.numel * to.dtype.size(), GRAIN_BYTES,
                (begin, end) -> Raw.zeroBytes(target + begin, end - begin));
    }

    private static void loops(Form form, PointwiseKernel kernel, Array to, Array from) {
        int access = from.immediate ? Access.VALUE : Access.dense(from.dtype);
        if (to.contiguous && from.contiguous && to.numel <= SMALL) {
            long argument = from.immediate ? Cells.immediate(from, kernel == LONG) : from.address();
            Loops.of(kernel, form, (long) Access.dense(to.dtype) << Access.BITS | access, 0).run((int) to.numel,
                    to.address(), argument);
        } else {
            Iteration.run(kernel, form, new Array[] {to}, new Array[] {from});
        }
    }

    private static PointwiseKernel kernel(DType to, Array from) {
        if (!from.dtype.isFloatingPoint()) {
            return LONG;
        }
        boolean isFloat = from.immediate ? to.isFloatingPoint() && to != DType.FLOAT64 : from.dtype != DType.FLOAT64;
        return isFloat ? FLOAT : DOUBLE;
    }

    private static void bytes(Array to, Array from) {
        long bytes = to.numel * to.dtype.size();
        long target = to.address();
        long source = from.address();
        if (bytes <= GRAIN_BYTES) {
            Raw.copyBytes(source, target, bytes);
        } else {
            Parallel.run(bytes, GRAIN_BYTES,
                    (begin, end) -> Raw.copyBytes(source + begin, target + begin, end - begin));
        }
    }

    /** Copies line by line where both are dense along the same dimension; false when they are not. */
    private static boolean lines(Array to, Array from) {
        int size = to.dtype.size();
        Space space = new Space(to.dim());
        for (int i = 0; i < to.dim(); i++) {
            space.add(to.sizes[i], to.strides[i] * size, from.strides[i] * size);
        }
        space.merge();
        if (space.firstStep() != size || space.secondStep() != size) {
            return false;
        }
        Space starts = space.withoutLast();
        Space groups = starts.withoutLast();
        long bytes = space.last() * size;
        long each = Math.min(starts.last(), Math.max(1, GRAIN_BYTES / (bytes + 64))); // lines
        long pieces = Math.ceilDiv(starts.last(), each);
        Parallel.run(groups.count() * pieces, Math.max(1, GRAIN_BYTES / (each * (bytes + 64))), (begin, end) -> {
            for (long i = begin; i < end; i++) {
                long first = i % pieces * each;
                long target = to.address() + groups.first(i / pieces) + first * starts.firstStep();
                long source = from.address() + groups.second(i / pieces) + first * starts.secondStep();
                for (long line = Math.min(each, starts.last() - first); line > 0; line--) {
                    Elements.move(source, target, bytes);
                    source += starts.secondStep();
                    target += starts.firstStep();
                }
            }
        });
        return true;
    }

    /**
     * Copies where the source is dense along another dimension than the target: tile by tile, so that every cache line that is
     * fetched is used up. False when that is not the case.
     */
    private static boolean transpose(Form form, Array to, Array from) {
        int across = -1; // the target's dense dimension
        int along = -1; // the source's
        for (int i = 0; i < to.dim(); i++) {
            if (to.sizes[i] >= 8) {
                across = to.strides[i] == 1 ? i : across;
                along = from.strides[i] == 1 ? i : along;
            }
        }
        if (across < 0 || along < 0 || across == along) {
            return false;
        }
        int rowDim = along;
        int columnDim = across;
        long planes = to.numel / to.sizes[rowDim] / to.sizes[columnDim];
        long rowTiles = Math.ceilDiv(to.sizes[rowDim], TILE);
        long cost = Math.max(1, GRAIN_BYTES / 8 / (TILE * to.sizes[columnDim])); // about a nanosecond an element
        Parallel.run(planes * rowTiles, cost, (begin, end) -> {
            for (long piece = begin; piece < end; piece++) {
                long target = to.address();
                long source = from.address();
                long rest = piece / rowTiles;
                for (int i = to.dim() - 1; i >= 0; i--) {
                    if (i != rowDim && i != columnDim) {
                        long place = rest % to.sizes[i];
                        rest /= to.sizes[i];
                        target += place * to.strides[i] * to.dtype.size();
                        source += place * from.strides[i] * to.dtype.size();
                    }
                }
                long row = piece % rowTiles * TILE;
                int rows = Math.clamp(to.sizes[rowDim] - row, 0, TILE);
                int bytes = to.dtype.size();
                Turns.turn(form, bytes, target + row * to.strides[rowDim] * bytes, to.strides[rowDim] * bytes,
                        source + row * bytes, from.strides[columnDim] * bytes, rows, to.sizes[columnDim]);
            }
        });
        return true;
    }
}
