package dev.flambeau.cpu.onednn;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import dev.flambeau.cpu.onednn.PoolShape.Kind;
import dev.flambeau.cpu.vector.BlockedMaxima;
import dev.flambeau.cpu.vector.Form;
import dev.flambeau.spi.Dims;
import dev.flambeau.spi.Raw;
import java.lang.foreign.Arena;
import java.lang.foreign.ValueLayout;
import java.util.ArrayList;
import java.util.List;
import java.util.Objects;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/** Java's maxima beside oneDNN's: the same bits, so it does not matter when one takes over from the other. */
class BlockedMaximaTest {
    @BeforeAll
    static void needsVectors() {
        assumeTrue(Form.MACHINE.available() == Form.MACHINE);
    }

    private static PoolShape shape(int batch, int channels, Dims size, Dims kernel, Dims stride) {
        return new PoolShape(Kind.MAX, Dims.of(batch, channels, size.get(0), size.get(1)), kernel, stride,
                Dims.of(1, 1), Dims.of(0, 0),
                Dims.of(0, 0));
    }

    static List<PoolShape> shapes() {
        List<PoolShape> shapes = new ArrayList<>();
        for (int channels : new int[] {1, 6, 8, 16, 17, 40}) {
            shapes.add(shape(3, channels, Dims.of(28, 28), Dims.of(2, 2), Dims.of(2, 2)));
            shapes.add(shape(1, channels, Dims.of(9, 12), Dims.of(3, 4), Dims.of(3, 4)));
            shapes.add(shape(2, channels, Dims.of(9, 7), Dims.of(2, 2), Dims.of(2, 2))); // a row and a column are in no window
            shapes.add(shape(2, channels, Dims.of(9, 11), Dims.of(3, 3), Dims.of(2, 2))); // overlapping
            shapes.add(shape(1, channels, Dims.of(11, 11), Dims.of(11, 11), Dims.of(1, 1)));
        }
        return shapes;
    }

    @ParameterizedTest
    @MethodSource("shapes")
    void haveTheBitsOfOneDnn(PoolShape shape) {
        int[] tags = Operands.blockedTags(4);
        for (int tag : tags) {
            Layout src = Layout.tagged(DnnlType.F32, shape.src(), tag);
            PoolForward forward = PoolForward.find(shape, src, true).orElseThrow();
            BlockedMaxima.Kernel own = Objects.requireNonNull(forward.own(Form.MACHINE));
            assertEquals(src, forward.src());
            try (Arena arena = Arena.ofConfined()) {
                Floats plain = Floats.random(arena, Sizes.product(shape.src()), 1);
                long in = blocked(arena, plain, src);
                long theirs = memory(arena, forward.dst().sizeInBytes());
                long theirPlaces = memory(arena, forward.workspaceBytes());
                forward.execute(src, in, forward.dst(), theirs, theirPlaces);
                long ours = memory(arena, forward.dst().sizeInBytes());
                long places = memory(arena, forward.workspaceBytes());
                forward.execute(own, src, in, forward.dst(), ours, places);
                assertSame(theirs, ours, forward.dst().sizeInBytes());
                assertSame(theirPlaces, places, forward.workspaceBytes());

                PoolGrad gradient = PoolGrad.find(shape, src).orElseThrow();
                BlockedMaxima.Kernel ownGradient = gradient.own(Form.MACHINE);
                assertEquals(Objects.requireNonNull(forward.windows()).isPartition(), ownGradient != null);
                if (ownGradient != null) {
                    long grad = blocked(arena, Floats.random(arena, Sizes.product(shape.dst()), 2), gradient.diffDst());
                    long size = gradient.diffSrc().sizeInBytes();
                    theirs = memory(arena, size);
                    ours = memory(arena, size);
                    gradient.execute(gradient.diffDst(), grad, places, gradient.diffSrc(), theirs);
                    gradient.execute(ownGradient, gradient.diffDst(), grad, places, gradient.diffSrc(), ours);
                    assertSame(theirs, ours, size);
                }
            }
        }
    }

