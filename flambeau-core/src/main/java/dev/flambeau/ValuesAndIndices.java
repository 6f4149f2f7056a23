package dev.flambeau;

/** What a choice along a dimension gives: the values and where they stood. */
public record ValuesAndIndices(Tensor values, Tensor indices) {
    @Override
    public String toString() {
        return "(\nvalues=" + values + ",\nindices=" + indices + ")";
    }
}
