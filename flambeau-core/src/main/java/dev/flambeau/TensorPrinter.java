package dev.flambeau;

import dev.flambeau.autograd.Node;
import dev.flambeau.spi.Array;
import java.lang.ref.Reference;
import java.math.BigDecimal;
import java.math.MathContext;
import java.math.RoundingMode;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;

/**
 * PyTorch's printed form of a tensor, character for character: all numbers as wide as the widest, in one notation, whole up to 1000
 * elements.
 */
final class TensorPrinter {
    private static final String PREFIX = "tensor(";

    private final Array array;
    private final PrintOptions options;
    private final boolean summarize;
    private final boolean floating;
    private boolean integral = true; // floating numbers that are all integers
    private boolean scientific;
    private int width = 1;

    private TensorPrinter(Array array, PrintOptions options) {
        this.array = array;
        this.options = options;
        this.summarize = array.numel > options.threshold();
        this.floating = array.dtype.isFloatingPoint();
        measure();
    }

    static String print(Tensor tensor) {
        PrintOptions options = PrintOptions.current();
        Array array = tensor.array();
        List<String> suffixes = new ArrayList<>();
        if (!tensor.device().type().equals("cpu")) {
            suffixes.add("device='" + tensor.device() + "'");
        }
        String body;
        if (array.numel == 0) {
            if (array.dim() != 1) {
                suffixes.add("size=" + tuple(array.sizes));
            }
            if (array.dtype != Torch.getDefaultDtype()) {
                suffixes.add("dtype=" + array.dtype);
            }
            body = "[]";
        } else {
            if (options.edgeItems() == 0) {
                suffixes.add("size=" + tuple(array.sizes));
            }
            if (array.dtype != Torch.getDefaultDtype() && array.dtype != DType.INT64 && array.dtype != DType.BOOL) {
                suffixes.add("dtype=" + array.dtype);
            }
            body = new TensorPrinter(array, options).part(0, 0, PREFIX.length());
            Reference.reachabilityFence(tensor);
        }
        String gradFn = gradFnName(tensor);
        if (gradFn != null) {
            suffixes.add("grad_fn=<" + gradFn + ">");
        } else if (tensor.requiresGrad()) {
            suffixes.add("requires_grad=True");
        }
        return withSuffixes(PREFIX + body, suffixes, options.lineWidth());
    }

    /** The name of the step that made the tensor; PyTorch's {@code Invalid} where a change in place made the history untold. */
    private static @Nullable String gradFnName(Tensor tensor) {
        try {
            Node gradFn = tensor.gradFn();
            return gradFn == null ? null : gradFn.name();
        } catch (AutogradException e) {
            return "Invalid";
        }
    }

    private static String withSuffixes(String text, List<String> suffixes, int lineWidth) {
        StringBuilder result = new StringBuilder(text);
        int lastLine = text.length() - text.lastIndexOf('\n') + 1;
        for (String suffix : suffixes) {
            if (lastLine + suffix.length() + 2 > lineWidth) {
                result.append(",\n").append(" ".repeat(PREFIX.length())).append(suffix);
                lastLine = PREFIX.length() + suffix.length();
            } else {
                result.append(", ").append(suffix);
                lastLine += suffix.length() + 2;
            }
        }
        return result.append(')').toString();
    }

    private static String tuple(long[] sizes) {
        return Arrays.stream(sizes).mapToObj(Long::toString)
                .collect(Collectors.joining(", ", "(", sizes.length == 1 ? ",)" : ")"));
    }

    // ---- the notation and width, from the elements that will be shown

    private void measure() {
        if (!floating) {
            shown(0, 0, position -> width = Math.max(width, format(position).length()));
            return;
        }
        double[] range = {Double.POSITIVE_INFINITY, 0}; // of the magnitudes of what is finite and not 0
        shown(0, 0, position -> {
            double value = array.getDouble(position);
            if (Double.isFinite(value) && value != 0) {
                range[0] = Math.min(range[0], Math.abs(value));
                range[1] = Math.max(range[1], Math.abs(value));
                integral &= value == Math.ceil(value);
            }
        });
        if (range[1] == 0) {
            return; // zeros, infinities and NaN alone
        }
        Boolean chosen = options.sciMode();
        scientific = chosen != null ? chosen : range[1] / range[0] > 1000 || range[1] > 1e8 || range[0] < 1e-4;
        shown(0, 0, position -> {
            double value = array.getDouble(position);
            if (Double.isFinite(value) && value != 0) {
                width = Math.max(width, format(value).length());
            }
        });
    }

