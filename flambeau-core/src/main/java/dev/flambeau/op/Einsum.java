package dev.flambeau.op;

import dev.flambeau.ArgumentException;
import dev.flambeau.DTypeException;
import dev.flambeau.IndexException;
import dev.flambeau.ShapeException;
import dev.flambeau.Tensor;
import dev.flambeau.Torch;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import java.util.TreeSet;

/** Products over named dimensions: each pair of operands is one batched matrix product. */
public final class Einsum {
    /** Labels of the dimensions that an ellipsis stands for: above all letters, the last dimension first. */
    private static final int ELLIPSIS = 1 << 16;

    private Einsum() {}

    /** An operand and the label of each of its dimensions. */
    private record Labelled(Tensor tensor, List<Integer> labels) {}

    /** The sum of products that an equation such as {@code "bij,bjk->bik"} names. */
    public static Tensor einsum(String equation, List<Tensor> operands) {
        if (operands.isEmpty()) {
            throw new ArgumentException("einsum(): must provide at least one operand");
        }
        String plain = equation.replace(" ", "");
        int arrow = plain.indexOf("->");
        String left = arrow < 0 ? plain : plain.substring(0, arrow);
        String[] terms = left.split(",", -1);
        if (terms.length != operands.size()) {
            throw new ArgumentException("einsum(): "
                    + (terms.length < operands.size()
                            ? "more operands were provided than specified"
                            : "fewer operands were provided than specified")
                    + " in the equation '" + equation + "' (" + operands.size() + " for "
                    + terms.length + ")");
        }
        Map<Integer, Long> sizes = new TreeMap<>();
        List<Labelled> labelled = new ArrayList<>();
        int hidden = 0;
        Map<Integer, Integer> counts = new TreeMap<>();
        for (int i = 0; i < terms.length; i++) {
            List<Integer> labels = labels(terms[i], i, operands.get(i).dim());
            hidden = Math.max(hidden, (int) labels.stream().filter(l -> l >= ELLIPSIS).count());
            labels.forEach(l -> counts.merge(l, 1, Integer::sum));
            Labelled single = diagonal(operands.get(i), labels, i);
            checkSizes(single, sizes, i);
            labelled.add(single);
        }
        List<Integer> output =
                arrow < 0 ? implicit(counts, hidden) : explicit(plain.substring(arrow + 2), counts, hidden);
        return contract(labelled, output, sizes);
    }

    private static List<Integer> labels(String term, int operand, int rank) {
        List<Integer> labels = new ArrayList<>();
        int letters = (int) term.chars().filter(Character::isLetter).count();
        boolean dots = false;
        for (int i = 0; i < term.length(); i++) {
            char c = term.charAt(i);
            if (c == '.') {
                if (dots || !term.startsWith("...", i)) {
                    throw new ArgumentException("einsum(): found '.' for operand " + operand
                            + (dots
                                    ? " for which an ellipsis was already found"
                                    : " that is not part of any ellipsis"));
                }
                dots = true;
                i += 2;
                for (int k = rank - letters - 1; k >= 0; k--) {
                    labels.add(ELLIPSIS + k);
                }
            } else if (isLetter(c)) {
                labels.add((int) c);
            } else {
                throw new ArgumentException("einsum(): invalid subscript given at index " + i
                        + " in the equation string, subscripts must be in [a-zA-Z]");
            }
        }
        if (labels.size() != rank) {
            throw new ShapeException("einsum(): the number of subscripts in the equation (" + letters
                    + (labels.size() > rank || dots
                            ? ") is more than the number of dimensions ("
                            : ") does not match the number of dimensions (")
                    + rank + ") for operand "
                    + operand + (dots ? "" : " and no ellipsis was given"));
        }
        return labels;
    }

    private static boolean isLetter(char c) {
        return c >= 'a' && c <= 'z' || c >= 'A' && c <= 'Z';
    }

    /** The labels that occur once, in the order of the alphabet, after those of the ellipsis. */
    private static List<Integer> implicit(Map<Integer, Integer> counts, int hidden) {
        List<Integer> output = ellipsis(hidden);
        counts.forEach((label, count) -> {
            if (count == 1 && label < ELLIPSIS) {
                output.add(label);
            }
        });
        return output;
    }

    private static List<Integer> explicit(String term, Map<Integer, Integer> counts, int hidden) {
        List<Integer> output = new ArrayList<>();
        for (int i = 0; i < term.length(); i++) {
            char c = term.charAt(i);
            if (term.startsWith("...", i)) {
                output.addAll(ellipsis(hidden));
                i += 2;
            } else if (!isLetter(c)) {
                throw new ArgumentException("einsum(): invalid subscript given at index " + i
                        + " in the output, subscripts must be in [a-zA-Z]");
            } else if (!counts.containsKey((int) c)) {
                throw new ArgumentException(
                        "einsum(): output subscript " + c + " does not appear in the equation for any input operand");
            } else if (output.contains((int) c)) {
                throw new ArgumentException(
                        "einsum(): output subscript " + c + " appears more than once in the output");
            } else {
                output.add((int) c);
            }
        }
        return output;
    }

