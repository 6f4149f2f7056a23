package dev.flambeau.cpu.vector;

import static dev.flambeau.expr.Expr.call;
import static dev.flambeau.expr.Expr.in;
import static dev.flambeau.expr.Expr.of;
import static dev.flambeau.expr.Expr.select;
import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.flambeau.ArgumentException;
import dev.flambeau.DType;
import dev.flambeau.expr.Expr;
import dev.flambeau.expr.Expr.Kind;
import dev.flambeau.expr.Fn;
import dev.flambeau.expr.PointwiseKernel;
import dev.flambeau.reference.ReferenceKernels;
import dev.flambeau.spi.Array;
import dev.flambeau.spi.Kernels;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.EnumSet;
import java.util.List;
import java.util.Set;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/** Compiled pointwise kernels beside the interpreter. */
class PointwiseTest {
    private static final long[] SIZES = {0, 1, 7, 15, 16, 17, 33, 1000};
    private static final Set<Fn> EXACT =
            Set.of(Fn.ADD, Fn.SUB, Fn.MUL, Fn.DIV, Fn.MIN, Fn.MAX, Fn.NEG, Fn.ABS, Fn.SIGN, Fn.SQRT,
                    Fn.FLOOR, Fn.CEIL, Fn.TRUNC, Fn.ROUND, Fn.COPYSIGN, Fn.REMAINDER, Fn.FMOD, Fn.FLOOR_DIV,
                    Fn.TRUNC_DIV, Fn.NEXTAFTER);

    /** Functions that take as many steps as their second argument says. */
    private static final Set<Fn> COUNTING = EnumSet.range(Fn.CHEBYSHEV_T, Fn.LEGENDRE_P);

    private static final Kernels REFERENCE = new ReferenceKernels();
    /** Runs an expression with the interpreter and in all forms; the forms have to agree to the bit. */
    private static void check(String what, double tolerance, Kind kind, Expr expr, Array out, Fixtures f,
            Array... ins) {
        check(what, tolerance, new PointwiseKernel(what, List.of(expr), ins.length, kind), new Array[] {out}, f, ins);
    }

    private static void check(String what, double tolerance, PointwiseKernel kernel, Array[] outs, Fixtures f,
            Array... ins) {
        Array[] expected = Arrays.stream(outs).map(f::copy).toArray(Array[]::new);
        REFERENCE.pointwise(kernel, expected, ins);
        List<Array[]> results = new ArrayList<>();
        for (JavaKernels kernels : Fixtures.FORMS) {
            Array[] result = Arrays.stream(outs).map(f::copy).toArray(Array[]::new);
            kernels.pointwise(kernel, result, ins);
            results.add(result);
            for (int k = 0; k < outs.length; k++) {
                Fixtures.assertClose(expected[k], result[k], tolerance, what);
                Fixtures.assertClose(results.getFirst()[k], result[k], 0,
                        what + ", " + kernels.form() + " beside plain");
            }
        }
    }

    /** All pairs of special values, as two arrays' contents. */
    private static double[][] pairs(double[] values) {
        double[] a = new double[values.length * values.length];
        double[] b = a.clone();
        for (int i = 0; i < a.length; i++) {
            a[i] = values[i / values.length];
            b[i] = values[i % values.length];
        }
        return new double[][] {a, b};
    }

    @ParameterizedTest
    @EnumSource(Fn.class)
    void functionsOfFloats(Fn fn) {
        floating(fn, Kind.FLOAT, DType.FLOAT32, EXACT.contains(fn) ? 0 : 1e-6);
    }

    @ParameterizedTest
    @EnumSource(Fn.class)
    void functionsOfDoubles(Fn fn) {
        floating(fn, Kind.DOUBLE, DType.FLOAT64, EXACT.contains(fn) ? 0 : 1e-14);
    }

