package io.cairn.api.operation;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;

final class LimitsTest {
    @Test
    void defaults_takeTheLargestObjectInOnePutAndPartsAsS3Does() {
        assertThat(Limits.DEFAULT.objectBytesMax()).isEqualTo(5_497_558_138_880L);
        assertThat(Limits.DEFAULT.partBytesMax()).isEqualTo(5_368_709_120L);
    }
}
