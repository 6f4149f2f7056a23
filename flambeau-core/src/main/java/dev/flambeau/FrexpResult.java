package dev.flambeau;

/** Numbers taken apart: {@code x = mantissa · 2^exponent}, the mantissa's magnitude from 1/2 up to 1. */
public record FrexpResult(Tensor mantissa, Tensor exponent) {}
