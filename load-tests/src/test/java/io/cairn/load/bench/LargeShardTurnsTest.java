package io.cairn.load.bench;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.nio.file.Path;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

final class LargeShardTurnsTest {
    @TempDir Path directory;

    @Test
    void run_measuresAllThreeAndLeavesNothing() throws Exception {
        LargeShardTurns.Medians medians =
                new LargeShardTurns(new LargeShardTurns.Settings(2, 2 << 20, 256 << 10, 3))
                        .run(directory);
        assertThat(medians.store()).isPositive();
        assertThat(medians.plain()).isPositive();
        assertThat(medians.dd()).isPositive();
        assertThat(directory).isEmptyDirectory();
    }

    @Test
    void settings_thatDoNotDivide_areRefused() {
        assertThatThrownBy(() -> new LargeShardTurns.Settings(1, 1_000_000, 1 << 18, 1))
                .isInstanceOf(IllegalArgumentException.class);
        assertThatThrownBy(() -> new LargeShardTurns.Settings(1, 1 << 20, 300_000, 1))
                .isInstanceOf(IllegalArgumentException.class);
    }
}
