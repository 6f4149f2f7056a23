package dev.flambeau.cpu.vector;

import static dev.flambeau.expr.Expr.call;
import static dev.flambeau.expr.Expr.in;
import static dev.flambeau.expr.Expr.of;
import static dev.flambeau.expr.Expr.select;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.flambeau.DType;
import dev.flambeau.expr.Expr;
import dev.flambeau.expr.Expr.Kind;
import dev.flambeau.expr.Fn;
import dev.flambeau.expr.PointwiseKernel;
import dev.flambeau.spi.Array;
import java.util.ArrayList;
import java.util.List;
import java.util.Random;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/**
 * Expressions of any size, of few or many inputs, constants and results: all forms give the same bits, also where values are
 * more than registers.
 */
class RandomExpressionsTest {
    private static final int COUNT = 300;
    private static final double[] CONSTANTS = {0, -0.0, 1, -1, 0.5, 3, -7, 1e-3, 1e10, 0.1};

    @ParameterizedTest
    @EnumSource(value = Kind.class, names = {"FLOAT", "DOUBLE"})
    void haveTheSameBitsInAllForms(Kind kind) {
        int inMachineCode = 0;
        for (int seed = 0; seed < COUNT; seed++) {
            inMachineCode += check(kind, new Random(seed), kind + ", seed " + seed) ? 1 : 0;
        }
        assertTrue(inMachineCode > COUNT / 2 || Form.MACHINE.available() != Form.MACHINE, "only " + inMachineCode);
    }

    /** Whether one of the forms was machine code. */
    private static boolean check(Kind kind, Random random, String what) {
        DType type = kind == Kind.FLOAT ? DType.FLOAT32 : DType.FLOAT64;
        long n = 1 + random.nextInt(70);
        int inputs = 1 + random.nextInt(12);
        int outputs = 1 + random.nextInt(3);
        try (Fixtures f = new Fixtures()) {
            Array[] ins = new Array[inputs];
            List<Expr> numbers = new ArrayList<>();
            List<Expr> truths = new ArrayList<>(List.of(in(0).gt(0)));
            for (int i = 0; i < inputs; i++) {
                int sort = random.nextInt(5);
                ins[i] = sort == 0
                        ? Array.immediate(DType.FLOAT64, CONSTANTS[random.nextInt(CONSTANTS.length)])
                        : sort == 1 ? f.random(DType.BOOL, i, n) : f.of(type, shuffled(random), n);
                numbers.add(in(i));
            }
            int size = 1 + random.nextInt(40);
            for (int i = 0; i < size; i++) {
                if (random.nextInt(6) == 0) {
                    truths.add(truth(random, numbers, truths));
                } else {
                    numbers.add(number(random, numbers, truths));
                }
            }
            List<Expr> results = new ArrayList<>();
            Array[] outs = new Array[outputs];
            for (int k = 0; k < outputs; k++) {
                boolean isTruth = random.nextInt(4) == 0;
                results.add(isTruth ? truths.getLast() : k > 0 ? any(random, numbers) : all(numbers));
                outs[k] = f.empty(isTruth ? DType.BOOL : type, n);
            }
            PointwiseKernel kernel = new PointwiseKernel("random", results, inputs, kind);
            Array[] expected = null;
            for (JavaKernels kernels : Fixtures.FORMS) {
                Array[] mine = new Array[outputs];
                for (int k = 0; k < outputs; k++) {
                    mine[k] = f.copy(outs[k]);
                }
                kernels.pointwise(kernel, mine, ins);
                expected = expected == null ? mine : expected;
                for (int k = 0; k < outputs; k++) {
                    Fixtures.assertClose(expected[k], mine[k], 0, what + ", " + kernels.form());
                }
            }
            return isInMachineCode(kernel, outs, ins);
        }
    }

    private static boolean isInMachineCode(PointwiseKernel kernel, Array[] outs, Array[] ins) {
        int[] codes = new int[outs.length + ins.length];
        for (int k = 0; k < codes.length; k++) {
            Array a = k < outs.length ? outs[k] : ins[k - outs.length];
            codes[k] = a.immediate ? Access.VALUE : Access.dense(a.dtype);
        }
        return Loops.of(kernel, Form.MACHINE, codes) instanceof MachineLoop;
    }

    private static double[] shuffled(Random random) {
        double[] values = new double[41];
        for (int i = 0; i < values.length; i++) {
            values[i] = Fixtures.SPECIAL[random.nextInt(Fixtures.SPECIAL.length)];
        }
        return values;
    }

    private static <T> T any(Random random, List<T> of) {
        // the last ones most, so that expressions get deep; all sometimes, so that values live long
        return of.get(random.nextBoolean()
                ? random.nextInt(of.size())
                : of.size() - 1 - random.nextInt(Math.min(4, of.size())));
    }

    /** All of them added up, the last one first: the others have to be kept until it is there. */
    private static Expr all(List<Expr> numbers) {
        return numbers.reversed().stream().reduce(Expr::add).orElseThrow();
    }

    private static Expr number(Random random, List<Expr> numbers, List<Expr> truths) {
        Expr a = any(random, numbers);
        Expr b = random.nextInt(4) == 0
                ? of(random.nextInt(5) == 0 ? random.nextInt() : CONSTANTS[random.nextInt(CONSTANTS.length)])
                : any(random, numbers);
        return switch (random.nextInt(12)) {
            case 0 -> a.add(b);
            case 1 -> a.sub(b);
            case 2 -> a.mul(b);
            case 3 -> a.div(b);
            case 4 -> a.min(b);
            case 5 -> b.max(a);
            case 6 -> a.neg();
            case 7 -> a.abs().sqrt();
            case 8 -> a.exp();
            case 9 -> a.tanh();
            case 10 -> call(Fn.SIGN, a);
            default -> select(any(random, truths), a, b);
        };
    }

    private static Expr truth(Random random, List<Expr> numbers, List<Expr> truths) {
        Expr a = any(random, numbers);
        Expr b = any(random, numbers);
        Expr p = any(random, truths);
        Expr q = any(random, truths);
        return switch (random.nextInt(10)) {
            case 0 -> a.lt(b);
            case 1 -> a.le(b);
            case 2 -> a.gt(b);
            case 3 -> a.ge(b);
            case 4 -> a.eq(b);
            case 5 -> a.ne(b);
            case 6 -> p.and(q);
            case 7 -> p.or(q);
            case 8 -> p.xor(q);
            default -> p.not();
        };
    }
}
