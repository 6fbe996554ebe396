package io.cairn.metadata.topology;

import static org.assertj.core.api.Assertions.assertThat;

import io.cairn.metadata.client.DurablePositions;
import io.cairn.metadata.store.FoldBench;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class StoreUpkeepTest {
    @TempDir Path directory;

    /// Brokers that hold `end` durable records.
    private record Records(long end) implements LogOffsets {
        @Override
        public long end(int partition) {
            return end;
        }

        @Override
        public Map<Integer, Long> committed() {
            return Map.of();
        }
    }

    @Test
    void run_afterALostAcknowledgement_learnsWhatIsDurable() {
        DurablePositions durable = new DurablePositions(1);
        try (FoldBench bench = new FoldBench(directory)) {
            bench.create("bucket");
            run(bench, durable, new Records(1));
            assertThat(durable.position(0)).isZero();
        }
    }

    @Test
    void run_beforeARecordIsDurable_leavesIt() {
        DurablePositions durable = new DurablePositions(1);
        try (FoldBench bench = new FoldBench(directory)) {
            bench.create("bucket");
            run(bench, durable, new Records(0));
            assertThat(durable.position(0)).isEqualTo(-1);
        }
    }

    private static void run(FoldBench bench, DurablePositions durable, LogOffsets offsets) {
        try (StoreUpkeep upkeep = new StoreUpkeep(List.of(bench.partition), durable, offsets)) {
            upkeep.run();
        }
    }
}
