package io.cairn.cli.server;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.cairn.cli.kafka.BrokerConfig;
import io.cairn.metadata.start.MetadataConfig;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class SizingTest {
    private static final long MIB = 1 << 20;

    @Test
    void of_aSmallMachine_isLight() {
        Sizing small = Sizing.of(2, 384 * MIB, Map.of());

        assertThat(small.broker()).isEqualTo(BrokerConfig.Threads.DEFAULT);
        assertThat(small.fold()).isEqualTo(MetadataConfig.Memory.DEFAULT);
    }

    @Test
    void of_aLargeMachine_takesMore() {
        Sizing large = Sizing.of(64, 8192 * MIB, Map.of());

        assertThat(large.broker()).isEqualTo(new BrokerConfig.Threads(8, 16));
        assertThat(large.fold()).isEqualTo(new MetadataConfig.Memory(682 * MIB, 512 * MIB));
    }

    @Test
    void of_variables_isWhatTheySay() {
        Sizing set =
                Sizing.of(
                        2,
                        384 * MIB,
                        Map.of(
                                "CAIRN_BROKER_NETWORK_THREADS", "4",
                                "CAIRN_BROKER_IO_THREADS", "5",
                                "CAIRN_FOLD_CACHE_MIB", "100",
                                "CAIRN_FOLD_MEMTABLES_MIB", "200"));

        assertThat(set.broker()).isEqualTo(new BrokerConfig.Threads(4, 5));
        assertThat(set.fold()).isEqualTo(new MetadataConfig.Memory(100 * MIB, 200 * MIB));
    }

    @ParameterizedTest
    @ValueSource(strings = {"0", "-1", "65", "many", "99999999"})
    void of_aVariableThatIsNoSuchNumber_isRefusedByItsName(String value) {
        assertThatThrownBy(() -> Sizing.of(2, MIB, Map.of("CAIRN_BROKER_IO_THREADS", value)))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessageContaining("CAIRN_BROKER_IO_THREADS");
    }
}
