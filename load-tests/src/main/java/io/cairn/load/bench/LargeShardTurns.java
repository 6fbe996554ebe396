package io.cairn.load.bench;

import io.cairn.shard.ShardWrite;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.SplittableRandom;
import java.util.concurrent.BrokenBarrierException;
import java.util.concurrent.CyclicBarrier;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/// A large shard by way of the store, the same bytes as a plain file, and the same by `dd bs=1M
/// conv=fdatasync` from a file in the page cache: in turns, so that all three meet the disk in the
/// same moods. Each is durable when its time ends; what it left is removed before the next begins.
public final class LargeShardTurns {
    private static final int WARM_UP_ROUNDS = 20;
    private static final int PLAIN_BYTES = 1 << 20;
    private static final double NANOS_PER_MILLI = 1e6;
    private static final double MILLIS_PER_SECOND = 1e3;
    private static final Pattern DD_SECONDS = Pattern.compile("copied, ([0-9.e-]+) s");

    private final Settings settings;
    private final byte[] unit;

    /// @param callers how many write at a time, each a shard or file of its own
    /// @param shardBytes a multiple of a MiB
    /// @param unitBytes what the store is given at a time; a MiB is a multiple of it
    public record Settings(int callers, long shardBytes, int unitBytes, int rounds) {
        public Settings {
            boolean good =
                    callers > 0
                            && rounds > 0
                            && shardBytes > 0
                            && shardBytes % PLAIN_BYTES == 0
                            && unitBytes > 0
                            && PLAIN_BYTES % unitBytes == 0;
            if (!good) {
                throw new IllegalArgumentException(
                        "a shard must be some MiB, and a MiB some units");
            }
        }
    }

    /// The medians of all rounds: milliseconds from when the callers begin together until the last
    /// is done.
    public record Medians(double store, double plain, double dd) {}

    public LargeShardTurns(Settings settings) {
        this.settings = settings;
        this.unit = new byte[settings.unitBytes()];
        new SplittableRandom(1).nextBytes(unit);
    }

    /// Runs all rounds in `directory`, and leaves nothing there.
    public Medians run(Path directory) throws IOException, InterruptedException {
        double[] store = new double[settings.rounds()];
        double[] plain = new double[settings.rounds()];
        double[] dd = new double[settings.rounds()];
        try (TemporaryDrive drive = new TemporaryDrive(directory)) {
            Path source = drive.directory().resolve("source");
            writePlain(source);
            for (int round = -WARM_UP_ROUNDS; round < settings.rounds(); round++) {
                double stored = together(caller -> writeShard(drive, caller));
                for (int caller = 0; caller < settings.callers(); caller++) {
                    drive.store().delete(TemporaryDrive.shard(caller).shard());
                }
                double written = together(caller -> writePlain(plainFile(drive, caller)));
                removeFiles(drive);
                if (round >= 0) {
                    store[round] = stored;
                    plain[round] = written;
                    dd[round] = dd(drive, source);
                    removeFiles(drive);
                }
            }
        }
        return new Medians(median(store), median(plain), median(dd));
    }

    private void writeShard(TemporaryDrive drive, int caller) throws IOException {
        ShardWrite write = drive.store().create(TemporaryDrive.shard(caller));
        for (long from = 0; from < settings.shardBytes(); from += unit.length) {
            write.append(unit, 0, unit.length);
        }
        write.commit();
    }

    private void writePlain(Path file) throws IOException {
        ByteBuffer buffer = ByteBuffer.allocateDirect(PLAIN_BYTES);
        while (buffer.hasRemaining()) {
            buffer.put(unit);
        }
        try (FileChannel channel =
                FileChannel.open(file, StandardOpenOption.CREATE_NEW, StandardOpenOption.WRITE)) {
            for (long from = 0; from < settings.shardBytes(); from += PLAIN_BYTES) {
                buffer.clear();
                while (buffer.hasRemaining()) {
                    channel.write(buffer);
                }
            }
            channel.force(false);
        }
    }

    /// What the slowest `dd` says of itself, without the start of its process.
    private double dd(TemporaryDrive drive, Path source) throws IOException {
        List<Process> running = new ArrayList<>();
        for (int caller = 0; caller < settings.callers(); caller++) {
            ProcessBuilder command =
                    new ProcessBuilder(
                            "dd",
                            "if=" + source,
                            "of=" + plainFile(drive, caller),
                            "bs=1M",
                            "conv=fdatasync");
            command.environment().put("LC_ALL", "C");
            running.add(command.redirectErrorStream(true).start());
        }
        double slowest = 0;
        for (Process process : running) {
            String said =
                    new String(process.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
            Matcher seconds = DD_SECONDS.matcher(said);
            if (!seconds.find()) {
                throw new IOException("dd: " + said);
            }
            double millis = Double.parseDouble(seconds.group(1)) * MILLIS_PER_SECOND;
            slowest = Math.max(slowest, millis);
        }
        return slowest;
    }

    /// Has all callers write at a time.
    private double together(Write write) throws IOException, InterruptedException {
        int callers = settings.callers();
        CyclicBarrier begin = new CyclicBarrier(callers + 1);
        List<Thread> threads = new ArrayList<>();
        List<Throwable> failures = new ArrayList<>();
        for (int number = 0; number < callers; number++) {
            int caller = number;
            Thread thread =
                    Thread.ofPlatform()
                            .unstarted(() -> {
                                meet(begin);
                                try {
                                    write.by(caller);
                                } catch (IOException e) {
                                    throw new UncheckedIOException(e);
                                }
                            });
            thread.setUncaughtExceptionHandler((ended, failure) -> {
                synchronized (failures) {
                    failures.add(failure);
                }
            });
            thread.start();
            threads.add(thread);
        }
        meet(begin);
        long begunNanos = System.nanoTime();
        for (Thread thread : threads) {
            thread.join();
        }
        double millis = (System.nanoTime() - begunNanos) / NANOS_PER_MILLI;
        synchronized (failures) {
            if (!failures.isEmpty()) {
                throw new IOException("a caller failed", failures.getFirst());
            }
        }
        return millis;
    }

    private static void meet(CyclicBarrier barrier) {
        try {
            barrier.await();
        } catch (InterruptedException | BrokenBarrierException e) {
            throw new IllegalStateException("a caller is missing", e);
        }
    }

    private void removeFiles(TemporaryDrive drive) throws IOException {
        for (int caller = 0; caller < settings.callers(); caller++) {
            Files.delete(plainFile(drive, caller));
        }
    }

    private static Path plainFile(TemporaryDrive drive, int caller) {
        return drive.directory().resolve("plain-" + caller);
    }

    private static double median(double[] values) {
        Arrays.sort(values);
        int middle = values.length / 2;
        return values.length % 2 == 1 ? values[middle] : (values[middle - 1] + values[middle]) / 2;
    }

    private interface Write {
        void by(int caller) throws IOException;
    }
}