    private static List<Integer> ellipsis(int count) {
        List<Integer> labels = new ArrayList<>();
        for (int k = count - 1; k >= 0; k--) {
            labels.add(ELLIPSIS + k);
        }
        return labels;
    }

    /** Takes the diagonal over dimensions of the same label. */
    private static Labelled diagonal(Tensor x, List<Integer> labels, int operand) {
        Tensor result = x;
        List<Integer> rest = new ArrayList<>(labels);
        for (int i = 0; i < rest.size(); i++) {
            int again = rest.lastIndexOf(rest.get(i));
            while (again > i) {
                if (result.size(i) != result.size(again)) {
                    throw new ShapeException(
                            "einsum(): subscript " + name(rest.get(i)) + " is repeated for operand " + operand
                                    + " but the sizes don't match, " + result.size(again) + " != " + result.size(i));
                }
                // the diagonal comes last and goes back to where the label stood first
                result = Diagonals.diagonal(result, 0, i, again);
                result = Shapes.movedim(result, new int[] {-1}, new int[] {i});
                rest.subList(again, again + 1).clear();
                again = rest.lastIndexOf(rest.get(i));
            }
        }
        return new Labelled(result, rest);
    }

    private static void checkSizes(Labelled operand, Map<Integer, Long> sizes, int number) {
        for (int i = 0; i < operand.labels.size(); i++) {
            int label = operand.labels.get(i);
            long size = operand.tensor.size(i);
            long seen = sizes.getOrDefault(label, 1L);
            if (seen != size && seen != 1 && size != 1) {
                throw new ShapeException(
                        "einsum(): subscript " + name(label) + " has size " + size + " for operand " + number
                                + " which does not broadcast with previously seen size " + seen);
            }
            sizes.put(label, seen == 1 ? size : seen);
        }
    }

    private static String name(int label) {
        return label >= ELLIPSIS ? "..." : Character.toString((char) label);
    }

    /** From left to right, each product summed over what nobody needs any more. */
    private static Tensor contract(List<Labelled> operands, List<Integer> output, Map<Integer, Long> sizes) {
        Labelled result = operands.getFirst();
        for (int i = 1; i < operands.size(); i++) {
            Set<Integer> needed = new TreeSet<>(output);
            for (Labelled later : operands.subList(i + 1, operands.size())) {
                needed.addAll(later.labels);
            }
            result = pair(result, operands.get(i), needed);
        }
        result = sumOut(result, label -> !output.contains(label));
        Tensor x = result.tensor;
        List<Integer> labels = new ArrayList<>(result.labels);
        for (int label : output) {
            if (!labels.contains(label)) {
                x = ViewOps.unsqueeze(x, -1);
                labels.add(label);
            }
        }
        int[] order = output.stream().mapToInt(labels::indexOf).toArray();
        Tensor ordered = isSorted(order) ? x : ViewOps.permute(x, order);
        long[] full = output.stream().mapToLong(label -> sizes.getOrDefault(label, 1L)).toArray();
        return Arrays.equals(full, ordered.array().sizes) ? ordered : ViewOps.expand(ordered, full);
    }

    private static Labelled sumOut(Labelled x, java.util.function.IntPredicate gone) {
        int[] dims =
                java.util.stream.IntStream.range(0, x.labels.size()).filter(i -> gone.test(x.labels.get(i))).toArray();
        if (dims.length == 0) {
            return x;
        }
        Tensor sum = Reductions.sum(x.tensor, dims, false, x.tensor.dtype());
        return new Labelled(sum, x.labels.stream().filter(label -> !gone.test(label)).toList());
    }

    private static Labelled pair(Labelled a, Labelled b, Set<Integer> needed) {
        Labelled x = withoutOnes(a, b);
        Labelled y = withoutOnes(b, x);
        List<Integer> ys = y.labels;
        x = sumOut(x, label -> !needed.contains(label) && !ys.contains(label));
        List<Integer> xs = x.labels;
        y = sumOut(y, label -> !needed.contains(label) && !xs.contains(label));
        List<Integer> left = y.labels;
        List<Integer> batch =
                x.labels.stream().filter(label -> left.contains(label) && needed.contains(label)).toList();
        List<Integer> summed =
                x.labels.stream().filter(label -> left.contains(label) && !needed.contains(label)).toList();
        List<Integer> xFree = x.labels.stream().filter(label -> !left.contains(label)).toList();
        List<Integer> yFree = y.labels.stream().filter(label -> !xs.contains(label)).toList();
        List<Integer> labels = concat(batch, xFree, yFree);
        long[] sizes = new long[labels.size()];
        for (int i = 0; i < sizes.length; i++) {
            int label = labels.get(i);
            int at = x.labels.indexOf(label);
            sizes[i] = at >= 0 ? x.tensor.size(at) : y.tensor.size(y.labels.indexOf(label));
        }
        Tensor p = grouped(x, batch, xFree, summed);
        Tensor q = grouped(y, batch, summed, yFree);
        Tensor product = summed.isEmpty() ? Pointwise.MUL.apply(p, q) : Matrices.bmm(p, q);
        return new Labelled(ViewOps.reshape(product, sizes), labels);
    }

