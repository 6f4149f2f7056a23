package dev.flambeau.nn;

import dev.flambeau.ArgumentException;
import java.lang.reflect.Field;
import java.lang.reflect.InaccessibleObjectException;
import java.lang.reflect.Modifier;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Collection;
import java.util.Collections;
import java.util.IdentityHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.function.BiConsumer;
import org.jspecify.annotations.Nullable;

/** Reads the fields of modules in the order of declaration, a superclass's first; found once for each class. */
final class ModuleFields {
    private static final ClassValue<Field[]> FIELDS = new ClassValue<>() {
        @Override
        protected Field[] computeValue(Class<?> type) {
            return find(type);
        }
    };

    private ModuleFields() {}

    /** Calls {@code action} with the name and value of each module and parameter among the fields, also inside lists, maps and arrays. */
    static void forEach(Module module, BiConsumer<String, Object> action) {
        for (Field field : FIELDS.get(module.getClass())) {
            Object value;
            try {
                value = field.get(module);
            } catch (IllegalAccessException e) {
                throw new IllegalStateException("made accessible before: " + field, e);
            }
            report(field.getName(), value, action);
        }
    }

    /** Whether modules of this class have fields that may hold a member. */
    static boolean has(Class<? extends Module> type) {
        return FIELDS.get(type).length > 0;
    }

    private static void report(String name, @Nullable Object value, BiConsumer<String, Object> action) {
        if (value instanceof Module || value instanceof Parameter) {
            action.accept(name, value);
        } else if (value instanceof Collection<?> || value instanceof Map<?, ?> || value instanceof Object[]) {
            inside(name, value, action, Set.of());
        }
    }

    /** Reports what is inside a collection that stands inside {@code around}: one that holds itself is not entered again. */
    private static void inside(String name, @Nullable Object value, BiConsumer<String, Object> action,
            Set<Object> around) {
        if (value instanceof Module || value instanceof Parameter) {
            action.accept(name, value);
        } else if (value instanceof Object[] array) {
            inside(name, Arrays.asList(array), action, around);
        } else if ((value instanceof Collection<?> || value instanceof Map<?, ?>) && !around.contains(value)) {
            Set<Object> open = Collections.newSetFromMap(new IdentityHashMap<>());
            open.addAll(around);
            open.add(value);
            if (value instanceof Map<?, ?> map) {
                map.forEach((key, element) -> inside(name + "." + key, element, action, open));
            } else if (value instanceof Collection<?> values) {
                int i = 0;
                for (Object element : values) {
                    inside(name + "." + i++, element, action, open);
                }
            }
        }
    }

    private static Field[] find(Class<?> type) {
        List<Field> fields = new ArrayList<>();
        collect(type, fields);
        return fields.toArray(Field[]::new);
    }

    private static void collect(Class<?> type, List<Field> fields) {
        if (type == Module.class || type.getSuperclass() == null) {
            return;
        }
        collect(type.getSuperclass(), fields);
        for (Field field : type.getDeclaredFields()) {
            Class<?> of = field.getType();
            // captured variables and the enclosing instance are synthetic: they are no children; nor is what is marked transient
            if (Modifier.isStatic(field.getModifiers()) || Modifier.isTransient(field.getModifiers())
                    || field.isSynthetic() || of.isPrimitive() || of == String.class) {
                continue;
            }
            try {
                field.setAccessible(true);
            } catch (InaccessibleObjectException e) {
                throw new ArgumentException("the fields of " + type.getName()
                        + " cannot be read, so its parameters cannot be found: add the "
                        + "line 'opens " + type.getPackageName()
                        + " to dev.flambeau.core, dev.flambeau.nn;' to the module-info.java of "
                        + type.getModule().getName(), e);
            }
            fields.add(field);
        }
    }
}
