package dev.flambeau;

import java.util.List;

/** The numbers of points in the boxes between neighbouring edges of each dimension. */
public record HistogramddResult(Tensor hist, List<Tensor> binEdges) {}
