/** Machine code of our own: a small assembler for x86-64 with AVX-512, memory that the processor may execute, calls into it. */
@org.jspecify.annotations.NullMarked
package dev.flambeau.cpu.machine;
