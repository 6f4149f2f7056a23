package dev.flambeau.cpu.vector;

/** Dot products with scalar code. */
final class PlainDots extends DotKernel {
    PlainDots() {
        super(300);
    }

    @Override
    void eight(long x, long w, long step, int from, int end, float[] lanes) {
        for (int c = 0; c < 8; c += 2) {
            pair(x, w + c * step, step, from, end, lanes, 4 * c);
        }
    }

    @Override
    void four(long x, long w, long step, int from, int end, float[] lanes) {
        pair(x, w, step, from, end, lanes, 0);
        pair(x, w + 2 * step, step, from, end, lanes, 8);
    }

    /** Eight sums, as many as stay in registers. */
    private static void pair(long x, long w, long step, int from, int end, float[] lanes, int place) {
        long v = w + step;
        float s0 = lanes[place];
        float s1 = lanes[place + 1];
        float s2 = lanes[place + 2];
        float s3 = lanes[place + 3];
        float t0 = lanes[place + 4];
        float t1 = lanes[place + 5];
        float t2 = lanes[place + 6];
        float t3 = lanes[place + 7];
        for (int i = from; i <= end - 4; i += 4) {
            float x0 = at(x, i);
            float x1 = at(x, i + 1);
            float x2 = at(x, i + 2);
            float x3 = at(x, i + 3);
            s0 += x0 * at(w, i);
            s1 += x1 * at(w, i + 1);
            s2 += x2 * at(w, i + 2);
            s3 += x3 * at(w, i + 3);
            t0 += x0 * at(v, i);
            t1 += x1 * at(v, i + 1);
            t2 += x2 * at(v, i + 2);
            t3 += x3 * at(v, i + 3);
        }
        lanes[place] = s0;
        lanes[place + 1] = s1;
        lanes[place + 2] = s2;
        lanes[place + 3] = s3;
        lanes[place + 4] = t0;
        lanes[place + 5] = t1;
        lanes[place + 6] = t2;
        lanes[place + 7] = t3;
    }

    @Override
    void two(long x, long w, long step, int from, int end, float[] lanes) {
        one(x, w, from, end, lanes, 0);
        one(x, w + step, from, end, lanes, 8);
    }

    private static void one(long x, long w, int from, int end, float[] lanes, int place) {
        float s0 = lanes[place];
        float s1 = lanes[place + 1];
        float s2 = lanes[place + 2];
        float s3 = lanes[place + 3];
        float s4 = lanes[place + 4];
        float s5 = lanes[place + 5];
        float s6 = lanes[place + 6];
        float s7 = lanes[place + 7];
        for (int i = from; i <= end - 8; i += 8) {
            s0 += at(x, i) * at(w, i);
            s1 += at(x, i + 1) * at(w, i + 1);
            s2 += at(x, i + 2) * at(w, i + 2);
            s3 += at(x, i + 3) * at(w, i + 3);
            s4 += at(x, i + 4) * at(w, i + 4);
            s5 += at(x, i + 5) * at(w, i + 5);
            s6 += at(x, i + 6) * at(w, i + 6);
            s7 += at(x, i + 7) * at(w, i + 7);
        }
        lanes[place] = s0;
        lanes[place + 1] = s1;
        lanes[place + 2] = s2;
        lanes[place + 3] = s3;
        lanes[place + 4] = s4;
        lanes[place + 5] = s5;
        lanes[place + 6] = s6;
        lanes[place + 7] = s7;
    }
}