    private static void floating(Fn fn, Kind kind, DType type, double tolerance) {
        if (!fn.takesDoubles()) {
            return;
        }
        double[] dense = new double[2000];
        for (int i = 0; i < dense.length; i++) {
            dense[i] = (i - 1000) * 0.01037;
        }
        double[][] pairs = pairs(Fixtures.SPECIAL);
        if (COUNTING.contains(fn)) {
            Arrays.setAll(pairs[1], i -> Math.clamp(pairs[1][i], -100, 100));
        }
        Expr expr = fn.arity() == 1 ? call(fn, in(0)) : call(fn, in(0), in(1));
        String what = fn + " in " + kind;
        try (Fixtures f = new Fixtures()) {
            for (long n : SIZES) {
                Array[] ins = fn.arity() == 1
                        ? new Array[] {f.of(type, Fixtures.SPECIAL, n)}
                        : new Array[] {f.of(type, pairs[0], n), f.of(type, pairs[1], n)};
                check(what, tolerance, kind, expr, f.empty(type, n), f, ins);
            }
            if (fn.arity() == 1) {
                check(what, tolerance, kind, expr, f.empty(type, dense.length), f, f.of(type, dense, dense.length));
            } else {
                long n = pairs[0].length;
                check(what, tolerance, kind, expr, f.empty(type, n), f, f.of(type, pairs[0], n),
                        f.of(type, pairs[1], n));
            }
        }
    }

    @ParameterizedTest
    @EnumSource(Fn.class)
    void functionsOfIntegers(Fn fn) {
        if (!fn.takesLongs()) {
            return;
        }
        double[] values = {0, 1, -1, 2, -2, 3, 5, -7, 63, 64, 100, -100, Integer.MAX_VALUE, 1e15, -1e15};
        double[] divisors = Arrays.copyOfRange(values, 1, values.length);
        boolean divides = Set.of(Fn.FLOOR_DIV, Fn.TRUNC_DIV, Fn.REMAINDER, Fn.FMOD).contains(fn);
        double[][] pairs = pairs(divides ? divisors : values);
        Expr expr = fn.arity() == 1 ? call(fn, in(0)) : call(fn, in(0), in(1));
        try (Fixtures f = new Fixtures()) {
            for (long n : new long[] {0, 1, 17, pairs[0].length}) {
                Array[] ins = {f.of(DType.INT64, pairs[0], n), f.of(DType.INT64, pairs[1], n)};
                check(fn + " of longs", 0, Kind.LONG, expr, f.empty(DType.INT64, n), f, Arrays.copyOf(ins, fn.arity()));
            }
            if (divides) {
                Array zero = f.of(DType.INT64, new double[] {0}, 3);
                PointwiseKernel kernel = new PointwiseKernel("division", List.of(expr), 2, Kind.LONG);
                assertThrows(ArgumentException.class,
                        () -> Fixtures.FORMS.getFirst().pointwise(kernel, new Array[] {f.empty(DType.INT64, 3)},
                                new Array[] {zero, zero}));
            }
        }
    }

    private static List<Expr> truths(Expr a, Expr b, Expr c) {
        List<Expr> list =
                new ArrayList<>(List.of(a.lt(b), a.le(b), a.gt(b), a.ge(b), a.eq(b), a.ne(b), a.isNan(), a.lt(b).not(),
                        a.lt(b).and(b.gt(1)), a.lt(b).or(c), a.lt(b).xor(c.not()), c, c.and(a), a.not(), b.eq(c)));
        list.addAll(List.of(select(a.lt(b), a, b), select(c, a.add(1), b), select(c.not().or(a.ge(b)), of(0), a.mul(b)),
                a.lt(b).add(c), a.gt(0).mul(b), select(a, b, of(-0.0)),
                select(a.gt(b), a.div(b), b.div(a)).add(a.div(b)), of(3), c.add(1)));
        return list;
    }

    @ParameterizedTest
    @EnumSource(Kind.class)
    void comparisonsLogicAndChoice(Kind kind) {
        DType type = kind == Kind.FLOAT ? DType.FLOAT32 : kind == Kind.DOUBLE ? DType.FLOAT64 : DType.INT64;
        double[] values = kind == Kind.LONG ? new double[] {1, 2, -3, 4, 5, -6, 7, 1e9} : Fixtures.SPECIAL;
        double[][] pairs = pairs(values);
        for (Expr expr : truths(in(0), in(1), in(2))) {
            if (kind == Kind.LONG && expr.toString().contains("DIV")) {
                continue;
            }
            try (Fixtures f = new Fixtures()) {
                for (long n : new long[] {1, 15, 16, 17, 100, pairs[0].length}) {
                    Array a = f.of(type, pairs[0], n);
                    Array b = f.of(type, pairs[1], n);
                    Array c = f.random(DType.BOOL, 1, n);
                    check(expr.toString(), 0, kind, expr, f.empty(DType.BOOL, n), f, a, b, c);
                    check(expr.toString(), kind == Kind.FLOAT ? 1e-6 : 1e-14, kind, expr, f.empty(type, n), f, a, b, c);
                    Array yes = Array.immediate(DType.BOOL, 1);
                    check(expr.toString(), 0, kind, expr, f.empty(DType.BOOL, n), f, a, Array.immediate(type, 2), yes);
                }
            }
        }
    }

