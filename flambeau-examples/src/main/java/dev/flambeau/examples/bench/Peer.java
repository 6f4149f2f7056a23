package dev.flambeau.examples.bench;

/** The programs beside which ours is timed. */
enum Peer {
    EAGER("eager"),
    COMPILE("compile"),
    JAX("jax");

    /** The peer program's first argument, and the column's title. */
    final String option;

    Peer(String option) {
        this.option = option;
    }
}
