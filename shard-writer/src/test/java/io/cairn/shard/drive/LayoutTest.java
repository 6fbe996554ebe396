package io.cairn.shard.drive;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class LayoutTest {
    @ParameterizedTest
    @CsvSource({
        "1, 1, 0",
        "2, 1, 1",
        "3, 2, 1",
        "4, 2, 2",
        "5, 3, 2",
        "6, 3, 3",
        "7, 4, 3",
        "8, 4, 4",
        "12, 8, 4",
        "16, 12, 4",
        "40, 12, 4"
    })
    void byDefault_forDrives_isWhatUsersKnow(int drives, int k, int m) {
        Layout layout = Layout.byDefault(drives);
        assertThat(layout.dataShards()).isEqualTo(k);
        assertThat(layout.parity()).isEqualTo(m);
    }

    @ParameterizedTest
    @CsvSource({
        "4, 2, 3, 2, 1",
        "4, 2, 2, 1, 1",
        "8, 1, 7, 6, 1",
        "8, 5, 7, 3, 4",
        "8, 4, 4, 2, 2",
        "4, 0, 3, 3, 0",
        "20, 4, 19, 12, 4",
        "6, 3, 5, 3, 2"
    })
    void forLive_withDrivesGone_keepsWhatFits(int drives, int parity, int live, int k, int m) {
        Layout layout = new Layout(drives, parity).forLive(live);
        assertThat(layout.dataShards()).isEqualTo(k);
        assertThat(layout.parity()).isEqualTo(m);
    }
}
