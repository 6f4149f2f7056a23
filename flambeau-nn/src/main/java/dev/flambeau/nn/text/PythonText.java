package dev.flambeau.nn.text;

import java.math.BigDecimal;
import java.util.Arrays;
import java.util.List;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;

/** Values as Python prints them, for the printed forms of modules and optimizers. */
public final class PythonText {
    private static final int SMALLEST_PLAIN_EXPONENT = -4;
    private static final int FIRST_SCIENTIFIC_EXPONENT = 16;

    private PythonText() {}

    /** A value of any kind: {@code None} for null, {@code True}, {@code 1e-05}, a list as a tuple. */
    public static String of(@Nullable Object value) {
        return switch (value) {
            case null -> "None";
            case Boolean b -> of(b.booleanValue());
            case Double d -> of(d.doubleValue());
            case List<?> list -> list.stream().map(PythonText::of).collect(Collectors.joining(", ", "(", ")"));
            default -> value.toString();
        };
    }

    public static String of(boolean value) {
        return value ? "True" : "False";
    }

    /** The shortest text that reads as the number: {@code 0.1}, {@code 1e-05}, {@code 1.0}. */
    public static String of(double value) {
        if (Double.isNaN(value)) {
            return "nan";
        }
        if (Double.isInfinite(value)) {
            return value > 0 ? "inf" : "-inf";
        }
        String text = Double.toString(value);
        int e = text.indexOf('E');
        if (e < 0) {
            return text;
        }
        int exponent = Integer.parseInt(text.substring(e + 1));
        if (exponent >= SMALLEST_PLAIN_EXPONENT && exponent < FIRST_SCIENTIFIC_EXPONENT) {
            String plain = new BigDecimal(text).stripTrailingZeros().toPlainString();
            return plain.contains(".") ? plain : plain + ".0";
        }
        String mantissa = text.substring(0, e);
        String digits = mantissa.endsWith(".0") ? mantissa.substring(0, mantissa.length() - 2) : mantissa;
        return digits + (exponent < 0 ? "e-" : "e+") + (Math.abs(exponent) < 10 ? "0" : "") + Math.abs(exponent);
    }

    /** Sizes as they were given: one number alone, several as a tuple; the least long stands for None. */
    public static String of(long[] sizes) {
        if (sizes.length == 1) {
            return size(sizes[0]);
        }
        return Arrays.stream(sizes).mapToObj(PythonText::size).collect(Collectors.joining(", ", "(", ")"));
    }

    private static String size(long size) {
        return size == Long.MIN_VALUE ? "None" : Long.toString(size);
    }
}
