package dev.flambeau.cpu.vector;

/** Adds products of a row of floats and other rows lane by lane, each product rounded before it is added. */
abstract class DotKernel {
    /** Lanes of a row, and those where there are few rows. */
    static final int FOUR = 4;

    static final int EIGHT = 8;

    /** What a product takes, roughly. */
    final long picos;

    DotKernel(long picos) {
        this.picos = picos;
    }

    static DotKernel of(Form form) {
        return form == Form.MACHINE ? DotCode.KERNEL : PlainDots.KERNEL;
    }

    /**
     * {@code lanes[4c + l] += x[i] w_c[i]} for all i below {@code count}, a multiple of four, that are l more than such a one, and eight rows
     * w, {@code step} bytes apart. With fewer rows one addition has to wait for another.
     */
    abstract void eight(long x, long w, long step, int count, long lanes);

    /** The same for four rows. */
    abstract void four(long x, long w, long step, int count, long lanes);

    /** The same by eights, {@code lanes[8c + l]}, for two rows. */
    abstract void two(long x, long w, long step, int count, long lanes);

    static float get(long row, int i) {
        return Cells.getFloat(row + (long) Float.BYTES * i);
    }

    static void put(long row, int i, float value) {
        Cells.putFloat(row + (long) Float.BYTES * i, value);
    }
}
