package dev.flambeau.spi;

/** How a scatter joins a new value with the one in place; later positions come after earlier ones. */
public enum Scatter {
    SET,
    ADD,
    MULTIPLY,
    MAX,
    MIN
}
