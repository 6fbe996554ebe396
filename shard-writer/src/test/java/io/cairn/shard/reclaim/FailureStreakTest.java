package io.cairn.shard.reclaim;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;

class FailureStreakTest {
    private final FailureStreak trouble = new FailureStreak();

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
