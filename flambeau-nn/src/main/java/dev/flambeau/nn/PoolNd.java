package dev.flambeau.nn;

import java.util.Arrays;

/** How pooling layers print sizes: one number where one was given, a tuple where several were. */
abstract class PoolNd extends Module {
    static String text(long[] values) {
        return values.length == 1
                ? Long.toString(values[0])
                : Arrays.toString(values).replace('[', '(').replace(']', ')');
    }

    static String text(boolean value) {
        return value ? "True" : "False";
    }
}
