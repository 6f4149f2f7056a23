package dev.flambeau.cpu.onednn;

import java.lang.foreign.FunctionDescriptor;
import java.lang.foreign.Linker;
import java.lang.foreign.MemoryLayout;
import java.lang.foreign.MemorySegment;
import java.lang.foreign.SymbolLookup;
import java.lang.foreign.ValueLayout;
import java.lang.invoke.MethodHandle;
import java.util.Arrays;

/**
 * Calls of C functions through as few shapes as possible. Java spends 4 to 7 ms of start-up on each distinct function
 * type; typing oneDNN's functions one by one took 100 ms. All C conventions that Java 25 runs on let a caller pass
 * arguments that the callee does not look at, and an int in the register or stack slot of a long; among
 * oneDNN's functions no int comes later than the eighth argument, where macOS would pack it.
 */
@SuppressWarnings("restricted")
final class NativeCalls {
    private static final int MAX_ARGUMENTS = 14;
    private static final Linker LINKER = Linker.nativeLinker();
    private static final ValueLayout.OfLong P = ValueLayout.JAVA_LONG;
    private static final ValueLayout.OfInt I = ValueLayout.JAVA_INT;

    private static final MethodHandle STATUS = LINKER.downcallHandle(
            FunctionDescriptor.of(I, P, P, P, P, P, P, P, P, P, P, P, P, P, P));
    private static final MethodHandle VALUE = LINKER.downcallHandle(FunctionDescriptor.of(P, P, P, P));

    /** A C function without a fixed type. */
    record Function(String name, MemorySegment address) {
    }

    private NativeCalls() {
    }

    static Function find(SymbolLookup library, String name) {
        return new Function(name, library.find(name)
                .orElseThrow(() -> new DnnlException("The native library lacks the function " + name)));
    }

    static Function find(String nameInC) {
        return find(LINKER.defaultLookup(), nameInC);
    }

    /** Calls a function of pointers and ints that answers with an int. */
    static int status(Function function, long... arguments) {
        long[] a = Arrays.copyOf(arguments, MAX_ARGUMENTS);
        try {
            return (int) STATUS.invokeExact(function.address(), a[0], a[1], a[2], a[3], a[4], a[5], a[6], a[7], a[8],
                    a[9], a[10], a[11], a[12], a[13]);
        } catch (Throwable e) {
            throw rethrow(e);
        }
    }

    /** Calls a function that answers with a pointer or a size. */
    static long value(Function function, long first, long second, long third) {
        try {
            return (long) VALUE.invokeExact(function.address(), first, second, third);
        } catch (Throwable e) {
            throw rethrow(e);
        }
    }

    /** A handle of its own for a function that is called often. */
    static MethodHandle bind(Function function, MemoryLayout result, MemoryLayout... arguments) {
        return LINKER.downcallHandle(function.address(), FunctionDescriptor.of(result, arguments));
    }

    /**
     * A handle for {@code int f(long, long)} without the transition that lets the collector run meanwhile: for functions
     * that return within nanoseconds.
     */
    static MethodHandle bindShort(Function function) {
        return LINKER.downcallHandle(function.address(), FunctionDescriptor.of(I, P, P), Linker.Option.critical(false));
    }

    /** What a method handle's {@code Throwable} becomes: errors and our own exceptions stay what they are. */
    static RuntimeException rethrow(Throwable thrown) {
        if (thrown instanceof RuntimeException e) {
            return e;
        }
        if (thrown instanceof Error e) {
            throw e;
        }
        return new DnnlException("A native call failed", thrown);
    }
}
