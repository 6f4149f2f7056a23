package dev.flambeau;

import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.security.SecureRandom;

/**
 * A source of random numbers: PyTorch's CPU generator, mt19937, whose streams give PyTorch's numbers for PyTorch's seeds.
 * Safe for use by several threads; a stream of numbers is drawn as a whole.
 */
public final class Generator {
    private static final int N = 624;
    private static final int M = 397;

    private static final int FRESH = N + 1;
    private static final int STATE_BYTES = 5056; // of PyTorch's CPUGeneratorImplState

    private final int[] state = new int[N];
    private int next = FRESH; // the word that comes next; N: none is left, FRESH: none was drawn since the seeding
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
        next = FRESH;
        cachedNormal = Double.NaN;
        return this;
    }

    /** Starts a stream with a seed from the operating system, and gives that seed. */
    public synchronized long seed() {
        manualSeed(new SecureRandom().nextLong());
        return seed;
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
        return temper(state[next++]);
    }

    /** As many times the next 32 random bits, from the array's beginning on. */
    public synchronized void next32(int[] words, int count) {
        for (int done = 0; done < count;) {
            if (next >= N) {
                twist();
            }
            int here = Math.min(count - done, N - next);
            for (int i = 0; i < here; i++) {
                words[done + i] = temper(state[next + i]);
            }
            next += here;
            done += here;
        }
    }

    private static int temper(int word) {
        int y = word ^ word >>> 11;
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
        return uniform24(next32());
    }

    /** A float in [0, 1) from the lowest 24 of random bits. */
    public static float uniform24(int bits) {
        return (bits & 0xffffff) * 0x1p-24f;
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

    /** A generator that goes on from here by itself. */
    public Generator cloneState() {
        return new Generator().setState(getState());
    }

    /**
     * The state as PyTorch stores it, {@code uint8 [5056]}, for {@link #setState} here and for {@code torch.Generator.set_state} there.
     */
    public synchronized Tensor getState() {
        ByteBuffer bytes = ByteBuffer.allocate(STATE_BYTES).order(ByteOrder.LITTLE_ENDIAN);
        bytes.putLong(seed).putInt(next >= N ? 1 : N + 1 - next).putInt(1).putLong(next > N ? 0 : next);
        for (int word : state) {
            bytes.putLong(word & 0xffffffffL);
        }
        boolean cached = !Double.isNaN(cachedNormal);
        bytes.putDouble(0).putDouble(cached ? cachedNormal : 0).putDouble(0).putInt(cached ? 1 : 0);
        return Torch.fromArray(bytes.array(), STATE_BYTES);
    }

    /** Goes on from a state that {@link #getState} or PyTorch gave. */
    public synchronized Generator setState(Tensor saved) {
        if (saved.dtype() != DType.UINT8) {
            throw new DTypeException("RNG state must be a torch.ByteTensor, got " + saved.dtype());
        }
        if (saved.numel() != STATE_BYTES) {
            throw new ShapeException("Expected a CPUGeneratorImplState of size " + STATE_BYTES
                    + " but found the input RNG state size to be " + saved.numel());
        }
        ByteBuffer bytes = ByteBuffer.wrap(saved.toByteArray()).order(ByteOrder.LITTLE_ENDIAN);
        long newSeed = bytes.getLong();
        int left = bytes.getInt();
        int seeded = bytes.getInt();
        long position = bytes.getLong();
        boolean valid = left == 1 ? position >= 0 && position <= N : left <= N && left + position == N + 1;
        if (seeded != 1 || left < 1 || !valid) {
            throw new ArgumentException("Invalid mt19937 state");
        }
        seed = newSeed;
        next = left > 1 ? (int) position : position == 0 ? FRESH : N;
        for (int i = 0; i < N; i++) {
            state[i] = (int) bytes.getLong();
        }
        bytes.getDouble();
        double normal = bytes.getDouble();
        bytes.getDouble();
        cachedNormal = bytes.getInt() == 0 ? Double.NaN : normal;
        return this;
    }

    private void twist() {
        for (int i = 0; i < N - M; i++) {
            state[i] = twisted(i, i + 1, i + M);
        }
        for (int i = N - M; i < N - 1; i++) {
            state[i] = twisted(i, i + 1, i + M - N);
        }
        state[N - 1] = twisted(N - 1, 0, M - 1);
        next = 0;
    }

    private int twisted(int i, int after, int other) {
        int y = (state[i] & 0x80000000) | (state[after] & 0x7fffffff);
        return state[other] ^ (y >>> 1) ^ (-(y & 1) & 0x9908b0df);
    }
}
