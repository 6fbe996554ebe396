package io.cairn.shard.file;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.atomic.AtomicLong;
import org.junit.jupiter.api.Test;

class SyncGroupTest {
    private static final int THREADS = 16;
    private static final int ROUNDS = 500;

    @Test
    void sync_byManyThreads_coversWhatEachDidBefore() throws Exception {
        AtomicLong written = new AtomicLong();
        AtomicLong durable = new AtomicLong();
        AtomicLong syncs = new AtomicLong();
        SyncGroup group =
                new SyncGroup(() -> {
                    syncs.incrementAndGet();
                    durable.set(written.get());
                });
        List<Future<?>> workers = new ArrayList<>();
        try (ExecutorService threads = Executors.newFixedThreadPool(THREADS)) {
            for (int thread = 0; thread < THREADS; thread++) {
                workers.add(
                        threads.submit(() -> {
                            for (int round = 0; round < ROUNDS; round++) {
                                long mine = written.incrementAndGet();
                                group.sync();
                                assertThat(durable.get()).isGreaterThanOrEqualTo(mine);
                            }
                            return null;
                        }));
            }
        }
        for (Future<?> worker : workers) {
            worker.get();
        }
        assertThat(syncs.get()).isLessThanOrEqualTo((long) THREADS * ROUNDS);
    }

    @Test
    void sync_afterAFailure_triesAgain() throws IOException {
        AtomicLong runs = new AtomicLong();
        SyncGroup group =
                new SyncGroup(() -> {
                    if (runs.incrementAndGet() == 1) {
                        throw new IOException("once");
                    }
                });
        assertThatThrownBy(group::sync).isInstanceOf(IOException.class);
        group.sync();
        assertThat(runs.get()).isEqualTo(2);
    }
}
