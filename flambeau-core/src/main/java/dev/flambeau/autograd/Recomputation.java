package dev.flambeau.autograd;

import dev.flambeau.AutogradException;
import dev.flambeau.Generator;
import dev.flambeau.Tensor;
import dev.flambeau.Torch;
import dev.flambeau.memory.MemoryScope;
import dev.flambeau.memory.Storages;
import dev.flambeau.op.Spec;
import dev.flambeau.spi.Array;
import java.lang.ref.WeakReference;
import java.util.ArrayList;
import java.util.IdentityHashMap;
import java.util.List;
import java.util.Map;
import java.util.function.UnaryOperator;
import org.jspecify.annotations.Nullable;

/**
 * A part of a program that is computed twice. The first time what the tape saves is not kept: a {@link Place} stands for it. When
 * backward asks for one of these, the function runs again and fills all of them, in the order in which they were saved.
 *
 * <p>The inputs are saved in the way that holds outside, so those of a part inside a part are places of the outer one.
 */
final class Recomputation extends SavedTensorHooks {
    private static final Object NO_PASS = new Object();

    private final UnaryOperator<List<Tensor>> function;
    private final CheckpointOptions options;
    private final List<Tensor> arguments = new ArrayList<>(); // until forward has ended
    private final List<SavedTensor> inputs = new ArrayList<>();
    private final @Nullable Tensor randomState;
    private final List<WeakReference<Place>> places = new ArrayList<>();
    private final List<Spec> specs = new ArrayList<>();
    private int waiting; // places that were not released
    private boolean forwardEnded;

    /** What stands for a saved tensor, and, while a pass is at it, its contents. */
    private static final class Place {
        private final Map<Object, Array> contents = new IdentityHashMap<>(2); // by pass
        private boolean released;
    }

    Recomputation(UnaryOperator<List<Tensor>> function, List<Tensor> inputs, CheckpointOptions options) {
        this.function = function;
        this.options = options;
        this.arguments.addAll(inputs);
        for (Tensor input : inputs) {
            this.inputs.add(new SavedTensor(input));
        }
        this.randomState = options.preserveRngState ? state() : null;
    }

    /** Computes for the first time. */
    List<Tensor> forward() {
        List<Tensor> result = null;
        MemoryScope region = MemoryScope.openRegion();
        enter();
        try {
            result = List.copyOf(function.apply(List.copyOf(arguments)));
        } finally {
            close();
            if (region != null) {
                region.closeRegion(result);
            }
        }
        synchronized (this) {
            arguments.clear();
            forwardEnded = true;
            releaseIfDone();
        }
        return result;
    }

    @Override
    synchronized Object pack(Tensor tensor) {
        Place place = new Place();
        places.add(new WeakReference<>(place));
        specs.add(Spec.like(tensor.array()));
        waiting++;
        return place;
    }

    @Override
    synchronized Tensor unpack(Object packed) {
        Place place = (Place) packed;
        Object pass = pass();
        if (!place.contents.containsKey(pass)) {
            recompute(pass);
        }
        Array found = place.contents.get(pass);
        if (found == null) {
            throw new AutogradException("torch.utils.checkpoint: what was saved in the original forward was not saved "
                    + "during recomputation");
        }
        return Tensor.ofTape(found, null, 0);
    }

    @Override
    synchronized void forget(Object packed) {
        Array found = ((Place) packed).contents.remove(pass());
        if (found != null) {
            Storages.dropFromTape(found.storage);
        }
    }

    @Override
    synchronized void release(Object packed) {
        Place place = (Place) packed;
        if (!place.released) {
            place.released = true;
            place.contents.values().forEach(array -> Storages.dropFromTape(array.storage));
            place.contents.clear();
            waiting--;
            releaseIfDone();
        }
    }

    private void releaseIfDone() {
        if (waiting == 0 && forwardEnded) {
            inputs.forEach(SavedTensor::release);
            if (randomState != null) {
                Storages.free(randomState.storage());
            }
        }
    }

    private static Object pass() {
        Object pass = Backward.current();
        return pass == null ? NO_PASS : pass;
    }