    /** Visits the positions that a summary shows. */
    private void shown(int dim, long position, java.util.function.LongConsumer visitor) {
        if (dim == array.dim()) {
            visitor.accept(position);
            return;
        }
        long size = array.sizes[dim];
        long edge = cut(size) ? options.edgeItems() : size;
        for (long i = 0; i < edge; i++) {
            shown(dim + 1, position * size + i, visitor);
        }
        if (cut(size)) {
            for (long i = size - edge; i < size; i++) {
                shown(dim + 1, position * size + i, visitor);
            }
        }
    }

    /** Whether the middle of so long a dimension is left out. */
    private boolean cut(long size) {
        return summarize && size > 2L * options.edgeItems();
    }

    // ---- the text

    private String part(int dim, long position, int indent) {
        int rank = array.dim();
        if (dim == rank) {
            return pad(format(position));
        }
        long size = array.sizes[dim];
        boolean last = dim == rank - 1;
        List<String> parts = new ArrayList<>();
        long edge = cut(size) ? options.edgeItems() : size;
        for (long i = 0; i < edge; i++) {
            parts.add(part(dim + 1, position * size + i, indent + 1));
        }
        if (cut(size)) {
            parts.add(last && edge > 0 ? " ..." : "...");
            for (long i = size - edge; i < size; i++) {
                parts.add(part(dim + 1, position * size + i, indent + 1));
            }
        }
        String margin = " ".repeat(indent + 1);
        if (!last) {
            return "[" + String.join("," + "\n".repeat(rank - dim - 1) + margin, parts) + "]";
        }
        int perLine = Math.max(1, Math.floorDiv(options.lineWidth() - indent, width + 2));
        List<String> lines = new ArrayList<>();
        for (int i = 0; i < parts.size(); i += perLine) {
            lines.add(String.join(", ", parts.subList(i, Math.min(i + perLine, parts.size()))));
        }
        return "[" + String.join(",\n" + margin, lines) + "]";
    }

    private String pad(String number) {
        return " ".repeat(Math.max(0, width - number.length())) + number;
    }

    private String format(long position) {
        if (array.dtype == DType.BOOL) {
            return array.getLong(position) != 0 ? "True" : "False";
        }
        return floating ? format(array.getDouble(position)) : Long.toString(array.getLong(position));
    }

    private String format(double value) {
        String special = special(value);
        if (special != null) {
            return special;
        }
        if (scientific) {
            return exponential(value, options.precision());
        }
        return integral ? fixed(value, 0) + "." : fixed(value, options.precision());
    }

    private static @Nullable String special(double value) {
        if (Double.isNaN(value)) {
            return "nan";
        }
        return Double.isInfinite(value) ? value > 0 ? "inf" : "-inf" : null;
    }

    /** Python's {@code f"{value:.4f}"}: the exact binary value, rounded half to even. */
    static String fixed(double value, int digits) {
        String magnitude = new BigDecimal(Math.abs(value)).setScale(digits, RoundingMode.HALF_EVEN).toPlainString();
        return sign(value) + magnitude;
    }

    /** Python's {@code f"{value:.4e}"}. */
    static String exponential(double value, int digits) {
        String mantissa = "0".repeat(digits + 1);
        int exponent = 0;
        if (value != 0) {
            BigDecimal rounded =
                    new BigDecimal(Math.abs(value)).round(new MathContext(digits + 1, RoundingMode.HALF_EVEN));
            String unscaled = rounded.unscaledValue().toString();
            exponent = unscaled.length() - 1 - rounded.scale();
            mantissa = unscaled.length() > digits
                    ? unscaled.substring(0, digits + 1)
                    : unscaled + "0".repeat(digits + 1 - unscaled.length());
        }
        String point = digits == 0 ? "" : "." + mantissa.substring(1);
        String power = Integer.toString(Math.abs(exponent));
        return sign(value) + mantissa.charAt(0) + point + "e" + (exponent < 0 ? "-" : "+")
                + (power.length() < 2 ? "0" + power : power);
    }

    private static String sign(double value) {
        return Double.doubleToRawLongBits(value) < 0 ? "-" : "";
    }
}