    /** Beside the reference, bit for bit: plain code makes masks of the floats' bits. */
    @Test
    void choiceBySign() {
        double[] values = Arrays.copyOf(Fixtures.SPECIAL, Fixtures.SPECIAL.length + 1);
        values[Fixtures.SPECIAL.length] = Double.longBitsToDouble(0xfff8L << 48); // a NaN with a sign
        double[][] pairs = pairs(values);
        Expr x = in(0);
        Expr y = in(1);
        List<Expr> truths = List.of(y.lt(0), y.le(0), y.gt(0), y.ge(0), y.eq(0), y.ne(0), y.lt(-0.0),
                x.gt(0).and(y.gt(0)), x.gt(0).or(y.le(0)), x.lt(0).xor(y.lt(0)), y.gt(0).not(),
                x.lt(y), x.le(y), x.gt(y), x.ge(y), x.eq(y), x.ne(y), y.lt(1.5), y.ge(-2.5), y.eq(of(3.5)));
        try (Fixtures f = new Fixtures()) {
            for (int t = 0; t < truths.size(); t++) {
                Expr truth = truths.get(t);
                for (Expr expr : List.of(select(truth, of(0), x), select(truth, x, of(-2)),
                        select(truth, x, select(x.le(0), y, in(2))))) {
                    for (long n : new long[] {1, Blocks.FEW, Blocks.SIZE, 2 * Blocks.SIZE + 11, pairs[0].length}) {
                        Array[] ins = {f.of(DType.FLOAT32, pairs[0], n), f.of(DType.FLOAT32, pairs[1], n),
                            Array.immediate(DType.FLOAT64, 3.5)};
                        PointwiseKernel kernel = new PointwiseKernel("choice", List.of(expr), 3, Kind.FLOAT);
                        Array expected = f.empty(DType.FLOAT32, n);
                        REFERENCE.pointwise(kernel, new Array[] {expected}, ins);
                        for (JavaKernels kernels : Fixtures.FORMS) {
                            Array out = f.empty(DType.FLOAT32, n);
                            kernels.pointwise(kernel, new Array[] {out}, ins);
                            assertArrayEquals(Fixtures.bytes(expected), Fixtures.bytes(out),
                                    kernels.form() + ", truth " + t + ", " + n + " elements");
                        }
                    }
                }
            }
        }
    }

    /** Several stages of a plain loop: bits and floats in turn, values that both need, results of either sort, in place too. */
    @Test
    void stages() {
        Expr x = in(0);
        Expr y = in(1);
        Expr power = x.exp();
        Expr larger = select(x.lt(y), y, x);
        List<Expr> results = List.of(power, larger.mul(y), larger, x, of(2.5));
        PointwiseKernel kernel = new PointwiseKernel("stages", results, 2, Kind.FLOAT);
        double[][] pairs = pairs(Fixtures.SPECIAL);
        try (Fixtures f = new Fixtures()) {
            for (long n : new long[] {7, Blocks.SIZE, pairs[0].length}) {
                Array[] ins = {f.of(DType.FLOAT32, pairs[0], n), f.of(DType.FLOAT32, pairs[1], n)};
                Array[] outs = results.stream().map(_ -> f.empty(DType.FLOAT32, n)).toArray(Array[]::new);
                check("stages, " + n + " elements", 1e-6, kernel, outs, f, ins);
                Array[] inPlace = {f.copy(ins[0]), f.copy(ins[1])};
                PointwiseKernel both = new PointwiseKernel("both", results.subList(0, 2), 2, Kind.FLOAT);
                Array[] apart = {f.empty(DType.FLOAT32, n), f.empty(DType.FLOAT32, n)};
                Fixtures.FORMS.getFirst().pointwise(both, apart, ins);
                Fixtures.FORMS.getFirst().pointwise(both, inPlace, inPlace);
                for (int k = 0; k < 2; k++) {
                    assertArrayEquals(Fixtures.bytes(apart[k]), Fixtures.bytes(inPlace[k]), "in place, " + n);
                }
            }
        }
    }

