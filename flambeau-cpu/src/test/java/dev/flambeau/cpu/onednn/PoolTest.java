package dev.flambeau.cpu.onednn;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;

import dev.flambeau.cpu.onednn.PoolShape.Kind;
import dev.flambeau.spi.Dims;
import java.lang.foreign.Arena;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

class PoolTest {
    private static PoolShape square(Kind kind, int batch, int channels, int size, int kernel, int stride, int padBegin,
            int padEnd) {
        return new PoolShape(kind, Dims.of(batch, channels, size, size), Dims.of(kernel, kernel),
                Dims.of(stride, stride), Dims.of(1, 1), Dims.of(padBegin, padBegin), Dims.of(padEnd, padEnd));
    }

    static List<PoolShape> shapes() {
        List<PoolShape> shapes = new ArrayList<>();
        for (Kind kind : Kind.values()) {
            for (int channels : new int[] {1, 3, 5, 16}) {
                for (int batch : new int[] {1, 3}) {
                    shapes.add(square(kind, batch, channels, 8, 2, 2, 0, 0));
                    shapes.add(square(kind, batch, channels, 9, 3, 2, 1, 1));
                    shapes.add(square(kind, batch, channels, 7, 3, 1, 0, 2));
                }
            }
            shapes.add(square(kind, 2, 17, 5, 5, 5, 0, 0));
            shapes.add(new PoolShape(kind, Dims.of(2, 5, 11), Dims.of(3), Dims.of(2), Dims.of(1), Dims.of(1),
                    Dims.of(0)));
            shapes.add(new PoolShape(kind, Dims.of(2, 3, 5, 6, 7), Dims.of(2, 3, 2), Dims.of(1, 2, 2),
                    Dims.of(1, 1, 1), Dims.of(1, 0, 1), Dims.of(0, 1, 1)));
        }
        return shapes;
    }

    private static final class Case {
        final Floats src;
        final Floats diffDst;
        final double[] dst;
        final double[] diffSrc;

        Case(Arena arena, PoolShape shape) {
            src = Floats.random(arena, Sizes.product(shape.src()), 1);
            diffDst = Floats.random(arena, Sizes.product(shape.dst()), 2);
            dst = new double[(int) diffDst.size()];
            diffSrc = new double[(int) src.size()];
            Naive naive = new Naive(shape);
            if (shape.kind() == Kind.MAX) {
                int[] where = new int[dst.length];
                Arrays.fill(dst, Double.NEGATIVE_INFINITY);
                naive.each(false, (n, oc, ic, s, w, d) -> {
                    if (src.get(s) > dst[d]) {
                        dst[d] = src.get(s);
                        where[d] = s;
                    }
                });
                for (int d = 0; d < dst.length; d++) {
                    diffSrc[where[d]] += diffDst.get(d);
                }
            } else {
                int[] count = new int[dst.length];
                naive.each(shape.kind() == Kind.AVERAGE_INCLUDE_PADDING, (n, oc, ic, s, w, d) -> count[d]++);
                naive.each(false, (n, oc, ic, s, w, d) -> {
                    dst[d] += (double) src.get(s) / count[d];
                    diffSrc[s] += (double) diffDst.get(d) / count[d];
                });
            }
        }
    }

    @ParameterizedTest
    @MethodSource("shapes")
    void forwardAndGradient(PoolShape shape) {
        List<Layout> layouts = new ArrayList<>(List.of(Layout.dense(DnnlType.F32, shape.src())));
        for (int tag : Operands.blockedTags(shape.src().size())) {
            layouts.add(Layout.tagged(DnnlType.F32, shape.src(), tag));
        }
        try (Arena arena = Arena.ofConfined()) {
            Case c = new Case(arena, shape);
            for (Layout layout : layouts) {
                check(arena, shape, layout, c);
            }
        }
    }

