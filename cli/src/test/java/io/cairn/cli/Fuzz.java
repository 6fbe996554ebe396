package io.cairn.cli;

import com.sun.management.UnixOperatingSystemMXBean;
import java.lang.management.ManagementFactory;
import java.util.Arrays;
import java.util.Random;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.locks.LockSupport;
import java.util.function.BooleanSupplier;
import java.util.stream.LongStream;

/// What fuzzers share: their seeds, how bytes are spoiled, and how a failure is said.
public final class Fuzz {
    private static final long ENOUGH_NANOS = TimeUnit.SECONDS.toNanos(60);
    private static final int CHANGES_MAX = 8;

    private Fuzz() {}

    /// The seeds of a run: fixed ones, or the one to be replayed.
    public static LongStream seeds() {
        Long only = Long.getLong("cairn.fuzz.seed");
        return only != null
                ? LongStream.of(only)
                : LongStream.range(0, Long.getLong("cairn.fuzz.rounds", 300));
    }

    /// How to run a seed of `test` again.
    public static String replay(Class<?> test, long seed) {
        return "seed %d, again with: mvn -pl cli -am verify -Dtest=%s -Dsurefire.failIfNoSpecifiedTests=false -Dcairn.fuzz.seed=%d"
                .formatted(seed, test.getSimpleName(), seed);
    }

    /// The bytes with some changed, left out, doubled or cut off.
    public static byte[] spoil(byte[] bytes, Random random) {
        byte[] spoiled = bytes.clone();
        int changes = 1 + random.nextInt(CHANGES_MAX);
        for (int i = 0; i < changes && spoiled.length > 0; i++) {
            int at = random.nextInt(spoiled.length);
            switch (random.nextInt(4)) {
                case 0 -> spoiled[at] = (byte) random.nextInt();
                case 1 -> spoiled[at] ^= (byte) (1 << random.nextInt(Byte.SIZE));
                case 2 -> spoiled = Arrays.copyOf(spoiled, at);
                default -> {
                    byte[] longer = Arrays.copyOf(spoiled, spoiled.length + 1);
                    System.arraycopy(spoiled, at, longer, at + 1, spoiled.length - at);
                    spoiled = longer;
                }
            }
        }
        return spoiled;
    }

    /// Files and sockets that this process has open.
    public static long handles() {
        return ManagementFactory.getOperatingSystemMXBean()
                        instanceof UnixOperatingSystemMXBean unix
                ? unix.getOpenFileDescriptorCount()
                : 0;
    }

    /// Polls until the condition holds; false if it does not within a minute.
    public static boolean await(BooleanSupplier condition) {
        long deadline = System.nanoTime() + ENOUGH_NANOS;
        while (!condition.getAsBoolean()) {
            if (System.nanoTime() - deadline > 0) {
                return false;
            }
            LockSupport.parkNanos(TimeUnit.MILLISECONDS.toNanos(5));
        }
        return true;
    }
}
