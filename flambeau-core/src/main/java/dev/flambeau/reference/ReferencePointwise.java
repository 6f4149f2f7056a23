package dev.flambeau.reference;

import dev.flambeau.expr.Expr;
import dev.flambeau.expr.Expr.Kind;
import dev.flambeau.expr.Interpreter;
import dev.flambeau.expr.PointwiseKernel;
import dev.flambeau.spi.Array;
import dev.flambeau.spi.Raw;
import java.util.List;

/** Evaluates a kernel's expressions with the {@link Interpreter}, one position after another. */
final class ReferencePointwise {
    private ReferencePointwise() {}

    static void run(PointwiseKernel kernel, Array[] outs, Array[] ins) {
        Array[] arrays = new Array[outs.length + ins.length];
        System.arraycopy(outs, 0, arrays, 0, outs.length);
        System.arraycopy(ins, 0, arrays, outs.length, ins.length);
        Positions positions = Positions.over(arrays);
        if (kernel.kind() == Kind.LONG) {
            inLongs(kernel.outputs(), outs, ins, positions);
        } else {
            inDoubles(kernel.outputs(), kernel.kind(), outs, ins, positions);
        }
    }

    private static void inDoubles(List<Expr> exprs, Kind kind, Array[] outs, Array[] ins, Positions p) {
        double[] inputs = new double[ins.length];
        double[] results = new double[outs.length];
        for (; p.valid(); p.next()) {
            for (int i = 0; i < ins.length; i++) {
                double value = Elements.getDouble(ins[i], p.at(outs.length + i));
                inputs[i] = kind == Kind.FLOAT ? (float) value : value;
            }
            // all results before the first write: an output may be an input
            for (int k = 0; k < outs.length; k++) {
                double value = Interpreter.evaluate(exprs.get(k), kind, inputs);
                results[k] = kind == Kind.FLOAT ? (float) value : value;
            }
            for (int k = 0; k < outs.length; k++) {
                Raw.putDouble(outs[k].dtype, p.at(k), results[k]);
            }
        }
    }

    private static void inLongs(List<Expr> exprs, Array[] outs, Array[] ins, Positions p) {
        long[] inputs = new long[ins.length];
        long[] results = new long[outs.length];
        for (; p.valid(); p.next()) {
            for (int i = 0; i < ins.length; i++) {
                inputs[i] = Elements.getLong(ins[i], p.at(outs.length + i));
            }
            for (int k = 0; k < outs.length; k++) {
                results[k] = Interpreter.evaluate(exprs.get(k), inputs);
            }
            for (int k = 0; k < outs.length; k++) {
                Raw.putLong(outs[k].dtype, p.at(k), results[k]);
            }
        }
    }
}
