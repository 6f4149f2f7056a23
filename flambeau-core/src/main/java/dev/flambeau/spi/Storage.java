package dev.flambeau.spi;

import dev.flambeau.MemoryException;
import java.lang.invoke.MethodHandles;
import java.lang.invoke.VarHandle;
import org.jspecify.annotations.Nullable;

/**
 * A block of a device's memory, shared by all views of it.
 *
 * <p>Its life: it is <em>live</em> until the module call that made it ends; then it is kept (the collector owns it), or it
 * belongs to the <em>tape</em> alone (backward may read it, users may not), or it is <em>freed</em>. Who decides is
 * {@code dev.flambeau.memory}; this class only holds the state and refuses a late reader.
 */
public final class Storage {
    /** The storage of values that live in the {@link Array} itself. */
    public static final Storage NONE = new Storage(null, 0, 0, null);

    /**
     * A device's own arrangement of a storage's contents, such as the blocked order of a convolution library. Kernels that know it
     * compute on it as it is; whoever asks for the {@link #address() address} gets plain bytes.
     */
    public interface Form {
        /** The address of the plain bytes, which are written when they are first asked for. Safe for several threads at once. */
        long plain();

        /** Gives back all memory but the plain bytes. */
        void freeOthers();

        /** Gives back all memory. */
        void free();
    }

    /** Who gives the memory back when nothing can reach the storage any more. */
    public interface Keeper {
        /** From here on the memory is the form's. */
        void arranged(Form form);
    }

    /** A scope that has storages in its care. */
    public interface Owner {
        /** The only thread that may read them without asking. */
        Thread thread();
    }

    private static final int LIVE = 0;
    private static final int TAPE = 1;
    private static final int FREED = 2;

    private static final int OWNED = 0;
    private static final int SHARED = 1;
    private static final int CLOSED = 2;
    private static final VarHandle CLAIM;
    private static final VarHandle TAPE_HOLDS;

    static {
        try {
            CLAIM = MethodHandles.lookup().findVarHandle(Storage.class, "claim", int.class);
            TAPE_HOLDS = MethodHandles.lookup().findVarHandle(Storage.class, "tapeHolds", int.class);
        } catch (ReflectiveOperationException e) {
            throw new ExceptionInInitializerError(e);
        }
    }

    private final @Nullable DeviceContext context;
    private final long bytes;
    private final @Nullable Object page; // keeps a shared page of small storages alive
    private long address; // 0 while the memory is the form's
    private @Nullable Form form;
    private int version;
    private int state;
    private int tapeHolds;
    private @Nullable Owner owner; // the open scope that made this, while it is open
    @SuppressWarnings("unused") // through CLAIM
    private int claim;

    /** The mark of the last walk that reached this storage; used by the closing of a scope. */
    public long mark;

    /** Pending gradients of the running backward pass that live here. */
    public int gradientHolds;

    /** What the collector keeps to give the memory back, while it is in charge. */
    public @Nullable Keeper collectorEntry;

    /** Whether this was made in inference mode: it can never be part of a graph. */
    public boolean inference;

    /** Whether this must outlive the scope that made it, whatever the walk finds. */
    public boolean kept;

    public Storage(@Nullable DeviceContext context, long address, long bytes, @Nullable Object page) {
        this.context = context;
        this.address = address;
        this.bytes = bytes;
        this.page = page;
    }

    /** The device the bytes live on. */
    public DeviceContext context() {
        if (context == null) {
            throw new IllegalStateException("an immediate value lives on no device");
        }
        return context;
    }

    /** Address of the first byte; 0 when there are no bytes or they were given back. */
    public long address() {
        Form arranged = form;
        return arranged == null ? address : plainAddress(arranged);
    }

    private long plainAddress(Form arranged) {
        long plain = arranged.plain();
        if (isMine() && (int) CLAIM.getAcquire(this) == OWNED) {
            // nobody else has read this, so nobody is computing on the form
            address = plain;
            form = null;
            arranged.freeOthers();
        }
        return plain;
    }

