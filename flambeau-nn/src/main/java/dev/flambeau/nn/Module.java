package dev.flambeau.nn;

import dev.flambeau.ArgumentException;
import dev.flambeau.DType;
import dev.flambeau.Device;
import dev.flambeau.FlambeauException;
import dev.flambeau.Memory;
import dev.flambeau.Tensor;
import dev.flambeau.Torch;
import dev.flambeau.autograd.GradMode;
import dev.flambeau.autograd.Hooks.Handle;
import dev.flambeau.memory.Reachability;
import java.util.Collections;
import java.util.IdentityHashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.function.BiConsumer;
import java.util.function.Consumer;
import java.util.function.Function;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;

/**
 * The base of all networks and layers: extend it, hold layers and parameters in fields, write {@link #forward}, and use it by
 * {@link #call}.
 *
 * {@snippet :
 * class Net extends Module {
 *     final Linear hidden = new Linear(784, 256);
 *     final Linear output = new Linear(256, 10);
 *
 *     @Override
 *     protected Tensor forward(Tensor x) {
 *         return output.call(hidden.call(x).relu());
 *     }
 * }
 * }
 *
 * <p>Children and parameters are found in the fields, in their order of declaration, also inside lists, maps and arrays; their names
 * are the fields' names. What is computed inside {@code call} and neither returned nor held by a field is given back when it ends.
 */
@SuppressWarnings("exports") // the interface marks, for memory scopes only, that a module's fields are looked into
public abstract class Module implements Reachability.Open {
    /** Modules and parameters without a field; constructors of this package put them here directly. */
    final Map<String, Object> registered = new LinkedHashMap<>();
    final Map<String, Buffer> buffers = new LinkedHashMap<>();
    private final ModuleHooks hooks = new ModuleHooks();
    private boolean training = true;
    private boolean callsChecked;
    private long reached; // the mark of the last walk that came here

    /** What stands for null in {@link #registered}. */
    private enum Empty {
        MODULE,
        PARAMETER
    }

    /** A tensor of the module's state that is not trained; what is not persistent is no part of the state dict. */
    record Buffer(@Nullable Tensor tensor, boolean persistent) {
        Buffer {
            if (tensor != null) {
                Memory.keep(tensor);
            }
        }
    }

    /** Constructor for subclasses; layers and parameters go into fields. */
    protected Module() {}

    /** The computation; called by {@link #call}. Modules with other signatures write their own {@code call} around {@link #scoped}. */
    protected Tensor forward(Tensor x) {
        throw new ArgumentException("Module [" + name() + "] is missing the required \"forward\" function");
    }

    /** Runs the module: hooks, {@link #forward}, hooks; memory that is no longer needed is given back at the end. */
    public Tensor call(Tensor x) {
        return scoped(() -> hooks.isEmpty() ? forward(x) : hooks.run(this, x, this::forward));
    }

    /**
     * Runs {@code body} as a call of this module. For modules whose forward takes or gives something else than one tensor: <pre>{@code
     * public Tensor call(Tensor x, String choice) { return scoped(() -> forward(x, choice)); }}</pre>
     */
    protected final <R> R scoped(Supplier<R> body) {
        ModuleScope scope = ModuleScope.enter(this);
        R result = null;
        try {
            result = body.get();
            return result;
        } catch (FlambeauException e) {
            ErrorPlace.note(e, this);
            throw e;
        } finally {
            if (scope != null) {
                scope.exit(result);
            }
        }
    }

    // ---- registration

    /** Adds a child that is in no field; null is a place that holds none. */
    public final void registerModule(String name, @Nullable Module module) {
        checkName(name);
        registered.put(name, module == null ? Empty.MODULE : module);
    }

    /** Adds a parameter that is in no field; null is a place that holds none. */
    public final void registerParameter(String name, @Nullable Parameter parameter) {
        checkName(name);
        registered.put(name, parameter == null ? Empty.PARAMETER : parameter);
    }

    /** Adds a tensor that belongs to the module's state but is not trained. */
    public final void registerBuffer(String name, @Nullable Tensor tensor) {
        registerBuffer(name, tensor, true);
    }

    /** As {@link #registerBuffer(String, Tensor)}; what is not persistent is no part of {@link #stateDict}. */
    public final void registerBuffer(String name, @Nullable Tensor tensor, boolean persistent) {
        checkName(name);
        buffers.put(name, new Buffer(tensor, persistent));
    }

    static void checkName(String name) {
        if (name.isEmpty() || name.contains(".")) {
            throw new ArgumentException(
                    name.isEmpty() ? "name can't be empty string \"\"" : "name can't contain \".\", got: " + name);
        }
    }

    // ---- members

    /** Calls {@code action} with each direct child. */
    private void forEachChild(BiConsumer<String, Module> action) {
        forEachMember((name, member) -> {
            if (member instanceof Module child) {
                action.accept(name, child);
            }
        });
    }

