package dev.flambeau.autograd;

import org.jspecify.annotations.Nullable;

/** An arrow of the graph: to which node a gradient goes on, as the gradient of which of its outputs; no node: nowhere. */
public record Edge(@Nullable Node node, int output) {
    /** Where the gradient of something that needs none goes. */
    public static final Edge NOWHERE = new Edge(null, 0);
}
