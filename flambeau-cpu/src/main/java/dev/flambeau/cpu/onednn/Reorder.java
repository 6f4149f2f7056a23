package dev.flambeau.cpu.onednn;

/** Copies a tensor from one layout to another, converting its elements where the types differ. */
public final class Reorder {
    private static final boolean[] CUT = {true, true};

    private record Key(Layout from, Layout to, boolean adds) {
    }

    private static final PrimitiveCache<Key, Reorder> CACHE =
            new PrimitiveCache<>(256, Reorder::create, Reorder::release);

    private final Parts primitive;
    private final Layout from;
    private final Layout to;

    private Reorder(Parts primitive, Layout from, Layout to) {
        this.primitive = primitive;
        this.from = from;
        this.to = to;
    }

    public static Reorder of(Layout from, Layout to) {
        return CACHE.get(new Key(from, to, false));
    }

    /** Adds to what the target holds instead of overwriting it. */
    static Reorder adding(Layout from, Layout to) {
        return CACHE.get(new Key(from, to, true));
    }

    private static Reorder create(Key key) {
        Layout from = key.from();
        Layout to = key.to();
        if (!from.dims().equals(to.dims())) {
            throw new IllegalArgumentException("A reorder keeps the sizes: " + from + " and " + to);
        }
        int threads = Threads.forWork(0, (double) from.sizeInBytes() + to.sizeInBytes());
        return new Reorder(Parts.ofBatch(primitive(from, to, key.adds()), threads, CUT,
                n -> primitive(from.first(n), to.first(n), key.adds())), from, to);
    }

    private static Primitive primitive(Layout from, Layout to, boolean adds) {
        return Primitive.createAnyway(scope -> {
            Dnnl.call(Dnnl.REORDER, scope.out(), scope.descriptor(from), Engine.HANDLE, scope.descriptor(to),
                    Engine.HANDLE, scope.attributes(adds, false));
            return scope.createdDescriptor();
        }, Primitive.ARG_SRC, Primitive.ARG_DST);
    }

    public Layout from() {
        return from;
    }

    public Layout to() {
        return to;
    }

    private void release() {
        primitive.release();
    }

    public String implementation() {
        return primitive.implementation();
    }

    /** Copies from {@code source} to {@code target}, which must not overlap. */
    public void execute(long source, long target) {
        Lane lane = Lanes.acquire();
        try {
            execute(lane, source, target);
        } finally {
            Lanes.release(lane);
        }
    }

    void execute(Lane lane, long source, long target) {
        primitive.execute(lane, source, target);
    }
}