    /** Pools what lies in {@code layout} already; results are made plain to be compared. */
    private static void check(Arena arena, PoolShape shape, Layout layout, Case c) {
        Layout plainSrc = Layout.dense(DnnlType.F32, shape.src());
        Layout plainDst = Layout.dense(DnnlType.F32, shape.dst());
        Floats src = Floats.garbage(arena, layout.sizeInBytes() / 4);
        Reorder.of(plainSrc, layout).execute(c.src.address(), src.address());

        PoolForward inference = PoolForward.find(shape, layout, false).orElseThrow();
        assertEquals(0, inference.workspaceBytes());
        Floats out = Floats.garbage(arena, c.dst.length);
        inference.execute(layout, src.address(), plainDst, out.address(), 0);
        out.assertClose(c.dst, 1e-5, inference.implementation() + layout);

        PoolForward forward = PoolForward.find(shape, layout, true).orElseThrow();
        assertFalse(forward.implementation().startsWith("ref"), forward.implementation());
        Floats workspace = new Floats(arena, forward.workspaceBytes() / 4 + 1);
        long workspaceAddress = forward.workspaceBytes() > 0 ? workspace.address() : 0;
        Floats own = Floats.garbage(arena, forward.dst().sizeInBytes() / 4);
        forward.execute(layout, src.address(), forward.dst(), own.address(), workspaceAddress);
        own.assertGuards("dst");
        workspace.assertGuards("workspace");
        Floats plain = Floats.garbage(arena, c.dst.length);
        Reorder.of(forward.dst(), plainDst).execute(own.address(), plain.address());
        plain.assertClose(c.dst, 1e-5, forward.implementation() + layout);

        PoolGrad grad = PoolGrad.find(shape, layout).orElseThrow();
        assertFalse(grad.implementation().startsWith("ref"), grad.implementation());
        Floats back = Floats.garbage(arena, c.diffSrc.length);
        grad.execute(plainDst, c.diffDst.address(), workspaceAddress, plainSrc, back.address());
        back.assertClose(c.diffSrc, 1e-5, grad.implementation() + layout);
    }

    @Test
    void saysNoToDilationRatherThanBeSlow() {
        PoolShape dilated = new PoolShape(Kind.MAX, Dims.of(1, 3, 9, 9), Dims.of(3, 3), Dims.of(1, 1), Dims.of(2, 2),
                Dims.of(1, 1), Dims.of(1, 1));
        Layout plain = Layout.dense(DnnlType.F32, dilated.src());
        assertEquals(Dims.of(1, 3, 7, 7), dilated.dst());
        PoolForward.find(dilated, plain, true)
                .ifPresent(pool -> assertFalse(pool.implementation().startsWith("ref"), pool.implementation()));
    }

    @Test
    void refusesWindowsOfNothing() {
        assertThrows(IllegalArgumentException.class, () -> square(Kind.MAX, 1, 1, 3, 4, 1, 0, 0));
        assertThrows(IllegalArgumentException.class, () -> square(Kind.MAX, 1, 1, 3, 2, 1, 2, 0));
        assertThrows(IllegalArgumentException.class, () -> square(Kind.MAX, 1, 1, 3, 2, 1, 0, 2));
        assertThrows(IllegalArgumentException.class, () -> square(Kind.MAX, 1, 0, 3, 2, 1, 0, 0));
        PoolShape shape = square(Kind.MAX, 1, 1, 4, 2, 2, 0, 0);
        Layout other = Layout.dense(DnnlType.F32, Dims.of(1, 1, 5, 5));
        assertThrows(IllegalArgumentException.class, () -> PoolForward.find(shape, other, false));
        Layout plain = Layout.dense(DnnlType.F32, shape.src());
        Layout result = Layout.dense(DnnlType.F32, shape.dst());
        try (Arena arena = Arena.ofConfined()) {
            long memory = arena.allocate(1024, 64).address();
            PoolForward pool = PoolForward.find(shape, plain, true).orElseThrow();
            assertThrows(IllegalArgumentException.class, () -> pool.execute(plain, memory, result, memory, 0));
            assertThrows(IllegalArgumentException.class, () -> pool.execute(plain, 0, result, memory, memory));
        }
    }
}
