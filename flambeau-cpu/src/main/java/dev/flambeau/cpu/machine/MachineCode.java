package dev.flambeau.cpu.machine;

import static java.lang.foreign.ValueLayout.JAVA_BYTE;
import static java.lang.foreign.ValueLayout.JAVA_LONG;

import java.io.IOException;
import java.lang.foreign.FunctionDescriptor;
import java.lang.foreign.Linker;
import java.lang.foreign.MemorySegment;
import java.lang.invoke.MethodHandle;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.HashSet;
import java.util.List;

/**
 * A function in machine code, of up to five numbers or addresses. It lies in memory that stays for as long as the process: code is kept
 * with the kernel that it belongs to, and there are some hundred of them.
 */
@SuppressWarnings("restricted")
public final class MachineCode {
    private static final int CHUNK = 1 << 18;
    private static final int LINE = 64;
    private static final long READ_WRITE_EXECUTE = 7;
    private static final long FAILED = -1;
    private static final long PRIVATE_ANONYMOUS = 0x22;
    private static final List<String> NEEDED = List.of("avx512f", "avx512dq", "avx512bw", "avx512vl", "bmi2");

    private static final MethodHandle CALL = Linker.nativeLinker().downcallHandle(
            FunctionDescriptor.of(JAVA_LONG, JAVA_LONG, JAVA_LONG, JAVA_LONG, JAVA_LONG, JAVA_LONG));

    private static final boolean IS_FIT = isFit();

    private final MemorySegment function;

    private MachineCode(MemorySegment function) {
        this.function = function;
    }

    /** Whether this machine runs what {@link Assembler} writes, and lets us. */
    public static boolean isAvailable() {
        return IS_FIT && Memory.IS_GRANTED;
    }

    private static boolean isFit() {
        if (!System.getProperty("os.name", "").equals("Linux") || !System.getProperty("os.arch", "").equals("amd64")) {
            return false;
        }
        try (var lines = Files.lines(Path.of("/proc/cpuinfo"))) {
            return lines.filter(line -> line.startsWith("flags")).findFirst()
                    .map(flags -> new HashSet<>(List.of(flags.split("\\s+"))).containsAll(NEEDED)).orElse(false);
        } catch (IOException e) {
            return false; // without /proc nobody says what the processor can do
        }
    }

    /** Makes code callable. */
    public static MachineCode of(byte[] code) {
        return new MachineCode(Memory.put(code));
    }

    /** What the function leaves in the register for results; nothing in particular if it has none. */
    public long call(long a, long b, long c, long d, long e) {
        try {
            return (long) CALL.invokeExact(function, a, b, c, d, e);
        } catch (Throwable t) {
            throw new IllegalStateException("machine code cannot be called", t);
        }
    }

    /** Memory that may be written and executed, as the JVM's own code has it. */
    private static final class Memory {
        private static final MethodHandle MMAP = Linker.nativeLinker().downcallHandle(
                Linker.nativeLinker().defaultLookup().findOrThrow("mmap"),
                FunctionDescriptor.of(JAVA_LONG, JAVA_LONG, JAVA_LONG, JAVA_LONG, JAVA_LONG, JAVA_LONG, JAVA_LONG));
        private static MemorySegment rest = chunk(CHUNK);
        /** A system may refuse such memory. */
        static final boolean IS_GRANTED = rest.byteSize() > 0;

        static synchronized MemorySegment put(byte[] code) {
            if (code.length > rest.byteSize()) {
                rest = chunk(Math.max(CHUNK, code.length));
            }
            MemorySegment place = rest.asSlice(0, code.length);
            MemorySegment.copy(code, 0, place, JAVA_BYTE, 0, code.length);
            rest = rest.asSlice(Math.min(rest.byteSize(), code.length + LINE - 1 & -LINE));
            return MemorySegment.ofAddress(place.address());
        }

        private static MemorySegment chunk(long size) {
            try {
                long address = (long) MMAP.invokeExact(0L, size, READ_WRITE_EXECUTE, PRIVATE_ANONYMOUS, -1L, 0L);
                return MemorySegment.ofAddress(address).reinterpret(address == FAILED ? 0 : size);
            } catch (Throwable e) {
                throw new IllegalStateException("mmap cannot be called", e);
            }
        }
    }
}
