package io.cairn.load.bench;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.file.StandardOpenOption;
import java.util.Objects;
import java.util.SplittableRandom;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicLong;
import org.jspecify.annotations.Nullable;
import org.openjdk.jmh.annotations.Benchmark;
import org.openjdk.jmh.annotations.BenchmarkMode;
import org.openjdk.jmh.annotations.Fork;
import org.openjdk.jmh.annotations.Mode;
import org.openjdk.jmh.annotations.OutputTimeUnit;
import org.openjdk.jmh.annotations.Param;
import org.openjdk.jmh.annotations.Scope;
import org.openjdk.jmh.annotations.Setup;
import org.openjdk.jmh.annotations.State;
import org.openjdk.jmh.annotations.TearDown;
import org.openjdk.jmh.annotations.Threads;

/// Durable appends to one drive: what a caller reaches who writes and syncs by itself, and what 64
/// reach together through the packed store.
@State(Scope.Benchmark)
@BenchmarkMode(Mode.Throughput)
@OutputTimeUnit(TimeUnit.SECONDS)
@Fork(
        value = 1,
        jvmArgsAppend = {"--enable-native-access=ALL-UNNAMED"})
public class AppendBenchmark {
    private static final int CALLERS = 64;

    @Param({"4096"})
    public int bytes = 4096;

    private final AtomicLong numbers = new AtomicLong();
    private byte[] content = new byte[0];
    private ByteBuffer target = ByteBuffer.allocate(0);
    private @Nullable TemporaryDrive drive;
    private @Nullable Alone alone;

    /// Makes the directory and opens the store.
    @Setup
    public void open() throws IOException {
        content = new byte[bytes];
        target = ByteBuffer.allocate(bytes);
        new SplittableRandom(1).nextBytes(content);
        TemporaryDrive opened = new TemporaryDrive();
        drive = opened;
        alone = new Alone(opened, bytes);
    }

    /// Closes and removes everything.
    @TearDown
    public void close() throws IOException {
        Objects.requireNonNull(alone).close();
        drive().close();
    }

    /// One caller, one file that grows: a write and a sync for each record.
    @Benchmark
    @Threads(1)
    public void alone() throws IOException {
        Objects.requireNonNull(alone).append(content);
    }

    /// Many callers of the packed store.
    @Benchmark
    @Threads(CALLERS)
    public void packed() throws IOException {
        drive().store()
                .write(TemporaryDrive.shard(numbers.incrementAndGet()), content, 0, content.length);
    }

    /// One caller reads a shard back, from the page cache.
    @Benchmark
    @Threads(1)
    public ByteBuffer read() throws IOException {
        if (numbers.get() == 0) {
            packed();
        }
        drive().store()
                .read(TemporaryDrive.written(1, content.length), 0, target, 0, target.capacity());
        return target;
    }

    private TemporaryDrive drive() {
        return Objects.requireNonNull(drive, "the benchmark was not set up");
    }

    /// The file of a caller who writes by itself.
    private static final class Alone implements AutoCloseable {
        private final FileChannel file;
        private final ByteBuffer buffer;
        private long position;

        Alone(TemporaryDrive drive, int bytes) throws IOException {
            file =
                    FileChannel.open(
                            drive.directory().resolve("alone"),
                            StandardOpenOption.CREATE_NEW,
                            StandardOpenOption.WRITE);
            buffer = ByteBuffer.allocateDirect(bytes);
        }

        void append(byte[] content) throws IOException {
            buffer.clear().put(content).flip();
            position += file.write(buffer, position);
            file.force(false);
        }

        @Override
        public void close() throws IOException {
            file.close();
        }
    }
}
