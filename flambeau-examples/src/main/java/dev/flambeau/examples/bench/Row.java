package dev.flambeau.examples.bench;

import java.util.Map;
import java.util.OptionalDouble;
import java.util.function.ToDoubleFunction;

/** A workload's figures: ours and those of the peers that have it. */
record Row(Timing ours, Map<Peer, Timing> peers) {
    /** How many times as long a peer takes. */
    OptionalDouble ratio(Peer peer, ToDoubleFunction<Timing> figure) {
        Timing timing = peers.get(peer);
        return timing == null
                ? OptionalDouble.empty()
                : OptionalDouble.of(figure.applyAsDouble(timing) / figure.applyAsDouble(ours));
    }

    /** How many times as long the fastest peer takes. */
    OptionalDouble bestRatio(ToDoubleFunction<Timing> figure) {
        return peers.keySet().stream().mapToDouble(peer -> ratio(peer, figure).orElseThrow()).min();
    }
}
