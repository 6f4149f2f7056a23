package dev.flambeau.cpu.vector;

/** Adds something to each product before it is stored. */
record Sum(Target target, Matrix addend) implements Target {
    @Override
    public void take(Rows rows, int from, long row, int count, long column, int n) {
        for (int i = 0; i < count; i++) {
            addend.load(rows, Product.SPARE, row + i, 1, column, n);
            rows.add(from + i, Product.SPARE, n);
        }
        target.take(rows, from, row, count, column, n);
    }
}
