package dev.flambeau.cpu.onednn;

import dev.flambeau.cpu.vector.PatchSums;
import dev.flambeau.spi.Dims;
import dev.flambeau.spi.Raw;
import org.jspecify.annotations.Nullable;

/**
 * The gradient of a convolution's input with few channels, as a product and sums: the gradient at each position, times the weights, is a
 * patch, and where patches overlap they are added up. oneDNN rounds channels up to 8 and loads each number of the gradient for itself:
 * the gradient of lenet's second convolution takes a quarter longer, with 64 filters instead of 16 twice as long. Without the Vector API it
 * is the other way round, since there the sums take longer than the product.
 */
final class PatchGradient implements Substitute {
    /** With more, they are about as many as when rounded up; fewer have layouts of their own. */
    private static final int MAX_CHANNELS = 6;
    private static final int MIN_CHANNELS = 5;
    /** What 16 numbers of a patch cost beside a filter's product with them, and what a filter's tap costs with oneDNN, as measured. */
    private static final int STEP_COST = 9;
    private static final double TAP_COST = 0.8;
    /** Numbers in patches that are made before they are added up: they should stay in the cache, but a product have many rows. */
    private static final long ROOM = 1 << 16;
    private static final long MAX_ROOM = ROOM * 4;

    private final ConvolutionShape shape;
    private final PatchSums sums;
    private final long images;
    private final int blocks;
    private final Primitive product;
    private final Primitive last;
    private final Layout patchWeights;

    private PatchGradient(ConvolutionShape shape, PatchSums sums, long images, int blocks, Primitive product,
            Primitive last) {
        this.shape = shape;
        this.sums = sums;
        this.images = images;
        this.blocks = blocks;
        this.product = product;
        this.last = last;
        this.patchWeights = Layout.strided(DnnlType.F32, shape.weights(),
                Dims.of(sums.patch(), 1, sums.pitch(), sums.channels()));
    }

    /** How the gradient is computed so; null if oneDNN is to do it. */
    static @Nullable PatchGradient of(ConvolutionShape shape, DnnlType type, Layout diffSrc) {
        if (!PatchSums.areAvailable() || type != DnnlType.F32 || shape.src().size() != 4
                || shape.groups() != 1
                || !shape.stride().allEqual(1)
                || !shape.dilation().allEqual(1) || !Engine.hasAvx512() || shape.channels() < MIN_CHANNELS
                || shape.channels() > MAX_CHANNELS
                || !diffSrc.isSamePlaces(ConvolutionLayouts.blocked(type, diffSrc.dims(), PatchSums.LANES))) {
            return null;
        }
        Dims dst = shape.dst();
        Dims kernel = Sizes.tail(shape.weights(), 2);
        double patch = kernel.get(0) * Math.ceilDiv(kernel.get(1) * shape.channels(), PatchSums.STEP);
        double filters = shape.weights().get(0);
        if (patch * PatchSums.STEP * dst.get(2) * dst.get(3) > MAX_ROOM
                || patch * (filters + STEP_COST) > TAP_COST * Sizes.product(kernel) * filters) {
            return null;
        }
        PatchSums sums = new PatchSums((int) shape.channels(), (int) shape.src().get(2), (int) shape.src().get(3),
                (int) shape.padBegin().get(0), (int) shape.padBegin().get(1), (int) dst.get(2), (int) dst.get(3),
                (int) kernel.get(0), (int) kernel.get(1));
        long batch = dst.get(0);
        long most = Math.max(1, ROOM / ((long) sums.positions() * sums.patch()));
        int blocks = (int) Math.min(batch, shape.threads() * Math.ceilDiv(batch, most * shape.threads()));
        long images = Math.ceilDiv(batch, blocks);
        long lastImages = (batch - 1) % images + 1;
        Primitive product = product(shape, sums, images);
        Primitive last = lastImages == images ? product : product(shape, sums, lastImages);
        return product == null || last == null
                ? null
                : new PatchGradient(shape, sums, images, (int) Math.ceilDiv(batch, images), product, last);
    }

    private static @Nullable Primitive product(ConvolutionShape shape, PatchSums sums, long images) {
        long m = images * sums.positions();
        long k = shape.weights().get(0);
        long n = sums.patch();
        return Matmul.single(new MatmulShape(Dims.of(m, k), Dims.of(k, 1), Dims.of(k, n), Dims.of(n, 1), Dims.of(m, n),
                Dims.of(n, 1)), Matmul.Bias.NONE, false);
    }

    /** The layout in which the gradient of the result is read. */
    Layout diffDst() {
        return ConvolutionLayouts.channelsLast(DnnlType.F32, shape.dst());
    }

    @Override
    public String name() {
        return "patches";
    }

    @Override
    public void release() {
        product.release();
        last.release();
    }

    /** Computes from plain weights. */
    @Override
    public void execute(long diffDst, long weights, long bias, long diffSrc) {
        long filters = shape.weights().get(0);
        try (Temporary turned = new Temporary(filters * sums.patch())) {
            long address = turned.array().address();
            Raw.zeroBytes(address, Float.BYTES * filters * sums.patch());
            Reorder.of(Layout.dense(DnnlType.F32, shape.weights()), patchWeights).execute(weights, address);
            Threads.share(blocks, shape.threads(), (begin, end) -> {
                Lane lane = Lanes.acquire();
                try (Temporary patches = new Temporary(images * sums.positions() * sums.patch())) {
                    for (long block = begin; block < end; block++) {
                        run(lane, block, diffDst, address, patches.array().address(), diffSrc);
                    }
                } finally {
                    Lanes.release(lane);
                }
            });
        }
    }

    private void run(Lane lane, long block, long diffDst, long weights, long patches, long diffSrc) {
        long first = block * images;
        long count = Math.min(images, shape.src().get(0) - first);
        long from = diffDst + Float.BYTES * first * sums.positions() * shape.weights().get(0);
        (count == images ? product : last).execute(lane, from, weights, patches);
        long to = diffSrc + Float.BYTES * first * sums.height() * sums.width() * PatchSums.LANES;
        sums.run(patches, count, to);
    }
}
