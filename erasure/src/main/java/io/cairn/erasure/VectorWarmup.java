package io.cairn.erasure;

import java.util.Arrays;
import java.util.function.LongSupplier;

/// Has the JVM compile the vector kernel before anybody waits for it. Until it is compiled each
/// vector operation is a call that makes objects: a stripe takes thousands of times as long. So
/// stripes that nobody needs are coded, until the kernel is faster than the scalar one.
final class VectorWarmup {
    /// Large enough that most of a round is spent in the loop, small enough that the first one, of
    /// some tenths of a second, is the only long one.
    private static final int UNIT_BYTES = 4096;

    private static final int UNITS = 2;

    /// A machine that is busy compiles late: a minute of rounds that are not compiled.
    static final int ROUNDS_MAX = 200_000;

    private static final int SCALAR_ROUNDS = 500;

    /// A single fast round may be luck, so it takes some in a row.
    private static final int FAST_ROUNDS = 8;

    private final byte[] stripe = new byte[2 * UNITS * UNIT_BYTES];
    private final LongSupplier nanoTime;
    private final int roundsMax;

    /// Measures with the monotonic clock `nanoTime`, and gives up after `roundsMax`.
    VectorWarmup(LongSupplier nanoTime, int roundsMax) {
        this.nanoTime = nanoTime;
        this.roundsMax = roundsMax;
        Arrays.fill(stripe, (byte) 1);
    }

    /// Whether `kernel` is as fast as the scalar kernel by now. False if `pace` ends it before, or
    /// if it is not so after many rounds.
    boolean run(CodingKernel kernel, CodingKernel.Pace pace) throws InterruptedException {
        long wanted = scalarNanos();
        ErasureCode code = new ErasureCode(UNITS, UNITS, kernel);
        int fast = 0;
        for (int round = 0; round < roundsMax; round++) {
            long nanos = nanosOf(code);
            fast = nanos <= wanted ? fast + 1 : 0;
            if (fast == FAST_ROUNDS) {
                return true;
            }
            if (!pace.goOn(nanos)) {
                return false;
            }
        }
        return false;
    }

    /// The best of some rounds of the scalar kernel, which the JVM compiles at once.
    private long scalarNanos() {
        ErasureCode code = new ErasureCode(UNITS, UNITS, CodingKernel.scalar());
        long best = Long.MAX_VALUE;
        for (int round = 0; round < SCALAR_ROUNDS; round++) {
            best = Math.min(best, nanosOf(code));
        }
        return best;
    }

    private long nanosOf(ErasureCode code) {
        long begin = nanoTime.getAsLong();
        code.encode(stripe, 0, UNIT_BYTES);
        return nanoTime.getAsLong() - begin;
    }
}