    private void forEachMember(BiConsumer<String, Object> action) {
        ModuleFields.forEach(this, action);
        registered.forEach(action);
    }

    /** The direct children by name. */
    public Map<String, Module> namedChildren() {
        Map<String, Module> children = new LinkedHashMap<>();
        Set<Module> seen = identitySet();
        forEachChild((name, child) -> {
            if (seen.add(child)) {
                children.put(name, child);
            }
        });
        return children;
    }

    /** Calls {@code action} with each place for a child, also with one that is registered as empty. */
    final void forEachPlace(BiConsumer<String, @Nullable Module> action) {
        ModuleFields.forEach(this, (name, member) -> {
            if (member instanceof Module child) {
                action.accept(name, child);
            }
        });
        registered.forEach((name, member) -> {
            if (member instanceof Module child) {
                action.accept(name, child);
            } else if (member == Empty.MODULE) {
                action.accept(name, null);
            }
        });
    }

    /** As {@link #namedChildren}, with a child that stands in several fields named each time. */
    final Map<String, Module> namedChildrenAll() {
        Map<String, Module> children = new LinkedHashMap<>();
        forEachChild(children::put);
        return children;
    }

    public List<Module> children() {
        return List.copyOf(namedChildren().values());
    }

    /** This module (named "") and all below it, each once. */
    public Map<String, Module> namedModules() {
        Map<String, Module> all = new LinkedHashMap<>();
        collectModules("", all, identitySet());
        return all;
    }

    private void collectModules(String prefix, Map<String, Module> all, Set<Module> seen) {
        if (seen.add(this)) {
            all.put(prefix, this);
            forEachChild((name, child) -> child.collectModules(join(prefix, name), all, seen));
        }
    }

    public List<Module> modules() {
        return List.copyOf(namedModules().values());
    }

    /** All parameters, of this module and those below it, each once, in order; the names are the keys of {@link #stateDict}. */
    public Map<String, Parameter> namedParameters() {
        Map<String, Parameter> all = new LinkedHashMap<>();
        Set<Object> seen = identitySet();
        namedModules().forEach((prefix, module) -> module.forEachMember((name, member) -> {
            if (member instanceof Parameter parameter && seen.add(parameter)) {
                all.put(join(prefix, name), parameter);
            }
        }));
        return all;
    }

    public List<Parameter> parameters() {
        return List.copyOf(namedParameters().values());
    }

    /** All buffers, of this module and those below it. */
    public Map<String, Tensor> namedBuffers() {
        Map<String, Tensor> all = new LinkedHashMap<>();
        Set<Tensor> seen = identitySet();
        namedModules().forEach((prefix, module) -> module.buffers.forEach((name, buffer) -> {
            if (buffer.tensor() != null && seen.add(buffer.tensor())) {
                all.put(join(prefix, name), buffer.tensor());
            }
        }));
        return all;
    }

    public List<Tensor> buffers() {
        return List.copyOf(namedBuffers().values());
    }

    /** A buffer of this very module. */
    protected final @Nullable Tensor buffer(String name) {
        Buffer buffer = buffers.get(name);
        return buffer == null ? null : buffer.tensor();
    }

    /** The module at a path such as {@code features.0}. */
    public Module getSubmodule(String path) {
        Module found = find(path);
        if (found == null) {
            throw new ArgumentException(name() + " has no submodule '" + path + "'");
        }
        return found;
    }

    private @Nullable Module find(String path) {
        if (path.isEmpty()) {
            return this;
        }
        for (Map.Entry<String, Module> each : namedChildrenAll().entrySet()) {
            String name = each.getKey();
            if (path.equals(name) || path.startsWith(name + ".")) {
                Module found = each.getValue().find(path.substring(Math.min(path.length(), name.length() + 1)));
                if (found != null) {
                    return found;
                }
            }
        }
        return null;
    }

    /** The parameter at a path such as {@code features.0.weight}. */
    public Parameter getParameter(String path) {
        Parameter found = namedParameters().get(path);
        if (found == null) {
            throw new ArgumentException(
                    name() + " has no parameter '" + path + "' among " + namedParameters().keySet());
        }
        return found;
    }

    // ---- state

    /** The parameters and persistent buffers by name, sharing memory with the module. */
    public Map<String, Tensor> stateDict() {
        return StateDict.of(this);
    }

    /** Copies values into the parameters and buffers; the names must be exactly those of {@link #stateDict}. */
    public LoadResult loadStateDict(Map<String, ? extends Tensor> state) {
        return loadStateDict(state, true);
    }

    /** As {@link #loadStateDict(Map)}; when not strict, names may be missing or too many, sizes must fit always. */
    public LoadResult loadStateDict(Map<String, ? extends Tensor> state, boolean strict) {
        return StateDict.load(this, state, strict);
    }

