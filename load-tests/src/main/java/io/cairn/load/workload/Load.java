package io.cairn.load.workload;

import java.time.Duration;

/// One load: a name for reports, what is done, by how many workers at once, and for how long it is
/// measured after a warm-up that is not.
public record Load(
        String name, Operation operation, int concurrency, Duration warmup, Duration duration) {
    public Load {
        if (concurrency < 1) {
            throw new IllegalArgumentException("concurrency " + concurrency);
        }
        if (!duration.isPositive() || warmup.isNegative()) {
            throw new IllegalArgumentException("duration " + duration + " after " + warmup);
        }
    }
}
