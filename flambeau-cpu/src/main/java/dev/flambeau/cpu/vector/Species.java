package dev.flambeau.cpu.vector;

import dev.flambeau.expr.Expr.Kind;
import java.nio.ByteOrder;
import jdk.incubator.vector.DoubleVector;
import jdk.incubator.vector.FloatVector;
import jdk.incubator.vector.IntVector;
import jdk.incubator.vector.LongVector;
import jdk.incubator.vector.VectorShape;
import jdk.incubator.vector.VectorSpecies;

/** The vector shapes of this machine. Loaded only where the Vector API is there. */
final class Species {
    static final VectorSpecies<Float> FLOATS = FloatVector.SPECIES_PREFERRED;
    static final VectorSpecies<Double> DOUBLES = DoubleVector.SPECIES_PREFERRED;
    static final VectorSpecies<Integer> INTS = IntVector.SPECIES_PREFERRED;
    static final VectorSpecies<Long> LONGS = LongVector.SPECIES_PREFERRED;
    static final ByteOrder ORDER = ByteOrder.nativeOrder();
    /** As many bytes as {@link #FLOATS} has lanes: bool beside float32. */
    static final VectorSpecies<Byte> FLOAT_BYTES = bytes(FLOATS.length());
    /** As many bytes as {@link #DOUBLES} has lanes. */
    static final VectorSpecies<Byte> DOUBLE_BYTES = bytes(DOUBLES.length());

    private Species() {}

    /** Whether the species are of use at all: a machine without vectors has some with one lane. */
    static boolean wideEnough() {
        return FLOATS.length() >= 4;
    }

    /** Whether there are vectors of as many bytes as numbers; the narrowest have eight. */
    static boolean hasBytes(Kind kind) {
        return kind == Kind.FLOAT ? FLOAT_BYTES.length() == FLOATS.length() : DOUBLE_BYTES.length() == DOUBLES.length();
    }

    private static VectorSpecies<Byte> bytes(int lanes) {
        return VectorSpecies.of(byte.class, VectorShape.forBitSize(Math.max(64, 8 * lanes)));
    }
}
