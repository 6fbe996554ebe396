package io.cairn.schemas;

import java.time.Clock;
import java.util.UUID;
import java.util.random.RandomGenerator;

/// Makes version-7 UUIDs (RFC 9562, section 5.7): 48 bits of milliseconds, then 74 random bits. Two
/// ids of one source are never equal in practice; their order is that of their milliseconds only.
/// Safe for use by many threads if `random` is.
public record TimeOrderedIds(Clock clock, RandomGenerator random) {
    private static final long VERSION_7 = 0x7000L;
    private static final long VARIANT_2 = 0x8000_0000_0000_0000L;

    /// A new id.
    public UUID next() {
        long high = (clock.millis() << 16) | VERSION_7 | (random.nextLong() & 0xFFFL);
        long low = VARIANT_2 | (random.nextLong() >>> 2);
        return new UUID(high, low);
    }
}
