package dev.flambeau.cpu.vector;

import dev.flambeau.cpu.machine.MachineCode;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;

/** A loop in machine code, as quick as it gets from its first call on. Of many arrays it takes the addresses in memory. */
final class MachineLoop extends Loop {
    private static final int ADDRESSES = 8; // the block of scratch memory

    private final MachineCode code;
    private final Supplier<MachineLoop> writesPast;
    private volatile @Nullable MachineLoop streaming;

    MachineLoop(int arity, int cost, MachineCode code, Supplier<MachineLoop> writesPast) {
        super(arity, cost, null);
        this.code = code;
        this.writesPast = writesPast;
    }

    @Override
    Loop streaming() {
        MachineLoop known = streaming;
        if (known == null) {
            known = writesPast.get();
            streaming = known;
        }
        return known;
    }

    @Override
    void run(int n, long out, long a) {
        code.call(n, out, a, 0, 0);
    }

    @Override
    void run(int n, long out, long a, long b) {
        code.call(n, out, a, b, 0);
    }

    @Override
    void run(int n, long out, long a, long b, long c) {
        code.call(n, out, a, b, c);
    }

    @Override
    void run(int n, long[] at) {
        long addresses = Scratch.get(ADDRESSES, (long) at.length * Long.BYTES);
        for (int k = 0; k < at.length; k++) {
            Cells.putLong(addresses + (long) k * Long.BYTES, at[k]);
        }
        code.call(n, addresses, 0, 0, 0);
    }
}