    /** Every type to every other, in every kind, over values at the edges of the types. */
    @ParameterizedTest
    @EnumSource(Kind.class)
    void elementTypes(Kind kind) {
        double[] floats = {0, 1, -1, 2.5, -2.5, 127.9, 128, 255.9, 256, -129, 40000, 65520, 70000, 2147483647.0,
            2147483648.0, 3e9, -3e9,
            1e10, 1e19, -1e19, 0.1, 1e-8, Double.NaN, Double.POSITIVE_INFINITY, Double.NEGATIVE_INFINITY, 16777217,
            33554433};
        double[] longs = {0, 1, -1, 2, 127, 128, 255, 256, -129, 32767, 40000, 70000, 2147483647.0, -3e9, 1e15,
            123456789, 16777217};
        for (DType from : DType.values()) {
            for (DType to : DType.values()) {
                try (Fixtures f = new Fixtures()) {
                    Array x = f.of(from, from.isFloatingPoint() ? floats : longs, 37);
                    check(from + " to " + to, 0, kind, in(0), f.empty(to, 37), f, x);
                    check(from + " to " + to, 0, kind, in(0).add(1), f.empty(to, 37), f, x);
                    Array table = f.of(from, from.isFloatingPoint() ? floats : longs, 3, 40);
                    check(from + " to " + to, 0, kind, in(0), Fixtures.every(f.empty(to, 3, 40), 1, 2), f,
                            Fixtures.every(table, 1, 2));
                    Array value = from.isFloatingPoint() ? Array.immediate(from, 2.5) : Array.immediate(from, 2L);
                    check(from + " to " + to, 0, kind, in(0).add(1), f.empty(to, 5), f, value);
                }
            }
        }
    }

    /** Images are bytes: a loop over blocks makes floats of them first. */
    @Test
    void unsignedBytes() {
        double[] values = java.util.stream.IntStream.range(0, 256).asDoubleStream().toArray();
        for (int n : new int[] {1, Blocks.FEW - 1, Blocks.FEW, 256, Blocks.SIZE, Blocks.SIZE + 1,
            3 * Blocks.SIZE - 5}) {
            try (Fixtures f = new Fixtures()) {
                Array bytes = f.of(DType.UINT8, values, n);
                Array floats = f.of(DType.FLOAT32, new double[] {0.5, -3, 1e20, Double.NaN}, n);
                Array out = f.empty(DType.FLOAT32, n);
                check("scaled", 0, Kind.FLOAT, in(0).div(255), out, f, bytes);
                check("beside floats", 0, Kind.FLOAT, in(0).mul(in(1)).sub(in(2)), out, f, floats, bytes, bytes);
                check("chosen by", 0, Kind.FLOAT, select(in(0).gt(127), in(1), in(0)), out, f, bytes, floats);
            }
        }
    }

    @Test
    void shapes() {
        for (DType type : new DType[] {DType.FLOAT32, DType.FLOAT64, DType.INT64, DType.BFLOAT16}) {
            Kind kind = type == DType.FLOAT64 ? Kind.DOUBLE : type == DType.INT64 ? Kind.LONG : Kind.FLOAT;
            Expr sum = in(0).mul(3).add(in(1));
            try (Fixtures f = new Fixtures()) {
                check("0-d", 0, kind, sum, f.empty(type), f, f.random(type, 1), f.random(type, 2));
                check("1s", 0, kind, sum, f.empty(type, 1, 1, 5, 1), f, f.random(type, 1, 1, 1, 5, 1),
                        f.random(type, 2, 1, 1, 5, 1));
                check("empty", 0, kind, sum, f.empty(type, 3, 0, 2), f, f.random(type, 1, 3, 0, 2),
                        f.random(type, 1, 2).broadcastTo(new long[] {3, 0, 2}));
                for (long[] size : new long[][] {{3, 5}, {33, 17}, {4, 64}, {64, 10}, {200, 3}, {2, 3, 20}, {5, 1, 40},
                    {3, 4, 5, 6}}) {
                    int last = size.length - 1;
                    Array x = f.random(type, 3, size);
                    Array row = f.random(type, 4, size[last]).broadcastTo(size);
                    long[] one = size.clone();
                    one[last] = 1;
                    Array column = f.random(type, 5, one).broadcastTo(size);
                    Array scalar = f.random(type, 6, 1).broadcastTo(size);
                    long[] turned = size.clone();
                    turned[0] = size[last];
                    turned[last] = size[0];
                    Array across = Fixtures.transpose(f.random(type, 7, turned), 0, last);
                    long[] wide = size.clone();
                    wide[last] = 2 * size[last];
                    Array gaps = Fixtures.every(f.random(type, 8, wide), last, 2);
                    long[] tall = size.clone();
                    tall[0] = 3 * size[0];
                    Array rows = Fixtures.every(f.random(type, 9, tall), 0, 3);
                    for (Array y : List.of(x, row, column, scalar, across, gaps, rows)) {
                        String what = type + " " + x + " with " + y;
                        check(what, 0, kind, sum, f.empty(type, size), f, x, y);
                        check(what, 0, kind, sum, f.empty(type, size), f, y, x);
                        check(what, 0, kind, sum, Fixtures.transpose(f.empty(type, turned), 0, last), f, y, across);
                        check(what, 0, kind, sum, Fixtures.every(f.empty(type, wide), last, 2), f, y, across);
                        check(what, 0, kind, in(0).lt(in(1)), f.empty(DType.BOOL, size), f, x, y);
                    }
                }
            }
        }
    }