    /** This module's own state, without its children's: name and tensor in PyTorch's order. */
    void forEachState(BiConsumer<String, Tensor> action) {
        forEachMember((name, member) -> {
            if (member instanceof Parameter parameter) {
                action.accept(name, parameter);
            }
        });
        buffers.forEach((name, buffer) -> {
            if (buffer.tensor() != null && buffer.persistent()) {
                action.accept(name, buffer.tensor());
            }
        });
    }

    // ---- modes and conversions

    public boolean isTraining() {
        return training;
    }

    /** Switches this module and all below it to training: dropout drops, batch normalization learns. */
    public Module train() {
        return train(true);
    }

    public Module train(boolean mode) {
        for (Module module : modules()) {
            module.training = mode;
        }
        return this;
    }

    /** Switches this module and all below it to evaluation. */
    public Module eval() {
        return train(false);
    }

    /**
     * Switches this module and all below it to evaluation until closed, then each back to what it was:
     * <pre>{@code try (var _ = net.evaluating(); var _ = Torch.noGrad()) { … }}</pre>
     */
    public Evaluation evaluating() {
        Map<Module, Boolean> before = new IdentityHashMap<>();
        modules().forEach(module -> before.put(module, module.training));
        eval();
        return () -> before.forEach((module, mode) -> module.training = mode);
    }

    /** A stretch of evaluation; closing it ends it. */
    @FunctionalInterface
    public interface Evaluation extends AutoCloseable {
        @Override
        void close();
    }

    /** Sets whether the parameters' gradients are wanted. */
    public Module requiresGrad_(boolean requires) {
        parameters().forEach(p -> p.requiresGrad_(requires));
        return this;
    }

    /** Takes all gradients away. */
    public void zeroGrad() {
        zeroGrad(true);
    }

    /** Takes all gradients away, or sets them to zero. */
    public void zeroGrad(boolean setToNone) {
        for (Parameter parameter : parameters()) {
            Tensor grad = parameter.gradUnseen();
            if (setToNone) {
                parameter.clearGrad();
            } else if (grad != null) {
                try (GradMode _ = Torch.noGrad()) {
                    grad.detach_().zero_();
                }
            }
        }
    }

    /** Calls {@code action} with each module below this one, then this one: for initialization. */
    public Module apply(Consumer<Module> action) {
        children().forEach(child -> child.apply(action));
        action.accept(this);
        return this;
    }

    /** Moves parameters and buffers to a device. */
    public Module to(Device device) {
        return convert(tensor -> tensor.to(device));
    }

    /** Converts floating-point parameters and buffers. */
    public Module to(DType dtype) {
        if (!dtype.isFloatingPoint()) {
            throw new ArgumentException(
                    "nn.Module.to only accepts floating point dtypes, but got desired dtype=" + dtype);
        }
        return convert(tensor -> tensor.isFloatingPoint() ? tensor.to(dtype) : tensor);
    }

    private Module convert(Function<Tensor, Tensor> conversion) {
        try (GradMode _ = Torch.noGrad()) {
            parameters().forEach(parameter -> replace(parameter, conversion));
            buffers().forEach(buffer -> replace(buffer, conversion));
        }
        return this;
    }

    private static void replace(Tensor tensor, Function<Tensor, Tensor> conversion) {
        Tensor converted = conversion.apply(tensor.detach());
        tensor.setData(converted);
        Tensor grad = tensor.gradUnseen();
        if (grad != null) {
            tensor.setGrad(conversion.apply(grad));
        }
    }

    // ---- hooks

    /** Something done with a module's input before its forward; a tensor it gives replaces the input. */
    @FunctionalInterface
    public interface ForwardPreHook {
        @Nullable Tensor apply(Module module, Tensor input);
    }

    /** Something done with a module's output after its forward; a tensor it gives replaces the output. */
    @FunctionalInterface
    public interface ForwardHook {
        @Nullable Tensor apply(Module module, Tensor input, Tensor output);
    }

    public Handle registerForwardPreHook(ForwardPreHook hook) {
        return hooks.add(hook);
    }

    public Handle registerForwardHook(ForwardHook hook) {
        return hooks.add(hook);
    }

    // ---- printing

    /** The class's name as it is printed. */
    protected String name() {
        String simple = getClass().getSimpleName();
        return simple.isEmpty() ? "Module" : simple;
    }

    /** What is printed between the brackets: {@code in_features=784, out_features=10, bias=True}. */
    protected String extraRepr() {
        return "";
    }

    /** PyTorch's printed form. */
    @Override
    public String toString() {
        return ModulePrinter.print(this);
    }

    // ---- memory and checks

    /** True once: at the first call that is recorded. */
    final boolean isFirstCall() {
        boolean first = !callsChecked;
        callsChecked = true;
        return first;
    }

    @Override
    public final boolean enter(long mark) {
        boolean first = reached != mark;
        reached = mark;
        return first;
    }

    static String join(String prefix, String name) {
        return prefix.isEmpty() ? name : prefix + "." + name;
    }

    private static <T> Set<T> identitySet() {
        return Collections.newSetFromMap(new IdentityHashMap<>());
    }
}
