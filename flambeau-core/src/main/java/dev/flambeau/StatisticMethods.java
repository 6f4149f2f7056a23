package dev.flambeau;

/** Spread, quantiles, norms. */
sealed interface StatisticMethods permits ReductionMethods {
}