    /** Without the dimensions of size 1 that the other operand has, too: they only repeat. */
    private static Labelled withoutOnes(Labelled x, Labelled other) {
        int[] dims = java.util.stream.IntStream.range(0, x.labels.size())
                .filter(i -> x.tensor.size(i) == 1 && other.labels.contains(x.labels.get(i))).toArray();
        if (dims.length == 0) {
            return x;
        }
        List<Integer> labels = new ArrayList<>();
        for (int i = 0; i < x.labels.size(); i++) {
            int dim = i;
            if (Arrays.stream(dims).noneMatch(d -> d == dim)) {
                labels.add(x.labels.get(i));
            }
        }
        return new Labelled(ViewOps.squeeze(x.tensor, dims), labels);
    }

    /** The dimensions of three groups of labels as three dimensions. */
    private static Tensor grouped(Labelled x, List<Integer> first, List<Integer> second, List<Integer> third) {
        int[] order = concat(first, second, third).stream().mapToInt(x.labels::indexOf).toArray();
        Tensor ordered = isSorted(order) ? x.tensor : ViewOps.permute(x.tensor, order);
        return ViewOps.reshape(ordered, size(x, first), size(x, second), size(x, third));
    }

    private static boolean isSorted(int[] order) {
        for (int i = 0; i < order.length; i++) {
            if (order[i] != i) {
                return false;
            }
        }
        return true;
    }

    private static long size(Labelled x, List<Integer> labels) {
        return labels.stream().mapToLong(label -> x.tensor.size(x.labels.indexOf(label))).reduce(1, (a, b) -> a * b);
    }

    private static List<Integer> concat(List<Integer> a, List<Integer> b, List<Integer> c) {
        List<Integer> all = new ArrayList<>(a);
        all.addAll(b);
        all.addAll(c);
        return all;
    }

    /** The products summed over the last {@code count} dimensions of {@code x} and the first of {@code y}. */
    public static Tensor tensordot(Tensor x, Tensor y, int count) {
        if (count < 0 || count > x.dim() || count > y.dim()) {
            throw new ArgumentException("tensordot expects dims " + (count < 0 ? ">= 0" : "< ndim_a or ndim_b")
                    + ", but got dims=" + count + " for shapes " + x.size() + " and " + y.size());
        }
        int[] a = new int[count];
        int[] b = new int[count];
        for (int i = 0; i < count; i++) {
            a[i] = x.dim() - count + i;
            b[i] = i;
        }
        return tensordot(x, y, a, b);
    }

    /** The products summed over pairs of dimensions. */
    public static Tensor tensordot(Tensor x, Tensor y, int[] xDims, int[] yDims) {
        if (xDims.length != yDims.length) {
            throw new ArgumentException("both dimension lists should have same length");
        }
        if (x.dtype() != y.dtype()) {
            throw new DTypeException(
                    "both inputs should have same dtype: tensordot of " + x.dtype() + " and " + y.dtype());
        }
        List<Integer> xLabels = new ArrayList<>();
        List<Integer> yLabels = new ArrayList<>();
        for (int i = 0; i < x.dim(); i++) {
            xLabels.add(i);
        }
        for (int i = 0; i < y.dim(); i++) {
            yLabels.add(x.dim() + i);
        }
        for (int i = 0; i < xDims.length; i++) {
            if (x.dim() == 0 || y.dim() == 0) {
                throw new IndexException(
                        "Dimension specified as " + (x.dim() == 0 ? xDims : yDims)[i]
                                + " but tensor has no dimensions");
            }
            int a = Torch.wrapDim(xDims[i], x.dim());
            int b = Torch.wrapDim(yDims[i], y.dim());
            long p = x.size(a);
            long q = y.size(b);
            if (p != q && p != 1 && q != 1) {
                throw new ShapeException(
                        "contracted dimensions need to match, but first has size " + p + " in dim " + xDims[i]
                                + " and second has size " + q + " in dim " + yDims[i]);
            }
            yLabels.set(b, a);
        }
        List<Integer> output = new ArrayList<>();
        xLabels.stream().filter(label -> !yLabels.contains(label)).forEach(output::add);
        yLabels.stream().filter(label -> !xLabels.contains(label)).forEach(output::add);
        Map<Integer, Long> sizes = new TreeMap<>();
        Labelled left = new Labelled(x, xLabels);
        Labelled right = new Labelled(y, yLabels);
        checkSizes(left, sizes, 0);
        checkSizes(right, sizes, 1);
        return contract(List.of(left, right), output, sizes);
    }
}
