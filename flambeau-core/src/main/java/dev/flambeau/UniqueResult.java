package dev.flambeau;

/** Elements without repetitions: {@code output[inverse]} is the input, {@code counts} says how often each one was there. */
public record UniqueResult(Tensor output, Tensor inverse, Tensor counts) {}
