package io.cairn.shard.segment;

import io.cairn.schemas.event.ShardRef;
import io.cairn.shard.ExpectedShard;
import io.cairn.shard.ShardDamagedException;
import io.cairn.shard.ShardDamagedException.Damage;
import io.cairn.shard.ShardHeader;
import io.cairn.shard.ShardRead;
import io.cairn.shard.disk.DiskFile;
import io.cairn.shard.file.FileShardRead;
import io.cairn.shard.format.BlockBuffers;
import io.cairn.shard.format.BlockReader;
import io.cairn.shard.format.Blocks;
import io.cairn.shard.format.ShardHeaderCodec;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.file.NoSuchFileException;
import java.util.Optional;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/// Reads packed shards: one look into the index and one read of the disk for each. Safe for use by
/// many threads.
final class SegmentReader {
    private static final Logger LOG = LoggerFactory.getLogger(SegmentReader.class);
    private static final int LOOKS_MAX = 100;

    private final Ledger ledger;
    private final SegmentTable table;
    private final Deletions deletions;
    private final BlockBuffers buffers;

    SegmentReader(Ledger ledger, SegmentTable table, Deletions deletions, BlockBuffers buffers) {
        this.ledger = ledger;
        this.table = table;
        this.deletions = deletions;
        this.buffers = buffers;
    }

    /// Reads, if the shard is here; false if it is not. See [ShardStore#read].
    boolean read(ExpectedShard shard, long from, ByteBuffer target, int targetOffset, int length)
            throws IOException {
        Optional<Found> found = find(shard.shard());
        if (found.isEmpty()) {
            return false;
        }
        ByteBuffer buffer = buffers.take();
        try (DiskFile file = found.get().file()) {
            RecordLocation place = found.get().place();
            int stored = place.length() - RecordLayout.BYTES;
            int headerBytes = headerBytes(stored, shard.dataBytes());
            long end = BlockReader.storedEnd(headerBytes, shard.dataBytes(), from + length);
            buffer.limit((int) Math.min(stored, Math.max(end, ShardHeaderCodec.BYTES_MAX)));
            file.read(buffer, place.offset() + RecordLayout.BYTES);
            buffer.flip();
            headerBytes = ShardHeaderCodec.checkStart(buffer, shard.shard());
            ShardHeaderCodec.verify(buffer, headerBytes, shard);
            int start = (int) BlockReader.storedStart(headerBytes, from);
            if (BlockReader.storedEnd(headerBytes, shard.dataBytes(), from + length)
                    > buffer.limit()) {
                throw new ShardDamagedException(
                        shard.shard(), Damage.CORRUPT, place + " ends after " + buffer.limit());
            }
            new BlockReader(file, shard, headerBytes)
                    .copy(buffer, start, from, target, targetOffset, length);
            return true;
        } finally {
            buffers.give(buffer);
        }
    }

    /// Opens, if the shard is here. See [ShardStore#open].
    Optional<ShardRead> open(ExpectedShard shard) throws IOException {
        Optional<Found> found = find(shard.shard());
        if (found.isEmpty()) {
            return Optional.empty();
        }
        RecordLocation place = found.get().place();
        DiskFile file = new OffsetFile(found.get().file(), place.offset() + RecordLayout.BYTES);
        boolean done = false;
        ByteBuffer buffer = buffers.take();
        try {
            int stored = place.length() - RecordLayout.BYTES;
            buffer.limit(Math.min(stored, ShardHeaderCodec.BYTES_MAX));
            file.read(buffer, 0);
            buffer.flip();
            int headerBytes = ShardHeaderCodec.checkStart(buffer, shard.shard());
            ShardHeaderCodec.verify(buffer, headerBytes, shard);
            done = true;
            BlockReader blocks = new BlockReader(file, shard, headerBytes);
            return Optional.of(new FileShardRead(file, blocks, buffers, shard.dataBytes()));
        } finally {
            buffers.give(buffer);
            if (!done) {
                file.close();
            }
        }
    }

    /// What the shard says of itself, if it is here. See [ShardStore#header].
    Optional<ShardHeader> header(ShardRef shard) throws IOException {
        Optional<Found> found = find(shard);
        if (found.isEmpty()) {
            return Optional.empty();
        }
        ByteBuffer buffer = buffers.take();
        try (DiskFile file = found.get().file()) {
            RecordLocation place = found.get().place();
            int stored = place.length() - RecordLayout.BYTES;
            buffer.limit(Math.min(stored, ShardHeaderCodec.BYTES_MAX));
            file.read(buffer, place.offset() + RecordLayout.BYTES);
            buffer.flip();
            int headerBytes = ShardHeaderCodec.checkStart(buffer, shard);
            return Optional.of(ShardHeaderCodec.decode(buffer, headerBytes, shard).checked(shard));
        } finally {
            buffers.give(buffer);
        }
    }

    /// What is left of a record for its header, if its data is as long as is expected.
    private static int headerBytes(int stored, long dataBytes) {
        long rest = stored - Blocks.storedBytes(dataBytes);
        return (int) Math.max(0, rest / RecordLayout.ALIGNMENT * RecordLayout.ALIGNMENT);
    }

    /// A shard's place, and its segment, open.
    private record Found(RecordLocation place, DiskFile file) {}

    /// Compaction may move a record between the look into the index and the opening of the segment:
    /// then the index knows the new place.
    private Optional<Found> find(ShardRef shard) throws IOException {
        RecordLocation before = RecordLocation.NONE;
        for (int look = 0; look < LOOKS_MAX; look++) {
            RecordLocation place = deletions.contains(shard) ? null : ledger.place(shard);
            if (place == null) {
                return Optional.empty();
            }
            SegmentFile segment = table.get(place.segment());
            if (segment != null) {
                try {
                    return Optional.of(new Found(place, table.read(segment)));
                } catch (NoSuchFileException e) {
                    LOG.debug("{} went away", segment.path());
                }
            } else if (place.equals(before)) {
                break;
            }
            before = place;
        }
        throw new ShardDamagedException(shard, Damage.MISSING, "its segment is gone");
    }
}
