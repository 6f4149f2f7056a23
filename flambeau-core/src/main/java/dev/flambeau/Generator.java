package dev.flambeau;

/**
 * A source of random numbers: PyTorch's CPU generator, mt19937, whose streams give PyTorch's numbers for PyTorch's seeds.
 * Safe for use by several threads; a stream of numbers is drawn as a whole.
 */
public final class Generator {
    private static final int N = 624;
    private static final int M = 397;

    private final int[] state = new int[N];
    private int next = N;
    private long seed;
    private double cachedNormal = Double.NaN; // the second of a pair of normals, until it is asked for

    /** A generator with PyTorch's default seed, 67280421310721. */
    public Generator() {
        this(67280421310721L);
    }

    public Generator(long seed) {
        manualSeed(seed);
    }

    /** Starts the stream that belongs to {@code seed} (its low 32 bits). */
    public synchronized Generator manualSeed(long seed) {
        this.seed = seed;
        state[0] = (int) seed;
        for (int i = 1; i < N; i++) {
            state[i] = 1812433253 * (state[i - 1] ^ (state[i - 1] >>> 30)) + i;
        }
        next = N;
        cachedNormal = Double.NaN;
        return this;
    }

    /** The seed the stream was started with. */
    public synchronized long initialSeed() {
        return seed;
    }

    /** The next 32 random bits. */
    public synchronized int next32() {
        if (next >= N) {
            twist();
        }
        int y = state[next++];
        y ^= y >>> 11;
        y ^= (y << 7) & 0x9d2c5680;
        y ^= (y << 15) & 0xefc60000;
        return y ^ (y >>> 18);
    }

    /** The next 64 random bits: the first word is the high one. */
    public synchronized long next64() {
        long high = next32();
        return (high << 32) | (next32() & 0xffffffffL);
    }

    /** A float in [0, 1) with 24 random bits. */
    public float uniform24() {
        return (next32() & 0xffffff) * 0x1p-24f;
    }

    /** A double in [0, 1) with 53 random bits. */
    public double uniform53() {
        return (next64() & ((1L << 53) - 1)) * 0x1p-53;
    }

    /** A standard normal by the method of Box and Muller; pairs are drawn together, the second kept for the next call. */
    public synchronized double normal() {
        if (!Double.isNaN(cachedNormal)) {
            double cached = cachedNormal;
            cachedNormal = Double.NaN;
            return cached;
        }
        double u1 = uniform53();
        double u2 = uniform53();
        double r = Math.sqrt(-2 * Math.log1p(-u2));
        double t = 2 * Math.PI * u1;
        cachedNormal = r * Math.sin(t);
        return r * Math.cos(t);
    }

    /** The state as an opaque array for {@link #setState}. */
    public synchronized long[] getState() {
        long[] saved = new long[N + 3];
        for (int i = 0; i < N; i++) {
            saved[i] = state[i];
        }
        saved[N] = next;
        saved[N + 1] = Double.doubleToRawLongBits(cachedNormal);
        saved[N + 2] = seed;
        return saved;
    }

    /** Goes on from a state that {@link #getState} gave. */
    public synchronized Generator setState(long[] saved) {
        if (saved.length != N + 3 || saved[N] < 0 || saved[N] > N) {
            throw new ArgumentException(
                    "not a generator's state: expected " + (N + 3) + " values, got " + saved.length);
        }
        for (int i = 0; i < N; i++) {
            state[i] = (int) saved[i];
        }
        next = (int) saved[N];
        cachedNormal = Double.longBitsToDouble(saved[N + 1]);
        seed = saved[N + 2];
        return this;
    }

    private void twist() {
        for (int i = 0; i < N; i++) {
            int y = (state[i] & 0x80000000) | (state[(i + 1) % N] & 0x7fffffff);
            state[i] = state[(i + M) % N] ^ (y >>> 1) ^ ((y & 1) != 0 ? 0x9908b0df : 0);
        }
        next = 0;
    }
}
