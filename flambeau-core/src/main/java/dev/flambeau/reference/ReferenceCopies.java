package dev.flambeau.reference;

import dev.flambeau.spi.Array;
import dev.flambeau.spi.Raw;

/** Copies with conversion. */
final class ReferenceCopies {
    private ReferenceCopies() {}

    static void copy(Array to, Array from) {
        if (!from.immediate && to.dtype == from.dtype && to.contiguous && from.contiguous) {
            Raw.copyBytes(from.address(), to.address(), to.numel * to.dtype.size());
        } else if (from.dtype.isFloatingPoint()) {
            for (Positions p = Positions.over(to, from); p.valid(); p.next()) {
                Raw.putDouble(to.dtype, p.at(0), Elements.getDouble(from, p.at(1)));
            }
        } else {
            for (Positions p = Positions.over(to, from); p.valid(); p.next()) {
                Raw.putLong(to.dtype, p.at(0), Elements.getLong(from, p.at(1)));
            }
        }
    }
}
