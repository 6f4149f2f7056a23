package dev.flambeau.testkit;

import dev.flambeau.DType;
import dev.flambeau.Tensor;
import dev.flambeau.spi.Array;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * A case's arguments, read as Python binds them: by position (0 is {@code self}) or by keyword. Each accessor comes with a
 * position, a keyword, or both: {@code c.integer(1, "dim", -1)} is the second positional argument, else {@code dim=}, else -1.
 * A default stands for what was not given and for None.
 *
 * <p>Values are Java's: numbers {@link Long} or {@link Double}, lists {@link List}, tuples and sizes {@link Values.Tuple}, None null.
 */
public final class OpCall {
    private final String op;
    private final List<@Nullable Object> args;
    private final Map<String, @Nullable Object> kwargs;
    private final Set<Integer> readArgs = new HashSet<>();
    private final Set<String> readKwargs = new HashSet<>();

    OpCall(String op, List<@Nullable Object> args, Map<String, @Nullable Object> kwargs) {
        this.op = op;
        this.args = args;
        this.kwargs = kwargs;
        readKwargs.add("device"); // there is one
    }

    /** The function's name in the case. */
    public String op() {
        return op;
    }

    /** How many positional arguments there are, {@code self} included. */
    public int count() {
        return args.size();
    }

    // ---- whether and what

    /** Whether the argument was given and is not None. */
    public boolean has(int i, String keyword) {
        return arg(i, keyword) != null;
    }

    public boolean has(int i) {
        return arg(i) != null;
    }

    public boolean has(String keyword) {
        return arg(keyword) != null;
    }

    /** The argument as it is; null for None and for what was not given. */
    public @Nullable Object arg(int i, String keyword) {
        return i < args.size() ? arg(i) : arg(keyword);
    }

    public @Nullable Object arg(int i) {
        readArgs.add(i);
        return i < args.size() ? args.get(i) : null;
    }

    public @Nullable Object arg(String keyword) {
        readKwargs.add(keyword);
        return kwargs.get(keyword);
    }

    public boolean isTensor(int i) {
        return arg(i) instanceof Tensor;
    }

    public boolean isTensor(int i, String keyword) {
        return arg(i, keyword) instanceof Tensor;
    }

    /** Whether it is a number (a truth value is one too, as in Python). */
    public boolean isNumber(int i) {
        return arg(i) instanceof Number || arg(i) instanceof Boolean;
    }

    public boolean isNumber(int i, String keyword) {
        return arg(i, keyword) instanceof Number || arg(i, keyword) instanceof Boolean;
    }

    /** Whether it is an integer. */
    public boolean isInteger(int i) {
        return arg(i) instanceof Long;
    }

    public boolean isInteger(int i, String keyword) {
        return arg(i, keyword) instanceof Long;
    }

    public boolean isString(int i, String keyword) {
        return arg(i, keyword) instanceof String;
    }

    /** Whether it is a list or a tuple. */
    public boolean isList(int i) {
        return arg(i) instanceof List;
    }

    public boolean isList(int i, String keyword) {
        return arg(i, keyword) instanceof List;
    }

    // ---- tensors

    /** The first argument. */
    public Tensor self() {
        return tensor(0);
    }

    public Tensor tensor(int i) {
        return tensor(arg(i), "argument " + i);
    }

    public Tensor tensor(int i, String keyword) {
        return tensor(arg(i, keyword), keyword);
    }

    public Tensor tensor(String keyword) {
        return tensor(arg(keyword), keyword);
    }

    /** The tensor, or null for None. */
    public @Nullable Tensor tensorOrNull(int i, String keyword) {
        Object value = arg(i, keyword);
        return value == null ? null : tensor(value, keyword);
    }

    public @Nullable Tensor tensorOrNull(String keyword) {
        Object value = arg(keyword);
        return value == null ? null : tensor(value, keyword);
    }

    /** A tensor as it is, a number as {@link Tensor#scalar}. */
    public Tensor tensorOrScalar(int i) {
        return tensorOrScalar(arg(i), "argument " + i);
    }

    public Tensor tensorOrScalar(int i, String keyword) {
        return tensorOrScalar(arg(i, keyword), keyword);
    }

    public Tensor tensorOrScalar(String keyword) {
        return tensorOrScalar(arg(keyword), keyword);
    }

    /** A list of tensors. */
    public List<Tensor> tensors(int i) {
        return tensors(arg(i), "argument " + i);
    }

    public List<Tensor> tensors(int i, String keyword) {
        return tensors(arg(i, keyword), keyword);
    }

