package dev.flambeau.data;

import java.util.PrimitiveIterator;
import java.util.stream.LongStream;

/** One after another. */
public record SequentialSampler(long size) implements Sampler {
    @Override
    public PrimitiveIterator.OfLong iterator() {
        return LongStream.range(0, size).iterator();
    }
}
