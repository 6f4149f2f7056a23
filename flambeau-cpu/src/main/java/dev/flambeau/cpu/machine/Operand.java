package dev.flambeau.cpu.machine;

/** The last operand of an instruction: a vector register, or memory. */
public sealed interface Operand {
    /** The vector register of this number, 0 to 31. */
    record Vector(int number) implements Operand {}

    /**
     * Memory at {@code base + (index << scale) + offset}.
     *
     * @param index a general register, or -1
     * @param isRepeated whether one number there stands for all lanes
     */
    record At(int base, int index, int scale, int offset, boolean isRepeated) implements Operand {
        /** As many bytes further on. */
        public At plus(int bytes) {
            return new At(base, index, scale, offset + bytes, isRepeated);
        }

        /** The one number there for all lanes. */
        public At repeated() {
            return new At(base, index, scale, offset, true);
        }
    }

    /** A number of the code's own, in all lanes. */
    record Constant(long bits) implements Operand {}

    static Vector v(int number) {
        return new Vector(number);
    }

    static At at(int base) {
        return new At(base, -1, 0, 0, false);
    }

    static At at(int base, int index, int scale) {
        return new At(base, index, scale, 0, false);
    }
}
