package io.cairn.shard.segment;

import io.cairn.shard.disk.DiskFile;
import java.io.IOException;
import java.nio.ByteBuffer;

/// The segment that batches are appended to. Used by the appender alone. After an exception only
/// [#seal] and [#close] may follow: what a failed sync left in the page cache cannot be trusted,
/// and the seal cuts it.
final class ActiveSegment implements AutoCloseable {
    private static final ByteBuffer ZEROS = ByteBuffer.allocateDirect(1 << 18);

    /// Batches from this size on lengthen the file themselves.
    private static final int LARGE_BATCH_BYTES = 64 << 10;

    private final DiskFile file;
    private final SegmentName name;
    private final SegmentSettings settings;
    private long end = SegmentHeaderLayout.PAGE_BYTES;
    private long filledEnd = SegmentHeaderLayout.PAGE_BYTES;
    private long sequence;

    ActiveSegment(DiskFile file, SegmentName name, SegmentSettings settings) {
        this.file = file;
        this.name = name;
        this.settings = settings;
    }

    SegmentName name() {
        return name;
    }

    /// Where the next batch will lie.
    long end() {
        return end;
    }

    /// Whether a batch with such a payload may still be written; room for the seal is kept.
    boolean fits(int payloadBytes) {
        return end + BatchLayout.storedBytes(payloadBytes) + SegmentHeaderLayout.PAGE_BYTES
                <= settings.segmentBytes();
    }

    /// Writes the batch behind the others and makes it durable; where it lies.
    long append(BatchBuffer batch) throws IOException {
        ByteBuffer bytes = batch.bytes();
        for (BatchBuffer.Room room : batch.rooms()) {
            int length = room.frame().recordBytes();
            ByteBuffer record = bytes.slice(room.offset(), length);
            room.frame().encode(name, end + room.offset(), record);
        }
        int payloadBytes = batch.payloadBytes();
        return append(
                new BatchFrame(end, sequence, payloadBytes, batch.rooms().size(), false), bytes);
    }

    /// Ends the segment: cuts what was filled in advance, or what a failed batch left, and says
    /// that nothing follows. If it fails, the next start does it.
    void seal() throws IOException {
        BatchFrame frame = new BatchFrame(end, sequence, 0, 0, true);
        ByteBuffer bytes = ByteBuffer.allocate(SegmentHeaderLayout.PAGE_BYTES);
        frame.encode(name, bytes);
        long sealedEnd = end + frame.storedBytes();
        file.write(bytes.limit((int) frame.storedBytes()), end);
        file.truncate(sealedEnd);
        file.sync();
        end = sealedEnd;
    }

    @Override
    public void close() throws IOException {
        file.close();
    }

    private long append(BatchFrame frame, ByteBuffer bytes) throws IOException {
        int stored = (int) frame.storedBytes();
        bytes.clear();
        for (int i = BatchLayout.BYTES + frame.payloadBytes(); i < stored; i++) {
            bytes.put(i, (byte) 0);
        }
        frame.encode(name, bytes);
        file.write(bytes.limit(stored), end);
        if (end + stored > filledEnd) {
            filledEnd = end + stored;
            if (stored < LARGE_BATCH_BYTES) {
                fill();
            }
        }
        file.sync();
        long offset = end;
        end += stored;
        sequence++;
        return offset;
    }

    /// Writes zeros in advance. They are synced with the batch.
    private void fill() throws IOException {
        long until = Math.min(filledEnd + settings.batches().fillBytes(), settings.segmentBytes());
        while (filledEnd < until) {
            int count = (int) Math.min(ZEROS.capacity(), until - filledEnd);
            file.write(ZEROS.duplicate().limit(count), filledEnd);
            filledEnd += count;
        }
    }

    /// Seals a segment of an earlier start behind its last good batch.
    static long sealAt(
            DiskFile file, SegmentName name, SegmentSettings settings, SegmentScan.End last)
            throws IOException {
        ActiveSegment segment = new ActiveSegment(file, name, settings);
        segment.end = last.offset();
        segment.sequence = last.sequence();
        segment.seal();
        return segment.end;
    }
}
