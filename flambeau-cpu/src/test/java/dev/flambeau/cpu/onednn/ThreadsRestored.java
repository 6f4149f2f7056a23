package dev.flambeau.cpu.onednn;

import dev.flambeau.cpu.vector.Parallel;
import org.junit.jupiter.api.AfterEach;

/** Tests that compute with several numbers of threads, and leave the number that they found. */
abstract class ThreadsRestored {
    private final int before = Parallel.threads();

    @AfterEach
    void restore() {
        use(before);
    }

    static void use(int threads) {
        Parallel.setThreads(threads);
        OneDnn.threadsChanged();
    }
}
