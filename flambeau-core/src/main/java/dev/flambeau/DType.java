package dev.flambeau;

/**
 * The type of a tensor's elements, with PyTorch's names and promotion rules.
 *
 * <p>Source of the promotion lattice: PyTorch, {@code torch.promote_types}.
 */
public enum DType {
    BOOL("bool", "Bool", 1, Category.BOOL),
    UINT8("uint8", "Byte", 1, Category.INTEGER),
    INT8("int8", "Char", 1, Category.INTEGER),
    INT16("int16", "Short", 2, Category.INTEGER),
    INT32("int32", "Int", 4, Category.INTEGER),
    INT64("int64", "Long", 8, Category.INTEGER),
    FLOAT16("float16", "Half", 2, Category.FLOATING),
    BFLOAT16("bfloat16", "BFloat16", 2, Category.FLOATING),
    FLOAT32("float32", "Float", 4, Category.FLOATING),
    FLOAT64("float64", "Double", 8, Category.FLOATING);

    /** The three kinds of numbers among which a Python-style scalar never promotes a tensor to a wider type. */
    public enum Category {
        BOOL,
        INTEGER,
        FLOATING
    }

    private static final DType[][] PROMOTED = promotionTable();

    private final String torchName;
    private final String scalarName;
    private final int size;
    private final Category category;

    DType(String torchName, String scalarName, int size, Category category) {
        this.torchName = torchName;
        this.scalarName = scalarName;
        this.size = size;
        this.category = category;
    }

    /** The name in {@code torch.}, such as {@code float32}. */
    public String torchName() {
        return torchName;
    }

    /** The name PyTorch's messages use for an element type, such as {@code Float} or {@code Long}. */
    public String scalarName() {
        return scalarName;
    }

    /** Bytes an element takes. */
    public int size() {
        return size;
    }

    public Category category() {
        return category;
    }

    public boolean isFloatingPoint() {
        return category == Category.FLOATING;
    }

    /** Whether this is an integer type; {@link #BOOL} is none. */
    public boolean isInteger() {
        return category == Category.INTEGER;
    }

    /** The smallest type that holds the values of both, as {@code torch.promote_types}. */
    public static DType promote(DType a, DType b) {
        return a == b ? a : PROMOTED[a.ordinal()][b.ordinal()];
    }

    /** The type named {@code float32}, {@code torch.float32}, {@code int64} …; an {@link ArgumentException} for others. */
    public static DType of(String name) {
        String plain = name.startsWith("torch.") ? name.substring(6) : name;
        for (DType type : values()) {
            if (type.torchName.equals(plain)) {
                return type;
            }
        }
        throw new ArgumentException("unknown dtype '" + name + "'");
    }

    @Override
    public String toString() {
        return "torch." + torchName;
    }

    private static DType[][] promotionTable() {
        DType[] types = values();
        DType[][] table = new DType[types.length][types.length];
        for (DType a : types) {
            for (DType b : types) {
                table[a.ordinal()][b.ordinal()] = computePromotion(a, b);
            }
        }
        return table;
    }

    private static DType computePromotion(DType a, DType b) {
        if (a.category != b.category) {
            return a.category.ordinal() > b.category.ordinal() ? a : b;
        }
        if (a.category == Category.INTEGER && a != b && (a == UINT8 || b == UINT8)) {
            DType signed = a == UINT8 ? b : a;
            return signed == INT8 ? INT16 : signed;
        }
        if (a != b && a.size == 2 && b.size == 2 && a.category == Category.FLOATING) {
            return FLOAT32; // half and bfloat16 meet in float32
        }
        return a.ordinal() >= b.ordinal() ? a : b;
    }
}