    @Test
    void findInfinityAndTheLastNan() {
        float nan = Float.NaN;
        float low = Float.NEGATIVE_INFINITY;
        float[][] windows =
                {{1, nan, 3, 2}, {nan, 1, nan, 2}, {low, low, low, low}, {5, 7, 7, Float.POSITIVE_INFINITY}};
        float[] maxima = {nan, nan, low, Float.POSITIVE_INFINITY};
        int[] places = {1, 2, 0, 3}; // as PyTorch's max_pool2d with return_indices says
        PoolShape shape = shape(1, 8, Dims.of(2, 8), Dims.of(2, 2), Dims.of(2, 2));
        Layout src = Layout.tagged(DnnlType.F32, shape.src(), Operands.blockedTags(4)[1]);
        PoolForward forward = PoolForward.find(shape, src, true).orElseThrow();
        try (Arena arena = Arena.ofConfined()) {
            Floats plain = new Floats(arena, Sizes.product(shape.src()));
            for (int i = 0; i < plain.size(); i++) {
                plain.set(i, windows[i % 8 / 2][i / 8 % 2 * 2 + i % 2]);
            }
            long dst = memory(arena, forward.dst().sizeInBytes());
            long workspace = memory(arena, forward.workspaceBytes());
            forward.execute(forward.own(Form.MACHINE), src, blocked(arena, plain, src), forward.dst(), dst, workspace);
            for (int w = 0; w < windows.length; w++) {
                for (int c = 0; c < 8; c++) {
                    int i = w * 8 + c;
                    assertEquals(maxima[w], Raw.ALL.get(ValueLayout.JAVA_FLOAT, dst + 4L * i));
                    assertEquals(places[w], Raw.ALL.get(ValueLayout.JAVA_BYTE, workspace + i));
                }
            }
        }
    }

    @Test
    void leaveOtherWindowsToOthers() {
        PoolShape padded =
                new PoolShape(Kind.MAX, Dims.of(1, 8, 8, 8), Dims.of(3, 3), Dims.of(2, 2), Dims.of(1, 1), Dims.of(1, 1),
                        Dims.of(1, 1));
        PoolShape average = new PoolShape(Kind.AVERAGE_EXCLUDE_PADDING, Dims.of(1, 8, 8, 8), Dims.of(2, 2),
                Dims.of(2, 2), Dims.of(1, 1),
                Dims.of(0, 0), Dims.of(0, 0));
        PoolShape wide = shape(1, 8, Dims.of(2, BlockedMaxima.MAX_WIDTH / 2 + 2), Dims.of(2, 2), Dims.of(2, 2));
        for (PoolShape shape : List.of(padded, average, wide)) {
            Layout src = Layout.tagged(DnnlType.F32, shape.src(), Operands.blockedTags(4)[1]);
            assertTrue(PoolForward.find(shape, src, true).orElseThrow().own(Form.MACHINE) == null);
        }
        PoolShape usual = shape(1, 8, Dims.of(8, 8), Dims.of(2, 2), Dims.of(2, 2));
        Layout src = Layout.tagged(DnnlType.F32, usual.src(), Operands.blockedTags(4)[1]);
        assertTrue(PoolForward.find(usual, src, true).orElseThrow().own(Form.PLAIN) == null);
    }

    private static long blocked(Arena arena, Floats plain, Layout layout) {
        long address = memory(arena, layout.sizeInBytes());
        Reorder.of(Layout.dense(DnnlType.F32, layout.dims()), layout).execute(plain.address(), address);
        return address;
    }

    private static long memory(Arena arena, long bytes) {
        return arena.allocate(bytes, 64).address();
    }

    private static void assertSame(long expected, long actual, long bytes) {
        assertArrayEquals(Raw.ALL.asSlice(expected, bytes).toArray(ValueLayout.JAVA_BYTE),
                Raw.ALL.asSlice(actual, bytes).toArray(ValueLayout.JAVA_BYTE));
    }
}
