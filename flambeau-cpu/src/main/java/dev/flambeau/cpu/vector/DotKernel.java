package dev.flambeau.cpu.vector;

/** Adds products of a row of floats and other rows lane by lane, each product rounded before it is added. */
abstract class DotKernel {
    /** What a product takes, roughly. */
    final long picos;

    DotKernel(long picos) {
        this.picos = picos;
    }

    /**
     * {@code lanes[4c + l] += x[i] w_c[i]} for all i that are l from {@code from} on, by fours, and eight rows w, {@code step} bytes apart.
     * While there are four left before {@code end}. With fewer rows one addition has to wait for another.
     */
    abstract void eight(long x, long w, long step, int from, int end, float[] lanes);

    /** The same for four rows. */
    abstract void four(long x, long w, long step, int from, int end, float[] lanes);

    /** The same by eights, {@code lanes[8c + l]}, for two rows. */
    abstract void two(long x, long w, long step, int from, int end, float[] lanes);

    static float at(long row, int i) {
        return Cells.getFloat(row + (long) Float.BYTES * i);
    }
}