    private boolean isMine() {
        Owner scope = owner;
        return scope != null && scope.thread() == Thread.currentThread();
    }

    /** How a device has arranged the contents, as far as the calling thread may compute on it; null: plainly. */
    public @Nullable Form form() {
        return form == null || owner == null || isMine() ? form : null;
    }

    /** Whether {@link #arrange} is possible: nobody has read or changed what this holds. */
    public boolean isArrangeable() {
        return form == null && page == null && context != null && version == 0 && (owner == null || isMine());
    }

    /** Leaves the memory to a form, which has taken over the block at {@link #address()}. */
    public void arrange(Form arranged) {
        form = arranged;
        address = 0;
        if (collectorEntry != null) {
            collectorEntry.arranged(arranged);
        }
    }

    /** The memory that is not plain, whoever asks. */
    public @Nullable Form memory() {
        return form;
    }

    public long bytes() {
        return bytes;
    }

    /** Whether this lives in a page shared with other small storages. */
    public boolean isPaged() {
        return page != null;
    }

    /** How often the contents were changed in place. */
    public int version() {
        return version;
    }

    public void bumpVersion() {
        version++;
    }

    /** Throws unless a handle may read this; {@code tape} says that the handle belongs to a running backward pass. */
    public void checkReadable(boolean tape) {
        Owner scope = owner;
        if (scope != null && scope.thread() != Thread.currentThread()) {
            share();
        }
        if (state != LIVE && !(tape && state == TAPE)) {
            throw refused();
        }
    }

    /** Notes that the calling thread has come across this: if that is not the thread whose scope made it, it outlives the scope. */
    public void noteReached() {
        Owner scope = owner;
        if (scope != null && scope.thread() != Thread.currentThread()) {
            int _ = (int) CLAIM.compareAndExchange(this, OWNED, SHARED);
        }
    }

    public boolean isFreed() {
        return state == FREED;
    }

    public boolean isLive() {
        return state == LIVE;
    }

    /** Called by the scope that takes this storage into its care. */
    public void own(Owner scope) {
        owner = scope;
    }

    /** Whether this scope has the storage in its care. */
    public boolean isOwnedBy(Owner scope) {
        return owner == scope;
    }

    /** Ends the scope's care and leaves the storage to the collector. */
    public void disown() {
        owner = null;
    }

    /** Tries to end the storage's public life; false when another thread has begun to read it. */
    public boolean close() {
        return CLAIM.compareAndSet(this, OWNED, CLOSED);
    }

    /** Leaves the storage to the tape alone; only after a successful {@link #close}. */
    public void leaveToTape() {
        owner = null;
        state = TAPE;
    }

    /** Marks the memory as given back and returns its address; 0 when it is the form's, who has to be asked for before. */
    public long release() {
        long old = address;
        owner = null;
        state = FREED;
        address = 0;
        form = null;
        return old;
    }

    public void holdForTape() {
        int _ = (int) TAPE_HOLDS.getAndAdd(this, 1); // a parameter is held by the graphs of many threads
    }

    /** Ends one hold of the tape; true when it was the last one of a storage that nobody else may read. */
    public boolean dropFromTape() {
        return (int) TAPE_HOLDS.getAndAdd(this, -1) == 1 && state == TAPE;
    }

    public boolean isHeldByTape() {
        return tapeHolds > 0;
    }

    private void share() {
        int seen = (int) CLAIM.compareAndExchange(this, OWNED, SHARED);
        if (seen == CLOSED && state == LIVE) {
            throw refused(); // the closing thread has won but not yet written the state
        }
    }

    private static MemoryException refused() {
        return new MemoryException(
                "this tensor was made inside a module call that has ended, and its memory was given back. "
                        + "Return it from forward, keep it in a field of the module, or call Memory.keep(tensor) inside forward "
                        + "(-Dflambeau.memory=collector leaves all tensors to the garbage collector)");
    }
}
