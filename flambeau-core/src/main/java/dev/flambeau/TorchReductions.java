package dev.flambeau;

/** Reductions, scans and sorting, as functions. A part of {@link Torch}. */
abstract class TorchReductions extends TorchPointwise {
    TorchReductions() {}
}
