package dev.flambeau.cpu.onednn;

import dev.flambeau.memory.Storages;
import dev.flambeau.spi.Array;
import dev.flambeau.spi.DeviceContext;
import dev.flambeau.spi.Storage;

/**
 * A result that stays as oneDNN made it until somebody asks for plain elements: a block of memory of the form's size, and later a
 * plain one beside it.
 */
abstract class NativeForm implements Storage.Form {
    private final DeviceContext context;
    private final long bytes;
    private final long plainBytes;
    private long block; // 0 when given back
    private volatile long plain; // 0 until asked for

    /** Takes over the storage's block where the sizes agree, else changes it for another one. */
    NativeForm(Storage storage, long bytes) {
        this.context = storage.context();
        this.bytes = bytes;
        this.plainBytes = storage.bytes();
        if (bytes == plainBytes) {
            block = storage.address();
        } else {
            block = Storages.obtain(context.allocator(), bytes);
            context.allocator().free(storage.address(), plainBytes);
        }
    }

    /** Whether the storage behind a result may be left to a form: nobody has seen it, and the array is all of it. */
    static boolean fits(Array out) {
        Storage storage = out.storage;
        return out.contiguous && out.offset == 0 && storage.isArrangeable()
                && storage.bytes() == out.numel * out.dtype.size();
    }

    /** The address of the form's own block. */
    final long address() {
        return block;
    }

    /** Whether the plain elements are the valid ones: they may have been changed since. */
    final boolean isHistory() {
        return plain != 0;
    }

    final DeviceContext context() {
        return context;
    }

    /** Writes the plain elements. */
    abstract void write(long target);

    @Override
    public final long plain() {
        long address = plain;
        return address != 0 ? address : makePlain();
    }

    private synchronized long makePlain() {
        if (plain == 0) {
            long target = Storages.obtain(context.allocator(), plainBytes);
            try {
                write(target);
            } catch (RuntimeException | Error e) {
                context.allocator().free(target, plainBytes);
                throw e;
            }
            plain = target;
        }
        return plain;
    }

    @Override
    public final synchronized void freeOthers() {
        if (block != 0) {
            context.allocator().free(block, bytes);
            block = 0;
        }
    }

    @Override
    public final synchronized void free() {
        freeOthers();
        if (plain != 0) {
            context.allocator().free(plain, plainBytes);
            plain = 0;
        }
    }
}
