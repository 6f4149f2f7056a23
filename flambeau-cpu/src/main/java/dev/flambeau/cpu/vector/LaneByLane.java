package dev.flambeau.cpu.vector;

import dev.flambeau.expr.Fn;
import jdk.incubator.vector.ByteVector;
import jdk.incubator.vector.DoubleVector;
import jdk.incubator.vector.FloatVector;
import jdk.incubator.vector.VectorMask;
import jdk.incubator.vector.VectorSpecies;

/** What generated vector code calls where it needs more than an operation. Loaded only where the Vector API is there. */
final class LaneByLane {
    private static final Fn[] FUNCTIONS = Fn.values();

    private LaneByLane() {}

    /** {@code quick} where {@code truth} holds, else the function of {@code x}, one lane after another. */
    static FloatVector guard(FloatVector quick, VectorMask<Float> truth, FloatVector x, int fn) {
        FloatVector y = quick;
        for (int i = 0; i < y.length(); i++) {
            if (!truth.laneIsSet(i)) {
                y = y.withLane(i, (float) FUNCTIONS[fn].onDoubles(x.lane(i)));
            }
        }
        return y;
    }

    static DoubleVector guard(DoubleVector quick, VectorMask<Double> truth, DoubleVector x, int fn) {
        DoubleVector y = quick;
        for (int i = 0; i < y.length(); i++) {
            if (!truth.laneIsSet(i)) {
                y = y.withLane(i, FUNCTIONS[fn].onDoubles(x.lane(i)));
            }
        }
        return y;
    }

    /** 1 where the mask is set, else 0. */
    static ByteVector toBytes(VectorMask<Byte> mask, VectorSpecies<Byte> species) {
        return ByteVector.zero(species).blend((byte) 1, mask);
    }
}
