package io.cairn.load.workload;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.time.Duration;
import java.util.Map;
import java.util.OptionalLong;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

class LoadRunTest {
    private static final long SIZE = 5000;

    private final InMemoryS3 server;
    private final Fixture fixture;
    private final LoadRun run;

    LoadRunTest() throws IOException {
        server = new InMemoryS3();
        Content content = new Content(false, true);
        fixture = new Fixture(server.target(), content);
        OptionalLong self = OptionalLong.of(ProcessHandle.current().pid());
        run = new LoadRun(server.target(), content, fixture, self);
    }

    @BeforeEach
    void open() throws IOException {
        fixture.open();
    }

    @AfterEach
    void close() {
        server.close();
    }

    @Test
    void run_deletes_countsEachKeyOnce() throws Exception {
        LoadResult result = run.run(load(new Operation.Delete(10, 250, 100)));

        assertThat(result.counts()).isEqualTo(new LoadResult.Counts(3, 250, 0, Map.of()));
        assertThat(server.objects).isEmpty();
    }

    @Test
    void run_puts_countsWhatTheServerHolds() throws Exception {
        LoadResult result = run.run(load(new Operation.Put(SIZE, 0)));

        LoadResult.Counts counts = result.counts();
        assertThat(counts.errors()).isEmpty();
        assertThat(counts.bytes()).isEqualTo(counts.operations() * SIZE);
        // each of the two workers may end one that no longer counts
        assertThat((long) server.objects.size())
                .isBetween(Math.max(1, counts.operations()), counts.operations() + 2);
        assertThat(server.objects.values()).allMatch(body -> body.length == SIZE);
    }

    @Test
    void run_gets_verifiesAndCounts() throws Exception {
        LoadResult result = run.run(load(new Operation.Get(SIZE, 3)));

        assertThat(result.counts().errors()).isEmpty();
        assertThat((long) server.gets.get())
                .isBetween(result.counts().operations(), result.counts().operations() + 2);
        assertThat(result.latency().p50Millis()).isPositive();
        assertThat(result.server()).isPresent();
        assertThat(result.client().residentBytesMax()).isPositive();
    }

    @Test
    void run_getsOfDamagedObjects_countsWrongContent() throws Exception {
        Dataset set = Dataset.shared(SIZE, 1);
        fixture.prepare(set);
        byte[] damaged = server.objects.getOrDefault(set.key(0), new byte[0]).clone();
        damaged[17] ^= 1;
        server.objects.put(set.key(0), damaged);

        LoadResult result = run.run(load(new Operation.Get(SIZE, 1)));

        assertThat(result.counts().operations()).isZero();
        assertThat(result.counts().errors()).containsOnlyKeys("wrong content");
    }

    @Test
    void run_getsOfMissingObjects_countsErrorsByCode() throws Exception {
        fixture.prepare(Dataset.shared(SIZE, 1));
        server.objects.clear();

        LoadResult result = run.run(load(new Operation.Get(SIZE, 1)));

        assertThat(result.counts().errors()).containsOnlyKeys("NoSuchKey");
        assertThat(result.counts().failures()).isPositive();
    }

    @Test
    void run_mixed_failsNothing() throws Exception {
        LoadResult result = run.run(load(new Operation.Mixed(SIZE, 20)));

        assertThat(result.counts().errors()).isEmpty();
        assertThat(result.counts().operations()).isPositive();
    }

    @Test
    void clean_afterLoads_leavesNothing() throws Exception {
        run.run(load(new Operation.Put(SIZE, 10)));
        fixture.clean();

        assertThat(server.objects).isEmpty();
    }

    private static Load load(Operation operation) {
        return new Load("test", operation, 2, Duration.ZERO, Duration.ofMillis(300));
    }
}
