package io.cairn.cli.server;

import static org.assertj.core.api.Assertions.assertThat;

import io.cairn.platform.file.FileHandles;
import io.cairn.platform.http.HttpLimits;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

final class HandleSharesTest {
    @ParameterizedTest
    @ValueSource(longs = {400, 700, 1_024, 4_096, 65_536, 1L << 30})
    void shares_leaveHandlesForBursts(long max) {
        FileHandles handles = new FileHandles(332, max);
        HandleShares shares = HandleShares.of(handles);
        assertThat(shares.connections() + shares.openShards())
                .isLessThanOrEqualTo(Math.max(0, handles.left() - 300));
    }

    @Test
    void connections_areNeverNoneAndNeverMoreThanTheLimit() {
        HttpLimits all = HttpLimits.DEFAULT;
        long few = HandleShares.of(new FileHandles(332, 340)).connections();
        assertThat(all.withConnectionsUpTo(few).connectionsMax()).isEqualTo(16);
        long many = HandleShares.of(new FileHandles(332, 1L << 30)).connections();
        assertThat(all.withConnectionsUpTo(many).connectionsMax()).isEqualTo(all.connectionsMax());
    }
}
