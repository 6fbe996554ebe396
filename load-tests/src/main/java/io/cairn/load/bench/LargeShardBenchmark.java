package io.cairn.load.bench;

import io.cairn.shard.ShardRead;
import io.cairn.shard.ShardWrite;
import java.io.IOException;
import java.nio.ByteBuffer;
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

/// Large shards on one drive by one caller, in units as stripes have them: written and made
/// durable, read back from the page cache with their checksums verified. A score is milliseconds
/// for a shard. Files are removed between calls, which is not measured. [LargeShardTurns] compares
/// with plain files.
@State(Scope.Benchmark)
@BenchmarkMode(Mode.AverageTime)
@OutputTimeUnit(TimeUnit.MILLISECONDS)
@Fork(
        value = 1,
        jvmArgsAppend = {"--enable-native-access=ALL-UNNAMED"})
public class LargeShardBenchmark {
    private static final long READ_SHARD = 0;
    private static final long WRITTEN_SHARD = 1;

    @Param({"16", "64"})
    public int mebibytes = 16;

    @Param({"256", "512", "1024"})
    public int unitKibibytes = 256;

    private byte[] unit = new byte[0];
    private ByteBuffer target = ByteBuffer.allocate(0);
    private @Nullable TemporaryDrive drive;

    /// Makes the directory, opens the store and writes the shard that is read.
    @Setup
    public void open() throws IOException {
        unit = new byte[unitKibibytes << 10];
        new SplittableRandom(1).nextBytes(unit);
        target = ByteBuffer.allocateDirect(unit.length);
        drive = new TemporaryDrive();
        write(READ_SHARD);
    }

    @TearDown
    public void close() throws IOException {
        drive().close();
    }

    /// A shard by way of the store, durable in the end.
    @Benchmark
    public void write() throws IOException {
        write(WRITTEN_SHARD);
    }

    /// Removes what was written.
    @TearDown(Level.Invocation)
    public void remove() throws IOException {
        drive().store().delete(TemporaryDrive.shard(WRITTEN_SHARD).shard());
    }

    /// The shard that was written first, all of it.
    @Benchmark
    public ByteBuffer read() throws IOException {
        try (ShardRead read =
                drive().store().open(TemporaryDrive.written(READ_SHARD, dataBytes()))) {
            for (long from = 0; from < dataBytes(); from += unit.length) {
                read.read(from, target, 0, unit.length);
            }
        }
        return target;
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
}