    /** A list of tensors, or the tensors that stand from here on: {@code f([a, b])} and {@code f(a, b)}. */
    public List<Tensor> tensorsFrom(int i) {
        return isList(i) ? tensors(i) : tensors(rest(i), "argument " + i);
    }

    // ---- numbers

    public double number(int i) {
        return number(arg(i), "argument " + i);
    }

    public double number(int i, String keyword) {
        return number(arg(i, keyword), keyword);
    }

    public double number(int i, String keyword, double absent) {
        Object value = arg(i, keyword);
        return value == null ? absent : number(value, keyword);
    }

    public double number(String keyword, double absent) {
        Object value = arg(keyword);
        return value == null ? absent : number(value, keyword);
    }

    /** The number as {@link Tensor#scalar}, an integer as an integer. */
    public Tensor scalar(int i, String keyword, long absent) {
        Object value = arg(i, keyword);
        return value == null ? Tensor.scalar(absent) : tensorOrScalar(value, keyword);
    }

    public Tensor scalar(String keyword, long absent) {
        Object value = arg(keyword);
        return value == null ? Tensor.scalar(absent) : tensorOrScalar(value, keyword);
    }

    public long integer(int i) {
        return integer(arg(i), "argument " + i);
    }

    public long integer(int i, String keyword) {
        return integer(arg(i, keyword), keyword);
    }

    public long integer(int i, String keyword, long absent) {
        Object value = arg(i, keyword);
        return value == null ? absent : integer(value, keyword);
    }

    public long integer(String keyword, long absent) {
        Object value = arg(keyword);
        return value == null ? absent : integer(value, keyword);
    }

    /** An integer that names a dimension (or is small for another reason). */
    public int dim(int i) {
        return toInt(integer(i));
    }

    public int dim(int i, String keyword) {
        return toInt(integer(i, keyword));
    }

    public int dim(int i, String keyword, int absent) {
        return toInt(integer(i, keyword, absent));
    }

    public int dim(String keyword, int absent) {
        return toInt(integer(keyword, absent));
    }

    public boolean bool(int i) {
        return bool(arg(i), "argument " + i);
    }

    public boolean bool(int i, String keyword, boolean absent) {
        Object value = arg(i, keyword);
        return value == null ? absent : bool(value, keyword);
    }

    public boolean bool(String keyword, boolean absent) {
        Object value = arg(keyword);
        return value == null ? absent : bool(value, keyword);
    }

    // ---- lists; a single number stands for a list of one

    public long[] longs(int i) {
        return longs(arg(i), "argument " + i);
    }

    public long[] longs(int i, String keyword) {
        return longs(arg(i, keyword), keyword);
    }

    public long[] longs(int i, String keyword, long... absent) {
        Object value = arg(i, keyword);
        return value == null ? absent : longs(value, keyword);
    }

    /** A list, or the numbers that stand from here on: {@code x.view((2, 3))} and {@code x.view(2, 3)}. */
    public long[] longsFrom(int i) {
        return args.size() == i + 1 && isList(i) ? longs(i) : longs(rest(i), "argument " + i);
    }

    /** As {@link #longsFrom(int)}, or the keyword. */
    public long[] longsFrom(int i, String keyword) {
        return args.size() > i ? longsFrom(i) : longs(arg(keyword), keyword);
    }

    public int[] ints(int i) {
        return toInts(longs(i));
    }

    public int[] ints(int i, String keyword) {
        return toInts(longs(i, keyword));
    }

    /** The list; {@code absent} where it is None or not given. */
    public int[] ints(int i, String keyword, int... absent) {
        Object value = arg(i, keyword);
        return value == null ? absent : toInts(longs(value, keyword));
    }

    public int[] intsFrom(int i) {
        return toInts(longsFrom(i));
    }

    public double[] numbers(int i, String keyword) {
        Object value = arg(i, keyword);
        List<?> list = value instanceof List<?> many ? many : List.of(required(value, keyword));
        double[] numbers = new double[list.size()];
        for (int k = 0; k < numbers.length; k++) {
            numbers[k] = number(list.get(k), keyword);
        }
        return numbers;
    }

    /** The list itself, whatever is in it. */
    public List<@Nullable Object> list(int i, String keyword) {
        return asList(arg(i, keyword), keyword);
    }

    // ---- others

    public String string(int i) {
        return string(arg(i), "argument " + i);
    }

    public String string(int i, String keyword) {
        return string(arg(i, keyword), keyword);
    }

    public String string(int i, String keyword, String absent) {
        Object value = arg(i, keyword);
        return value == null ? absent : string(value, keyword);
    }

    public String string(String keyword, String absent) {
        Object value = arg(keyword);
        return value == null ? absent : string(value, keyword);
    }

