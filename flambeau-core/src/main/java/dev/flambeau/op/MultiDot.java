package dev.flambeau.op;

import dev.flambeau.ArgumentException;
import dev.flambeau.ShapeException;
import dev.flambeau.Tensor;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;

/** A chain of matrix products, bracketed for the fewest multiplications. */
final class MultiDot {
    private MultiDot() {}

    static Tensor apply(List<Tensor> tensors) {
        int n = tensors.size();
        if (n < 2) {
            throw new ArgumentException("multi_dot(): expected at least 2 tensors but got " + n);
        }
        List<Tensor> chain = new ArrayList<>(tensors);
        boolean row = chain.getFirst().dim() == 1;
        boolean column = chain.getLast().dim() == 1;
        if (row) {
            chain.set(0, ViewOps.unsqueeze(chain.getFirst(), 0));
        }
        if (column) {
            chain.set(n - 1, ViewOps.unsqueeze(chain.getLast(), -1));
        }
        for (int i = 0; i < n; i++) {
            if (chain.get(i).dim() != 2) {
                throw new ShapeException("multi_dot(): tensor " + i + " must be "
                        + (i == 0 || i == n - 1 ? "1D or 2D" : "2D") + " but got "
                        + tensors.get(i).dim() + "D");
            }
            if (chain.get(i).dtype() != chain.getFirst().dtype()) {
                throw new dev.flambeau.DTypeException(
                        "multi_dot(): all tensors must have be the same dtype but tensor 0 is "
                                + chain.getFirst().dtype() + " and tensor " + i + " " + chain.get(i).dtype());
            }
            if (i > 0 && chain.get(i - 1).size(1) != chain.get(i).size(0)) {
                throw new ShapeException(
                        "multi_dot(): tensors " + (i - 1) + " and " + i + " with shapes "
                                + Arrays.toString(tensors.get(i - 1).array().sizes) + " and "
                                + Arrays.toString(tensors.get(i).array().sizes) + " cannot be multiplied");
            }
        }
        Tensor result = n == 2 ? Matrices.mm(chain.get(0), chain.get(1)) : product(chain, order(chain), 0, n - 1);
        if (row) {
            result = ViewOps.squeeze(result, new int[] {0});
        }
        return column ? ViewOps.squeeze(result, new int[] {-1}) : result;
    }

    private static Tensor product(List<Tensor> chain, int[][] split, int i, int j) {
        return i == j
                ? chain.get(i)
                : Matrices.mm(product(chain, split, i, split[i][j]), product(chain, split, split[i][j] + 1, j));
    }

    /** Where to split each part of the chain; Cormen et al., Introduction to Algorithms, 15.2. */
    private static int[][] order(List<Tensor> chain) {
        int n = chain.size();
        long[] sizes = new long[n + 1];
        for (int i = 0; i < n; i++) {
            sizes[i] = chain.get(i).size(0);
        }
        sizes[n] = chain.get(n - 1).size(1);
        long[][] cost = new long[n][n];
        int[][] split = new int[n][n];
        for (int length = 1; length < n; length++) {
            for (int i = 0; i + length < n; i++) {
                int j = i + length;
                cost[i][j] = Long.MAX_VALUE;
                for (int k = i; k < j; k++) {
                    long c = cost[i][k] + cost[k + 1][j] + sizes[i] * sizes[k + 1] * sizes[j + 1];
                    if (c < cost[i][j]) {
                        cost[i][j] = c;
                        split[i][j] = k;
                    }
                }
            }
        }
        return split;
    }
}
