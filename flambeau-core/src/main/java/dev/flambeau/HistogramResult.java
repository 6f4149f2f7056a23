package dev.flambeau;

/** The numbers of elements between neighbouring edges. */
public record HistogramResult(Tensor hist, Tensor binEdges) {}