    @Test
    void inPlace() {
        PointwiseKernel kernel = new PointwiseKernel("in place", List.of(in(0).mul(2).add(in(1))), 2, Kind.FLOAT);
        for (long n : new long[] {1, 5, 16, 17, 31, 33, 1000}) {
            for (JavaKernels kernels : Fixtures.FORMS) {
                try (Fixtures f = new Fixtures()) {
                    Array x = f.random(DType.FLOAT32, 1, n);
                    Array y = f.random(DType.FLOAT32, 2, n);
                    Array expected = f.copy(x);
                    REFERENCE.pointwise(kernel, new Array[] {expected}, new Array[] {x, y});
                    kernels.pointwise(kernel, new Array[] {x}, new Array[] {x, y});
                    Fixtures.assertClose(expected, x, 0, "in place " + n);
                }
            }
        }
    }

    @Test
    void severalOutputsAndManyInputs() {
        // Adam: parameter, gradient and two averages in, three of them out, scalars as immediates
        Expr m = in(2).mul(in(4)).add(in(1).mul(of(1).sub(in(4))));
        Expr v = in(3).mul(in(5)).add(in(1).square().mul(of(1).sub(in(5))));
        Expr p = in(0).sub(in(6).mul(m).div(call(Fn.SQRT, v).add(in(7))));
        PointwiseKernel adam = new PointwiseKernel("adam", List.of(p, m, v), 14, Kind.FLOAT);
        Array[] scalars = new Array[10];
        Arrays.fill(scalars, Array.immediate(DType.FLOAT32, 0.0));
        double[] values = {0.9, 0.999, 0.001, 1e-8};
        for (int i = 0; i < values.length; i++) {
            scalars[i] = Array.immediate(DType.FLOAT64, values[i]);
        }
        for (long n : SIZES) {
            try (Fixtures f = new Fixtures()) {
                Array[] ins = new Array[14];
                System.arraycopy(scalars, 0, ins, 4, 10);
                for (int i = 0; i < 4; i++) {
                    ins[i] = f.random(DType.FLOAT32, i, n);
                }
                REFERENCE.pointwise(new PointwiseKernel("abs", List.of(in(0).abs()), 1, Kind.FLOAT),
                        new Array[] {ins[3]}, new Array[] {ins[3]});
                check("adam", 2e-6, adam,
                        new Array[] {f.empty(DType.FLOAT32, n), f.empty(DType.FLOAT32, n), f.empty(DType.FLOAT32, n)},
                        f, ins);
            }
        }
        Expr sum = in(0);
        for (int i = 1; i < 30; i++) {
            sum = sum.add(in(i));
        }
        try (Fixtures f = new Fixtures()) {
            Array[] ins = new Array[30];
            Arrays.setAll(ins, i -> f.random(DType.FLOAT32, i, 20));
            check("30 inputs", 0, Kind.FLOAT, sum, f.empty(DType.FLOAT32, 20), f, ins);
        }
        try (Fixtures f = new Fixtures()) {
            check("no inputs", 0, Kind.FLOAT, of(2.5), f.empty(DType.FLOAT32, 33), f);
        }
    }

    @Test
    void divisionInABranchNotTaken() {
        Expr safe = call(Fn.FLOOR_DIV, in(0), in(1));
        Expr expr = select(in(1).eq(0), of(-1), safe.add(safe.mul(safe)));
        try (Fixtures f = new Fixtures()) {
            check("guarded division", 0, Kind.LONG, expr, f.empty(DType.INT64, 50), f, f.random(DType.INT64, 1, 50),
                    f.random(DType.INT64, 2, 50));
        }
    }

