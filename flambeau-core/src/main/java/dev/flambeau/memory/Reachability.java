package dev.flambeau.memory;

import dev.flambeau.Tensor;
import dev.flambeau.Warnings;
import dev.flambeau.autograd.AutogradMeta;
import dev.flambeau.spi.Storage;
import java.lang.ref.Reference;
import java.lang.reflect.Field;
import java.lang.reflect.InaccessibleObjectException;
import java.lang.reflect.Modifier;
import java.util.ArrayList;
import java.util.Collection;
import java.util.Collections;
import java.util.IdentityHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.atomic.AtomicReference;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;

/**
 * Finds the tensors that an object leads to, through user objects, records, arrays and collections, and marks their storages. Classes
 * of the JDK and of this library are not looked into (but for collections, records, and what the library says is open).
 */
public final class Reachability {
    /** Implemented by those classes of the library whose fields are looked into: modules. */
    public interface Open {
        /** Notes the mark; false if it was noted before, so that a walk comes here once. */
        boolean enter(long mark);
    }

    private static final ClassValue<Field[]> FIELDS = new ClassValue<>() {
        @Override
        protected Field[] computeValue(Class<?> type) {
            return fields(type);
        }
    };

    /** So many open objects are entered by their mark alone; walks of other threads may overwrite it, so a set takes over. */
    private static final int TRUSTED = 256;

    private static final String LIBRARY = "dev.flambeau.";
    private static final List<String> USERS = List.of("examples.", "testkit.", "bench.");

    private final long mark;
    private int entered;
    private @Nullable Set<Object> seen;
    private boolean opaque;

    public Reachability(long mark) {
        this.mark = mark;
    }

    /** Marks the storages of all tensors that {@code root} leads to. */
    public void mark(@Nullable Object root) {
        nested(root, this::markTensor);
    }

    /** Whether something was met that cannot be looked into, such as a lambda or a stream. */
    public boolean metOpaque() {
        return opaque;
    }

    /** Calls {@code action} with all tensors that {@code root} leads to. */
    public void tensors(@Nullable Object root, Consumer<Tensor> action) {
        switch (root) {
            case null -> {}
            case Tensor tensor -> action.accept(tensor);
            case Object[] array -> each(array, array.getClass().getComponentType(), action);
            case Collection<?> values -> values.forEach(value -> nested(value, action));
            case Map<?, ?> map -> map.forEach((key, value) -> {
                nested(key, action);
                nested(value, action);
            });
            case Map.Entry<?, ?> entry -> {
                nested(entry.getKey(), action);
                nested(entry.getValue(), action);
            }
            case Optional<?> optional -> optional.ifPresent(value -> nested(value, action));
            case AtomicReference<?> reference -> nested(reference.get(), action);
            case Reference<?> reference -> nested(reference.get(), action);
            default -> object(root, action);
        }
    }

    private void each(Object[] array, Class<?> type, Consumer<Tensor> action) {
        if (!isPlain(type)) {
            for (Object value : array) {
                nested(value, action);
            }
        }
    }

    /** As {@link #tensors}, for something met on the way: guarded against going in circles. */
    private void nested(@Nullable Object value, Consumer<Tensor> action) {
        if (value == null || isPlain(value.getClass())) {
            return;
        }
        if (value instanceof Tensor tensor) {
            action.accept(tensor);
            return;
        }
        if (value instanceof Open open) {
            if (open.enter(mark) && (++entered <= TRUSTED || remembered(value))) {
                object(value, action);
            }
            return;
        }
        if (value instanceof Collection<?> values && values.isEmpty()
                || value instanceof Map<?, ?> map && map.isEmpty()) {
            return;
        }
        if (remembered(value)) {
            tensors(value, action);
        }
    }

    /** Notes an object; false if it was noted before. */
    private boolean remembered(Object value) {
        if (seen == null) {
            seen = Collections.newSetFromMap(new IdentityHashMap<>());
        }
        return seen.add(value);
    }

    private void object(Object value, Consumer<Tensor> action) {
        Class<?> type = value.getClass();
        if (isPlain(type)) {
            return;
        }
        if (type.isHidden() || type.isSynthetic() || value instanceof java.util.stream.BaseStream
                || value instanceof java.util.Iterator) {
            opaque = true;
            return;
        }
        if (!looksInto(type)) {
            return;
        }
        for (Field field : FIELDS.get(type)) {
            try {
                nested(field.get(value), action);
            } catch (IllegalAccessException e) {
                throw new IllegalStateException("made accessible before: " + field, e);
            }
        }
    }

    private void markTensor(Tensor tensor) {
        // the handle may be one that already refuses: its storage does not come back by being reached
        Storage storage = tensor.storage();
        if (storage != Storage.NONE) {
            storage.mark = mark;
            storage.noteReached();
        }
        AutogradMeta meta = tensor.autograd();
        if (meta != null && meta.grad != null) {
            meta.grad.storage().mark = mark;
        }
    }

    private static boolean isPlain(Class<?> type) {
        return type.isPrimitive() || type == String.class || Number.class.isAssignableFrom(type)
                || type == Boolean.class
                || type == Character.class || type.isEnum() || type == Class.class
                || type.isArray() && type.getComponentType().isPrimitive();
    }

    private static boolean looksInto(Class<?> type) {
        if (Open.class.isAssignableFrom(type) || type.isRecord()) {
            return true;
        }
        ClassLoader loader = type.getClassLoader();
        return loader != null && loader != ClassLoader.getPlatformClassLoader() && !isLibrary(type.getName());
    }

    /** Whether a class of this name is the library's and no user's (the examples and the tests are users too). */
    public static boolean isLibrary(String className) {
        return className.startsWith(LIBRARY)
                && USERS.stream().noneMatch(room -> className.startsWith(room, LIBRARY.length()));
    }

    private static Field[] fields(Class<?> type) {
        List<Field> found = new ArrayList<>();
        for (Class<?> c = type; c != null && c != Object.class; c = c.getSuperclass()) {
            if (c != type && !looksInto(c) && !Open.class.isAssignableFrom(c)) {
                break;
            }
            for (Field field : c.getDeclaredFields()) {
                if (Modifier.isStatic(field.getModifiers()) || isPlain(field.getType())) {
                    continue;
                }
                try {
                    field.setAccessible(true);
                    found.add(field);
                } catch (InaccessibleObjectException e) {
                    Warnings.once(
                            "cannot look into " + c.getName() + " for tensors to keep: add 'opens " + c.getPackageName()
                                    + " to dev.flambeau.core, dev.flambeau.nn;' to module-info.java of "
                                    + c.getModule().getName()
                                    + ", or use Memory.keep (" + e.getMessage() + ")");
                    return new Field[0];
                }
            }
        }
        return found.toArray(Field[]::new);
    }
}
