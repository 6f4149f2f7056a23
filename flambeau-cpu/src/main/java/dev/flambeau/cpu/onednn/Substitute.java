package dev.flambeau.cpu.onednn;

/** Code of our own that computes a convolution, or the gradient of its input, instead of a primitive, because it is faster. */
interface Substitute {
    /** What stands for oneDNN's name of an implementation. */
    String name();

    /** Computes from plain weights; {@code bias} is 0 if there is none. */
    void execute(long in, long weights, long bias, long out);

    void release();
}
