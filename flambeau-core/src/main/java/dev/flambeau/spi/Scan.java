package dev.flambeau.spi;

/** What a scan carries along. */
public enum Scan {
    SUM,
    PROD,
    /** The maximum so far and its last position. */
    MAX,
    /** The minimum so far and its last position. */
    MIN,
    /** The logarithm of the sum of exponentials. */
    LOG_SUM_EXP
}
