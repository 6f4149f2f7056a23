package dev.flambeau.optim;

import dev.flambeau.Tensor;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * What an optimizer has to remember to go on later, in PyTorch's form and names.
 *
 * @param state for each parameter, numbered through all groups, its tensors: {@code momentum_buffer}, {@code exp_avg}, {@code step} …
 * @param paramGroups for each group its options, and under {@code params} its parameters' numbers
 */
public record OptimizerState(Map<Integer, Map<String, Tensor>> state,
        List<Map<String, @Nullable Object>> paramGroups) {}
