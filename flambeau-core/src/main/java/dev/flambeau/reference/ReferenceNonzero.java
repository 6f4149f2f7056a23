package dev.flambeau.reference;

import dev.flambeau.spi.Array;
import dev.flambeau.spi.Raw;

/** Finds the elements that are not 0; NaN is not 0. */
final class ReferenceNonzero {
    private ReferenceNonzero() {}

    static long count(Array x) {
        long count = 0;
        for (Positions p = Positions.over(x); p.valid(); p.next()) {
            count += nonzero(x, p.at(0)) ? 1 : 0;
        }
        return count;
    }

    static void coordinates(Array out, Array x) {
        Positions to = Positions.over(out);
        for (Positions p = Positions.over(x); p.valid(); p.next()) {
            if (nonzero(x, p.at(0))) {
                for (int i = 0; i < x.dim(); i++, to.next()) {
                    Raw.putLong(out.dtype, to.at(0), p.coordinate(i));
                }
            }
        }
    }

    private static boolean nonzero(Array x, long address) {
        return x.dtype.isFloatingPoint() ? Elements.getDouble(x, address) != 0 : Elements.getLong(x, address) != 0;
    }
}
