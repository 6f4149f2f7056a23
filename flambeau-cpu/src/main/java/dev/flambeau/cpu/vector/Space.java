package dev.flambeau.cpu.vector;

/**
 * Some dimensions of an array, and how one or two arrays move along them in bytes. Sorted so that the shortest steps of the first
 * array come last, and merged where both arrays allow it.
 */
final class Space {
    private final long[] sizes;
    private final long[] firstSteps;
    private final long[] secondSteps;
    private int dims;
    private long count = 1;

    Space(int capacity) {
        this.sizes = new long[capacity];
        this.firstSteps = new long[capacity];
        this.secondSteps = new long[capacity];
    }

    /** Adds a dimension; {@link #merge} once all are there. */
    void add(long size, long firstStep, long secondStep) {
        count *= size;
        if (size == 1) {
            return;
        }
        int place = dims++;
        for (; place > 0 && (firstSteps[place - 1] < firstStep
                || firstSteps[place - 1] == firstStep && secondSteps[place - 1] < secondStep); place--) {
            set(place, sizes[place - 1], firstSteps[place - 1], secondSteps[place - 1]);
        }
        set(place, size, firstStep, secondStep);
    }

    private void set(int place, long size, long firstStep, long secondStep) {
        sizes[place] = size;
        firstSteps[place] = firstStep;
        secondSteps[place] = secondStep;
    }

    Space merge() {
        int kept = 0;
        for (int i = 1; i < dims; i++) {
            boolean joined =
                    firstSteps[kept] == firstSteps[i] * sizes[i] && secondSteps[kept] == secondSteps[i] * sizes[i];
            set(joined ? kept : ++kept, joined ? sizes[kept] * sizes[i] : sizes[i], firstSteps[i], secondSteps[i]);
        }
        dims = Math.min(dims, kept + 1);
        return this;
    }

    /** How many positions there are. */
    long count() {
        return count;
    }

    int dims() {
        return dims;
    }

    /** The size of the last dimension; 1 when there is none. */
    long last() {
        return dims == 0 ? 1 : sizes[dims - 1];
    }

    /** The first array's step along the last dimension. */
    long firstStep() {
        return dims == 0 ? 0 : firstSteps[dims - 1];
    }

    long secondStep() {
        return dims == 0 ? 0 : secondSteps[dims - 1];
    }

    /** The same without the last dimension. */
    Space withoutLast() {
        Space rest = new Space(sizes.length);
        for (int i = 0; i < dims - 1; i++) {
            rest.set(i, sizes[i], firstSteps[i], secondSteps[i]);
            rest.count *= sizes[i];
        }
        rest.dims = Math.max(0, dims - 1);
        return rest;
    }

    /** Where position {@code index} lies in the first array. */
    long first(long index) {
        return offset(index, firstSteps);
    }

    long second(long index) {
        return offset(index, secondSteps);
    }

    private long offset(long index, long[] steps) {
        if (dims == 1) {
            return index * steps[0];
        }
        long offset = 0;
        long rest = index;
        for (int i = dims - 1; i >= 0; i--) {
            long next = rest / sizes[i];
            offset += (rest - next * sizes[i]) * steps[i];
            rest = next;
        }
        return offset;
    }
}
