package io.cairn.shard.reclaim;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;

class TroubleTest {
    private final Trouble trouble = new Trouble();

    @Test
    void trouble_thatGoesOn_isSaidOnceAndWhenItEnds() {
        assertThat(trouble.ends()).isFalse();
        assertThat(trouble.begins()).isTrue();
        assertThat(trouble.begins()).isFalse();
        assertThat(trouble.ends()).isTrue();
        assertThat(trouble.ends()).isFalse();
        assertThat(trouble.begins()).isTrue();
    }
}
