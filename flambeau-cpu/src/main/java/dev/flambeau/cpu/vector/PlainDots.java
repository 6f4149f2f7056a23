package dev.flambeau.cpu.vector;

/** Dot products with scalar code. */
final class PlainDots extends DotKernel {
    static final PlainDots KERNEL = new PlainDots();

    private PlainDots() {
        super(300);
    }

    @Override
    void eight(long x, long w, long step, int count, long lanes) {
        for (int c = 0; c < 8; c += 2) {
            pair(x, w + c * step, step, count, lanes, 4 * c);
        }
    }

    @Override
    void four(long x, long w, long step, int count, long lanes) {
        pair(x, w, step, count, lanes, 0);
        pair(x, w + 2 * step, step, count, lanes, 8);
    }

    /** Eight sums, as many as stay in registers. */
    private static void pair(long x, long w, long step, int count, long lanes, int place) {
        long v = w + step;
        float s0 = get(lanes, place);
        float s1 = get(lanes, place + 1);
        float s2 = get(lanes, place + 2);
        float s3 = get(lanes, place + 3);
        float t0 = get(lanes, place + 4);
        float t1 = get(lanes, place + 5);
        float t2 = get(lanes, place + 6);
        float t3 = get(lanes, place + 7);
        for (int i = 0; i < count; i += 4) {
            float x0 = get(x, i);
            float x1 = get(x, i + 1);
            float x2 = get(x, i + 2);
            float x3 = get(x, i + 3);
            s0 += x0 * get(w, i);
            s1 += x1 * get(w, i + 1);
            s2 += x2 * get(w, i + 2);
            s3 += x3 * get(w, i + 3);
            t0 += x0 * get(v, i);
            t1 += x1 * get(v, i + 1);
            t2 += x2 * get(v, i + 2);
            t3 += x3 * get(v, i + 3);
        }
        put(lanes, place, s0);
        put(lanes, place + 1, s1);
        put(lanes, place + 2, s2);
        put(lanes, place + 3, s3);
        put(lanes, place + 4, t0);
        put(lanes, place + 5, t1);
        put(lanes, place + 6, t2);
        put(lanes, place + 7, t3);
    }

    @Override
    void two(long x, long w, long step, int count, long lanes) {
        one(x, w, count, lanes, 0);
        one(x, w + step, count, lanes, 8);
    }

    private static void one(long x, long w, int count, long lanes, int place) {
        float s0 = get(lanes, place);
        float s1 = get(lanes, place + 1);
        float s2 = get(lanes, place + 2);
        float s3 = get(lanes, place + 3);
        float s4 = get(lanes, place + 4);
        float s5 = get(lanes, place + 5);
        float s6 = get(lanes, place + 6);
        float s7 = get(lanes, place + 7);
        for (int i = 0; i < count; i += 8) {
            s0 += get(x, i) * get(w, i);
            s1 += get(x, i + 1) * get(w, i + 1);
            s2 += get(x, i + 2) * get(w, i + 2);
            s3 += get(x, i + 3) * get(w, i + 3);
            s4 += get(x, i + 4) * get(w, i + 4);
            s5 += get(x, i + 5) * get(w, i + 5);
            s6 += get(x, i + 6) * get(w, i + 6);
            s7 += get(x, i + 7) * get(w, i + 7);
        }
        put(lanes, place, s0);
        put(lanes, place + 1, s1);
        put(lanes, place + 2, s2);
        put(lanes, place + 3, s3);
        put(lanes, place + 4, s4);
        put(lanes, place + 5, s5);
        put(lanes, place + 6, s6);
        put(lanes, place + 7, s7);
    }
}