    /** The element type, or null for None. */
    public @Nullable DType dtype(int i, String keyword) {
        return dtype(arg(i, keyword), keyword);
    }

    public @Nullable DType dtype(String keyword) {
        return dtype(arg(keyword), keyword);
    }

    /** The element type. */
    public DType dtype(String keyword, DType absent) {
        DType given = dtype(keyword);
        return given == null ? absent : given;
    }

    // ---- for the runner

    /** What was given (not None) and not read; null if all was read. */
    @Nullable String unread() {
        for (int i = 0; i < args.size(); i++) {
            if (!readArgs.contains(i) && args.get(i) != null) {
                return "argument " + i;
            }
        }
        for (Map.Entry<String, @Nullable Object> each : kwargs.entrySet()) {
            if (!readKwargs.contains(each.getKey()) && each.getValue() != null) {
                return "argument " + each.getKey();
            }
        }
        return null;
    }

    /** All tensors among the arguments, those in lists too. */
    List<Tensor> allTensors() {
        List<Tensor> found = new ArrayList<>();
        collect(args, found);
        collect(new ArrayList<>(kwargs.values()), found);
        return found;
    }

    private static void collect(@Nullable Object value, List<Tensor> found) {
        if (value instanceof Tensor t) {
            found.add(t);
        } else if (value instanceof List<?> list) {
            list.forEach(item -> collect(item, found));
        }
    }

    private List<@Nullable Object> rest(int from) {
        List<@Nullable Object> rest = new ArrayList<>();
        for (int i = from; i < args.size(); i++) {
            rest.add(arg(i));
        }
        return rest;
    }

    private static Object required(@Nullable Object value, String name) {
        if (value == null) {
            throw new Unsupported(name + " is not given");
        }
        return value;
    }

    private static Unsupported not(String wanted, @Nullable Object value, String name) {
        return new Unsupported(
                name + " is no " + wanted + (value == null ? " but None" : ": " + value.getClass().getSimpleName()));
    }

    private static Tensor tensor(@Nullable Object value, String name) {
        if (value instanceof Tensor t) {
            return t;
        }
        throw not("tensor", value, name);
    }

    private static Tensor tensorOrScalar(@Nullable Object value, String name) {
        return switch (value) {
            case Tensor t -> t;
            case Double d -> Tensor.scalar(d.doubleValue());
            case Long n -> Tensor.scalar(n.longValue());
            case Boolean b -> Tensor.wrap(Array.immediate(DType.BOOL, b ? 1L : 0L));
            case null, default -> throw not("tensor or number", value, name);
        };
    }

    private static List<Tensor> tensors(@Nullable Object value, String name) {
        List<Tensor> tensors = new ArrayList<>();
        for (Object item : asList(value, name)) {
            tensors.add(tensor(item, name));
        }
        return tensors;
    }

    private static double number(@Nullable Object value, String name) {
        return switch (value) {
            case Number n -> n.doubleValue();
            case Boolean b -> b ? 1 : 0;
            case null, default -> throw not("number", value, name);
        };
    }

    private static long integer(@Nullable Object value, String name) {
        return switch (value) {
            case Long n -> n;
            case Boolean b -> b ? 1 : 0;
            case null, default -> throw not("integer", value, name);
        };
    }

    private static int toInt(long value) {
        return Math.clamp(value, Integer.MIN_VALUE, Integer.MAX_VALUE);
    }

    private static boolean bool(@Nullable Object value, String name) {
        return switch (value) {
            case Boolean b -> b;
            case Long n -> n != 0;
            case null, default -> throw not("truth value", value, name);
        };
    }

    private static long[] longs(@Nullable Object value, String name) {
        if (!(value instanceof List<?>)) {
            return new long[] {integer(value, name)};
        }
        return asList(value, name).stream().mapToLong(item -> integer(item, name)).toArray();
    }

    private static int[] toInts(long[] values) {
        int[] ints = new int[values.length];
        for (int i = 0; i < ints.length; i++) {
            ints[i] = toInt(values[i]);
        }
        return ints;
    }

    private static String string(@Nullable Object value, String name) {
        if (value instanceof String s) {
            return s;
        }
        throw not("string", value, name);
    }

    private static @Nullable DType dtype(@Nullable Object value, String name) {
        return switch (value) {
            case null -> null;
            case DType type -> type;
            default -> throw not("dtype", value, name);
        };
    }

    @SuppressWarnings("unchecked") // only lists of plain objects are made
    private static List<@Nullable Object> asList(@Nullable Object value, String name) {
        if (value instanceof List<?> list) {
            return (List<@Nullable Object>) Objects.requireNonNull(list);
        }
        throw not("list", value, name);
    }
}