    /** Runs the function again, which fills the places. */
    private void recompute(Object pass) {
        List<Tensor> in = new ArrayList<>();
        for (SavedTensor input : inputs) {
            in.add(input.unpack(() -> "CheckpointBackward", false));
        }
        Backward.atEnd(() -> clear(pass));
        Tensor stateNow = randomState == null ? null : state();
        Again again = new Again(pass);
        MemoryScope region = MemoryScope.openRegion();
        again.enter();
        try (GradMode _ = GradMode.set(true)) {
            if (randomState != null) {
                generator().setState(randomState);
            }
            var _ = function.apply(List.copyOf(in)); // what it saves is what is wanted
        } catch (Stop stop) {
            if (stop.of != again) {
                throw stop;
            }
        } finally {
            again.close();
            if (stateNow != null) {
                generator().setState(stateNow);
                Storages.free(stateNow.storage());
            }
            if (region != null) {
                region.closeRegion(null);
            }
            again.end();
        }
        again.check();
    }

    private static Generator generator() {
        return Torch.defaultGenerator();
    }

    private static Tensor state() {
        Tensor state = generator().getState();
        MemoryScope.keep(state.storage());
        return state;
    }

    /** Lets go of what a pass has computed again. */
    private synchronized void clear(Object pass) {
        for (WeakReference<Place> reference : places) {
            Place place = reference.get();
            Array found = place == null ? null : place.contents.remove(pass);
            if (found != null) {
                Storages.dropFromTape(found.storage);
            }
        }
    }

    /** Ends the second computation when all is there. */
    private static final class Stop extends RuntimeException {
        private static final long serialVersionUID = 1;

        private final transient Again of;

        Stop(Again of) {
            super("all that backward needs was computed again; this must not be caught", null, false, false);
            this.of = of;
        }
    }

    /** What holds while the function runs for the second time: what it saves goes to the places of the first time. */
    final class Again extends SavedTensorHooks {
        private final Object pass;
        private final List<Array> saved = new ArrayList<>();
        private final StringBuilder differences = new StringBuilder();

        private Again(Object pass) {
            this.pass = pass;
        }

        @Override
        Object pack(Tensor tensor) {
            int index = saved.size();
            if (index >= places.size() && forwardEnded) {
                throw new AutogradException("torch.utils.checkpoint: trying to save more tensors during recomputation "
                        + "than during the original forward pass.");
            }
            Array array = tensor.array();
            array.storage.holdForTape();
            saved.add(array);
            Place place = index < places.size() ? places.get(index).get() : null;
            if (place != null && !place.released) {
                array.storage.holdForTape();
                place.contents.put(pass, array);
                compare(index, Spec.like(array));
            }
            if (options.earlyStop && saved.size() == places.size()) {
                throw new Stop(this);
            }
            return array;
        }

        /** For a backward pass inside of the function. */
        @Override
        Tensor unpack(Object packed) {
            return Tensor.ofTape((Array) packed, null, 0);
        }

        private void compare(int index, Spec now) {
            Spec before = specs.get(index);
            if (options.checkDeterminism && !before.equals(now)) {
                differences.append("tensor at position ").append(index).append(":\nsaved metadata: ").append(before)
                        .append("\nrecomputed metadata: ").append(now).append('\n');
            }
        }

        /** Lets go of what was saved for nothing but a backward pass inside of the function. */
        void end() {
            saved.forEach(array -> Storages.dropFromTape(array.storage));
        }

        void check() {
            if (!differences.isEmpty()) {
                throw new AutogradException(
                        "torch.utils.checkpoint: Recomputed values for the following tensors have different metadata than "
                                + "during the forward pass.\n" + differences);
            }
            if (forwardEnded && saved.size() != places.size()) {
                throw new AutogradException(
                        "torch.utils.checkpoint: A different number of tensors was saved during the original forward and "
                                + "recomputation.\nNumber of tensors saved during forward: " + places.size()
                                + "\nNumber of tensors saved during recomputation: " + saved.size() + ".");
            }
        }
    }
}
