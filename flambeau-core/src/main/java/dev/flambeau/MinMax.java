package dev.flambeau;

/** The smallest and the largest elements. */
public record MinMax(Tensor min, Tensor max) {}
