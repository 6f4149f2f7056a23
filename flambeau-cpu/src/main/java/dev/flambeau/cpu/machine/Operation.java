package dev.flambeau.cpu.machine;

/**
 * The vector instructions that kernels need, in their EVEX form: opcode map, prefix, opcode (Intel, Software Developer's Manual, volume 2).
 * Most have a form for floats or ints and one for doubles or longs, told apart by the bit W, and some by the opcode, too.
 */
public enum Operation {
    ADD(1, Prefix.OF_TYPE, 0x58),
    MUL(1, Prefix.OF_TYPE, 0x59),
    SUB(1, Prefix.OF_TYPE, 0x5C),
    DIV(1, Prefix.OF_TYPE, 0x5E),
    SQRT(1, Prefix.OF_TYPE, 0x51),
    /** Compares by a predicate into a mask. */
    COMPARE(1, Prefix.OF_TYPE, 0xC2),
    LOAD(1, Prefix.OF_TYPE, 0x10),
    STORE(1, Prefix.OF_TYPE, 0x11),
    /** Writes past the caches. */
    STREAM(1, Prefix.OF_TYPE, 0x2B),
    /** The smaller or larger one, as told by a number; signs of zeros count. */
    RANGE(3, Prefix.P66, 0x50),
    /** {@code to = second * to + third}. */
    FMA213(2, Prefix.P66, 0xA8),
    /** {@code to += second * third}. */
    FMA231(2, Prefix.P66, 0xB8),
    /** The third operand where the mask is set, else the second. */
    BLEND(2, Prefix.P66, 0x65),
    /** One number of memory in all lanes. */
    BROADCAST(2, Prefix.P66, 0x18, 0x19),
    AND(1, Prefix.P66, 0xDB),
    OR(1, Prefix.P66, 0xEB),
    XOR(1, Prefix.P66, 0xEF),
    ADD_BITS(1, Prefix.P66, 0xFE, 0xD4),
    SUB_BITS(1, Prefix.P66, 0xFA, 0xFB),
    /** A shift by a number; which one the field of the first register says. */
    SHIFT(1, Prefix.P66, 0x72, 0x73),
    SHIFT_ARITHMETIC(1, Prefix.P66, 0x72, 0x72),
    /** The first, third … numbers of each quarter's lower or upper half: those of two vectors in turn. */
    UNPACK_LOW(1, Prefix.OF_TYPE, 0x14),
    UNPACK_HIGH(1, Prefix.OF_TYPE, 0x15),
    /** The same for pairs of floats. */
    UNPACK_LOW_PAIRS(1, Prefix.P66, 0x6C, Width.WIDE),
    UNPACK_HIGH_PAIRS(1, Prefix.P66, 0x6D, Width.WIDE),
    /** Two quarters of the first operand, then two of the second, as told by a number. */
    QUARTERS(3, Prefix.P66, 0x23, Width.NARROW),
    /** Which ints are equal, into a mask. */
    EQUAL_INTS(1, Prefix.P66, 0x76, Width.NARROW),
    /** The lowest byte of each int. */
    NARROW_TO_BYTES(2, Prefix.F3, 0x31, Width.NARROW),
    /** Which numbers are of the kinds that a number tells, into a mask. */
    CLASSIFY(3, Prefix.P66, 0x66),
    /** The lower or upper half of the first operand is replaced, as told by a number. */
    INSERT_HALF(3, Prefix.P66, 0x1A, Width.WIDE),
    /** Writes one of four quarters, as told by a number. */
    EXTRACT_QUARTER(3, Prefix.P66, 0x19, Width.NARROW),
    /** Floats from ints. */
    FROM_INTS(1, Prefix.NONE, 0x5B, Width.NARROW),
    /** Ints from as many unsigned bytes. */
    WIDEN_BYTES(2, Prefix.P66, 0x31, Width.NARROW),
    LOAD_BYTES(1, Prefix.F2, 0x6F, Width.NARROW),
    STORE_BYTES(1, Prefix.F2, 0x7F, Width.NARROW),
    /** Which bytes of {@code second & third} are not 0, into a mask. */
    TEST_BYTES(2, Prefix.P66, 0x26, Width.NARROW),
    /** Bytes of 0 or -1 from a mask. */
    BYTES_OF_MASK(2, Prefix.F3, 0x28, Width.NARROW),
    ABS_BYTES(2, Prefix.P66, 0x1C, Width.NARROW),
    /** A float from the lowest double. */
    NARROW_ONE(1, Prefix.F2, 0x5A, Width.WIDE),
    /** The lowest 64 bits from a general register or memory. */
    MOVE_LONG(1, Prefix.P66, 0x6E, Width.WIDE),
    STORE_LONG(1, Prefix.P66, 0x7E, Width.WIDE);

    private enum Width {
        OF_TYPE, NARROW, WIDE
    }

    private enum Prefix {
        NONE, P66, F3, F2,
        /** None for floats, 66 for doubles. */
        OF_TYPE
    }

    final int map;
    private final Prefix prefix;
    private final int narrow;
    private final int wide;
    private final Width width;

    Operation(int map, Prefix prefix, int opcode) {
        this(map, prefix, opcode, opcode);
    }

    Operation(int map, Prefix prefix, int narrow, int wide) {
        this(map, prefix, narrow, wide, Width.OF_TYPE);
    }

    Operation(int map, Prefix prefix, int opcode, Width width) {
        this(map, prefix, opcode, opcode, width);
    }

    Operation(int map, Prefix prefix, int narrow, int wide, Width width) {
        this.map = map;
        this.prefix = prefix;
        this.narrow = narrow;
        this.wide = wide;
        this.width = width;
    }

    /** The bit W, in code for doubles or for floats. */
    boolean isWide(boolean doubles) {
        return width == Width.OF_TYPE ? doubles : width == Width.WIDE;
    }

    int opcode(boolean isWide) {
        return isWide ? wide : narrow;
    }

    /** The two bits that stand for the prefix. */
    int pp(boolean isWide) {
        return prefix == Prefix.OF_TYPE ? (isWide ? 1 : 0) : prefix.ordinal();
    }
}
