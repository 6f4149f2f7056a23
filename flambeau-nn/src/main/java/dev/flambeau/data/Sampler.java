package dev.flambeau.data;

import java.util.PrimitiveIterator;

/** An order of a data set's samples; each {@link #iterator} is one pass. */
public interface Sampler extends Iterable<Long> {
    /** The positions of one pass. */
    @Override
    PrimitiveIterator.OfLong iterator();

    /** How many positions a pass gives. */
    long size();
}
