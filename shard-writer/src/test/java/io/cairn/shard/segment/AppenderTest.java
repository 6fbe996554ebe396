package io.cairn.shard.segment;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.cairn.shard.ShardStore.Completion;
import io.cairn.shard.disk.DiskFile;
import io.cairn.shard.disk.FileSystemDisk;
import io.cairn.shard.disk.ForwardingDisk;
import io.cairn.shard.disk.ForwardingFile;
import io.cairn.shard.index.InMemoryIndexes;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Random;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class AppenderTest {
    @TempDir Path root;

    private final AppendQueue queue = new AppendQueue(PackedSamples.TINY.batches());
    private final List<String> failed = new ArrayList<>();

    /// A disk that has no memory left to write a batch; what others add meanwhile comes first.
    private final class OutOfMemoryDisk extends ForwardingDisk {
        OutOfMemoryDisk() {
            super(new FileSystemDisk());
        }

        @Override
        public DiskFile openShared(Path file) throws IOException {
            return new ForwardingFile(super.openShared(file)) {
                private boolean written;

                @Override
                public void write(ByteBuffer source, long position) throws IOException {
                    if (position > 0 && !written) {
                        written = true;
                        add(2, "next record");
                        queue.addBarrier(completion("next barrier"));
                        throw new OutOfMemoryError("Cannot reserve direct buffer memory");
                    }
                    super.write(source, position);
                }
            };
        }
    }

    private Completion completion(String name) {
        return failure -> {
            assertThat(failure).as(name).isNotNull();
            failed.add(name);
        };
    }

    private void add(int number, String name) throws IOException {
        boolean added =
                queue.add(
                        PackedSamples.ref(number),
                        new RecordFrame(RecordKind.SHARD, Long.BYTES, RecordLocation.NONE),
                        target -> target.putLong(number),
                        completion(name),
                        false,
                        false);
        assertThat(added).isTrue();
    }

    @Test
    void appender_thatBreaksOffByAnError_tellsAllWhoWait() throws IOException {
        try (SegmentTable table =
                new SegmentTable(new OutOfMemoryDisk(), root, PackedSamples.DRIVE, 3)) {
            table.load();
            Appender appender =
                    new Appender(
                            queue,
                            table,
                            new Ledger(new InMemoryIndexes(new Random(1)).open(root)),
                            PackedSamples.TINY,
                            new Appender.Start(1, 1, new Random(1)),
                            () -> {});
            add(1, "record");
            assertThatThrownBy(appender::run).isInstanceOf(OutOfMemoryError.class);
            assertThat(failed).containsExactly("record", "next record", "next barrier");
        }
    }
}