    @Test
    void largeArraysOnSeveralThreads() {
        int before = Parallel.threads();
        Expr expr = in(0).mul(in(1)).sub(in(1));
        PointwiseKernel kernel = new PointwiseKernel("large", List.of(expr), 2, Kind.FLOAT);
        try (Fixtures f = new Fixtures()) {
            Parallel.setThreads(3);
            for (Array y : List.of(f.random(DType.FLOAT32, 2, 700, 1001),
                    f.random(DType.FLOAT32, 2, 1001).broadcastTo(new long[] {700, 1001}))) {
                Array x = f.random(DType.FLOAT32, 1, 700, 1001);
                Array expected = f.empty(DType.FLOAT32, 700, 1001);
                REFERENCE.pointwise(kernel, new Array[] {expected}, new Array[] {x, y});
                for (JavaKernels kernels : Fixtures.FORMS) {
                    Array out = f.empty(DType.FLOAT32, 700, 1001);
                    kernels.pointwise(kernel, new Array[] {out}, new Array[] {x, y});
                    Fixtures.assertClose(expected, out, 0, "large");
                }
            }
        } finally {
            Parallel.setThreads(before);
        }
    }

    /** Results of so many bytes are written past the caches where they may be: not at odd places, nor over an input. */
    @Test
    void resultsPastTheCaches() {
        for (Kind kind : List.of(Kind.FLOAT, Kind.DOUBLE)) {
            DType type = kind == Kind.FLOAT ? DType.FLOAT32 : DType.FLOAT64;
            long n = Line.STREAMED_BYTES / type.size() + 77;
            PointwiseKernel kernel = new PointwiseKernel("past", List.of(in(0).mul(in(1)).add(of(3))), 2, kind);
            try (Fixtures f = new Fixtures()) {
                Array x = f.random(type, 1, n);
                Array y = f.random(type, 2, n);
                Array expected = f.empty(type, n);
                REFERENCE.pointwise(kernel, new Array[] {expected}, new Array[] {x, y});
                for (JavaKernels kernels : Fixtures.FORMS) {
                    Array over = f.copy(x);
                    Array odd = f.empty(type, n + 1).view(1, new long[] {n}, new long[] {1});
                    kernels.pointwise(kernel, new Array[] {over}, new Array[] {over, y});
                    Fixtures.assertClose(expected, over, 0, kernels.form() + " in place");
                    for (Array out : List.of(f.empty(type, n), odd)) {
                        kernels.pointwise(kernel, new Array[] {out}, new Array[] {x, y});
                        Fixtures.assertClose(expected, out, 0, kernels.form() + " past the caches");
                    }
                }
            }
        }
    }

    @Test
    void theVectorFormTakesOver() throws InterruptedException {
        if (!Form.hasVectors()) {
            return;
        }
        JavaKernels adaptive = new JavaKernels(Form.ADAPTIVE);
        PointwiseKernel kernel = new PointwiseKernel("adaptive", List.of(in(0).tanh().mul(in(0))), 1, Kind.FLOAT);
        try (Fixtures f = new Fixtures()) {
            Array x = f.of(DType.FLOAT32, Fixtures.SPECIAL, 1001);
            Array first = f.empty(DType.FLOAT32, 1001);
            adaptive.pointwise(kernel, new Array[] {first}, new Array[] {x});
            int[] codes = {Access.dense(DType.FLOAT32), Access.dense(DType.FLOAT32)};
            assertTrue(Loops.of(kernel, Form.ADAPTIVE, codes) instanceof WarmingLoop);
            long start = System.nanoTime();
            Array out = f.empty(DType.FLOAT32, 1001);
            while (Loops.of(kernel, Form.ADAPTIVE, codes) instanceof WarmingLoop) {
                assertTrue(System.nanoTime() - start < 60_000_000_000L, "the vector form is not ready after a minute");
                adaptive.pointwise(kernel, new Array[] {out}, new Array[] {x});
                Thread.sleep(1);
            }
            adaptive.pointwise(kernel, new Array[] {out}, new Array[] {x});
            assertArrayEquals(Fixtures.bytes(first), Fixtures.bytes(out));
            assertEquals(Form.ADAPTIVE, adaptive.form());
        }
    }
}
