package io.cairn.load.bench;

import io.cairn.schemas.BlobId;
import io.cairn.schemas.BucketId;
import io.cairn.schemas.DriveId;
import io.cairn.schemas.EventId;
import io.cairn.schemas.ObjectKey;
import io.cairn.schemas.event.ShardRef;
import io.cairn.shard.ExpectedShard;
import io.cairn.shard.NewShard;
import io.cairn.shard.ShardOwner;
import io.cairn.shard.ShardShape;
import io.cairn.shard.disk.FileSystemDisk;
import io.cairn.shard.file.FileShardStore;
import io.cairn.shard.file.SpaceReserve;
import io.cairn.shard.index.RocksIndexes;
import io.cairn.shard.segment.PackedShardStore;
import io.cairn.shard.segment.SegmentSettings;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.time.Clock;
import java.time.Instant;
import java.time.ZoneOffset;
import java.util.Comparator;
import java.util.Objects;
import java.util.SplittableRandom;
import java.util.UUID;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicLong;
import java.util.stream.Stream;
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
import org.openjdk.jmh.infra.Blackhole;

/// Durable appends to one drive: what a caller reaches who writes and syncs by itself, and what 64
/// reach together through the packed store. In a directory that is made in the current one, or
/// where `cairn.bench.directory` says, and removed again.
@State(Scope.Benchmark)
@BenchmarkMode(Mode.Throughput)
@OutputTimeUnit(TimeUnit.SECONDS)
@Fork(
        value = 1,
        jvmArgsAppend = {"--enable-native-access=ALL-UNNAMED"})
public class AppendBenchmark {
    private static final int CALLERS = 64;
    private static final ShardShape SHAPE = new ShardShape(1, 1, 1 << 20);
    private static final ShardOwner OWNER =
            new ShardOwner(
                    "bench",
                    new BucketId(new UUID(1, 1)),
                    new ObjectKey("as/long/as/keys/are"),
                    new EventId(new UUID(2, 2)),
                    0);
    private static final Clock CLOCK = Clock.fixed(Instant.EPOCH, ZoneOffset.UTC);

    @Param({"4096"})
    public int bytes = 4096;

    private final AtomicLong numbers = new AtomicLong();
    private byte[] content = new byte[0];
    private @Nullable Opened opened;

    /// Makes the directory and opens the store.
    @Setup
    public void open() throws IOException {
        content = new byte[bytes];
        new SplittableRandom(1).nextBytes(content);
        opened = new Opened(Path.of(System.getProperty("cairn.bench.directory", ".")), bytes);
    }

    /// Closes and removes everything.
    @TearDown
    public void close() throws IOException {
        opened().close();
    }

    /// One caller, one file that grows: a write and a sync for each record.
    @Benchmark
    @Threads(1)
    public void alone() throws IOException {
        opened().appendAlone(content);
    }

    /// Many callers of the packed store.
    @Benchmark
    @Threads(CALLERS)
    public void packed() throws IOException {
        opened().store().write(shard(numbers.incrementAndGet()), content, 0, content.length);
    }

    /// One caller reads shards back, from the page cache.
    @Benchmark
    @Threads(1)
    public void read(Blackhole hole) throws IOException {
        if (numbers.get() == 0) {
            packed();
        }
        byte[] target = new byte[content.length];
        NewShard first = shard(1);
        opened().store()
                .read(
                        new ExpectedShard(first.shard(), SHAPE, content.length),
                        0,
                        target,
                        0,
                        target.length);
        hole.consume(target);
    }

    private Opened opened() {
        return Objects.requireNonNull(opened, "the benchmark was not set up");
    }

    private static NewShard shard(long number) {
        return new NewShard(new ShardRef(new BlobId(new UUID(7, number)), 0, 0), SHAPE, OWNER);
    }

    /// What is open while the benchmark runs.
    private static final class Opened {
        private final Path root;
        private final RocksIndexes indexes;
        private final PackedShardStore store;
        private final FileChannel alone;
        private final ByteBuffer buffer;
        private long position;

        Opened(Path parent, int bytes) throws IOException {
            root = Files.createTempDirectory(parent.toAbsolutePath(), "cairn-bench-");
            indexes = new RocksIndexes(32 << 20, 16 << 20);
            store =
                    PackedShardStore.open(
                            root,
                            new FileShardStore.Boot(1, CLOCK),
                            new PackedShardStore.Options(
                                    new FileSystemDisk(),
                                    indexes,
                                    new DriveId(new UUID(3, 3)),
                                    SpaceReserve.DEFAULT,
                                    16,
                                    SegmentSettings.DEFAULT,
                                    new SplittableRandom(2)));
            alone =
                    FileChannel.open(
                            root.resolve("alone"),
                            StandardOpenOption.CREATE_NEW,
                            StandardOpenOption.WRITE);
            buffer = ByteBuffer.allocateDirect(bytes);
        }

        PackedShardStore store() {
            return store;
        }

        void appendAlone(byte[] content) throws IOException {
            buffer.clear().put(content).flip();
            position += alone.write(buffer, position);
            alone.force(false);
        }

        void close() throws IOException {
            store.close();
            indexes.close();
            alone.close();
            try (Stream<Path> files = Files.walk(root)) {
                files.sorted(Comparator.reverseOrder()).forEach(Opened::delete);
            }
        }

        private static void delete(Path path) {
            try {
                Files.delete(path);
            } catch (IOException e) {
                throw new UncheckedIOException(e);
            }
        }
    }
}
