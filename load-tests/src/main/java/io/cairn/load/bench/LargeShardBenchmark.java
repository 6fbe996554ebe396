package io.cairn.load.bench;

import io.cairn.shard.ShardRead;
import io.cairn.shard.ShardWrite;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.util.Objects;
import java.util.SplittableRandom;
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;
import org.openjdk.jmh.annotations.Benchmark;
import org.openjdk.jmh.annotations.BenchmarkMode;
import org.openjdk.jmh.annotations.Fork;
import org.openjdk.jmh.annotations.Level;
import org.openjdk.jmh.annotations.Mode;
import org.openjdk.jmh.annotations.OutputTimeUnit;
import org.openjdk.jmh.annotations.Param;
import org.openjdk.jmh.annotations.Scope;
import org.openjdk.jmh.annotations.Setup;
import org.openjdk.jmh.annotations.State;
import org.openjdk.jmh.annotations.TearDown;
import org.openjdk.jmh.annotations.Threads;
import org.openjdk.jmh.infra.ThreadParams;

/// Large shards on one drive by one caller, in units as stripes have them: written and made
/// durable, read back from the page cache with their checksums verified; and what `dd bs=1M
/// conv=fdatasync` does, for comparison. A score is milliseconds for a shard. Files are removed
/// between calls, which is not measured.
@State(Scope.Benchmark)
@BenchmarkMode(Mode.AverageTime)
@OutputTimeUnit(TimeUnit.MILLISECONDS)
@Fork(
        value = 1,
        jvmArgsAppend = {"--enable-native-access=ALL-UNNAMED"})
public class LargeShardBenchmark {
    private static final int PLAIN_BYTES = 1 << 20;
    private static final int CALLERS = 4;
    private static final long READ_SHARD = 0;

    @Param({"16", "64"})
    public int mebibytes = 16;

    @Param({"256", "512", "1024"})
    public int unitKibibytes = 256;

    private byte[] unit = new byte[0];
    private @Nullable TemporaryDrive drive;

    /// Makes the directory, opens the store and writes the shard that is read.
    @Setup
    public void open() throws IOException {
        unit = new byte[unitKibibytes << 10];
        new SplittableRandom(1).nextBytes(unit);
        drive = new TemporaryDrive();
        write(READ_SHARD);
    }

    @TearDown
    public void close() throws IOException {
        drive().close();
    }

    /// A shard by way of the store, durable in the end.
    @Benchmark
    @Threads(1)
    public void write(Caller caller) throws IOException {
        write(caller.number);
    }

    /// The same by each of some callers.
    @Benchmark
    @Threads(CALLERS)
    public void writeTogether(Caller caller) throws IOException {
        write(caller.number);
    }

    /// As many bytes through the page cache, one sync in the end.
    @Benchmark
    @Threads(1)
    public void plainWrite(Caller caller) throws IOException {
        caller.writePlain(mebibytes);
    }

    /// The same by each of some callers.
    @Benchmark
    @Threads(CALLERS)
    public void plainWriteTogether(Caller caller) throws IOException {
        caller.writePlain(mebibytes);
    }

    /// The shard that was written first, all of it.
    @Benchmark
    @Threads(1)
    public ByteBuffer read(Caller caller) throws IOException {
        try (ShardRead read =
                drive().store().open(TemporaryDrive.written(READ_SHARD, dataBytes()))) {
            for (long from = 0; from < dataBytes(); from += unit.length) {
                read.read(from, caller.target, 0, unit.length);
            }
        }
        return caller.target;
    }

    private void write(long number) throws IOException {
        ShardWrite write = drive().store().create(TemporaryDrive.shard(number));
        for (long from = 0; from < dataBytes(); from += unit.length) {
            write.append(unit, 0, unit.length);
        }
        write.commit();
    }

    private long dataBytes() {
        return (long) mebibytes << 20;
    }

    private TemporaryDrive drive() {
        return Objects.requireNonNull(drive, "the benchmark was not set up");
    }

    /// One of the callers, with a shard and a file of its own.
    @State(Scope.Thread)
    public static class Caller {
        private final ByteBuffer buffer = ByteBuffer.allocateDirect(PLAIN_BYTES);
        private ByteBuffer target = ByteBuffer.allocate(0);
        private long number;
        private @Nullable TemporaryDrive drive;
        private @Nullable Path plain;

        /// Chooses the names.
        @Setup
        public void choose(LargeShardBenchmark benchmark, ThreadParams thread) {
            number = READ_SHARD + 1 + thread.getThreadIndex();
            target = ByteBuffer.allocateDirect(benchmark.unit.length);
            for (int filled = 0; filled < PLAIN_BYTES; filled += benchmark.unit.length) {
                buffer.put(filled, benchmark.unit);
            }
            drive = benchmark.drive();
            plain = benchmark.drive().directory().resolve("plain-" + number);
        }

        @TearDown(Level.Invocation)
        public void remove() throws IOException {
            Objects.requireNonNull(drive).store().delete(TemporaryDrive.shard(number).shard());
            Files.deleteIfExists(Objects.requireNonNull(plain));
        }

        private void writePlain(int mebibytes) throws IOException {
            try (FileChannel file =
                    FileChannel.open(
                            Objects.requireNonNull(plain),
                            StandardOpenOption.CREATE_NEW,
                            StandardOpenOption.WRITE)) {
                for (int written = 0; written < mebibytes; written++) {
                    buffer.clear();
                    while (buffer.hasRemaining()) {
                        file.write(buffer);
                    }
                }
                file.force(false);
            }
        }
    }
}
