package io.cairn.shard.segment;

import io.cairn.shard.disk.DiskFile;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.util.Optional;

/// A walk over the batches of one segment, from one that is known on.
///
/// A batch is written only after the one before it was synced. So a bad place with a good batch
/// behind it is damage to acknowledged bytes: the walk tells it, shows the records that are whole,
/// and goes on. A bad place with nothing good behind it is what a crash left of a batch that nobody
/// was told of: the walk ends before it.
final class SegmentScan {
    private final DiskFile file;
    private final SegmentName segment;
    private final ByteBuffer buffer;
    private final long fileBytes;

    /// Reads `file` through `buffer`, which holds the longest batch.
    SegmentScan(DiskFile file, SegmentName segment, ByteBuffer buffer) throws IOException {
        this.file = file;
        this.segment = segment;
        this.buffer = buffer;
        this.fileBytes = file.size();
    }

    /// Walks from `from`, where a batch ends or the first begins, to the end. Whatever lies before
    /// `knownEnd` is known to have been synced.
    End run(long from, long knownEnd, Visitor visitor) throws IOException {
        long offset = from;
        long sequence = 0;
        long unproven = from;
        boolean sealed = false;
        while (!sealed && offset + BatchLayout.BYTES <= fileBytes) {
            Optional<BatchFrame> found = frame(offset);
            boolean whole = found.isPresent() && load(found.get());
            long next = whole ? offset + found.get().storedBytes() : laterBatch(offset, knownEnd);
            if (next < 0) {
                break;
            }
            if (whole) {
                unproven = found.get().sealed() ? unproven : offset;
                sequence = found.get().sequence() + 1;
                sealed = found.get().sealed();
                showRecords(offset, found.get().payloadBytes(), visitor);
            } else {
                unproven = next;
                visitor.damaged(offset);
                showWhatIsLeft(offset, next, visitor);
            }
            offset = next;
            visitor.behind(offset);
        }
        return new End(offset, sequence, sealed, unproven);
    }

    /// Shows the records between a bad place and the next good one that can be read.
    private void showWhatIsLeft(long offset, long next, Visitor visitor) throws IOException {
        int length = (int) Math.min(next - offset, buffer.capacity());
        read(offset, length);
        showRecords(offset, length - BatchLayout.BYTES, visitor);
    }

    /// Reads the whole batch, as far as it is there; whether it is what was written.
    private boolean load(BatchFrame frame) throws IOException {
        read(frame.offset(), BatchLayout.BYTES + frame.payloadBytes());
        return frame.verifyPayload(buffer);
    }

    private Optional<BatchFrame> frame(long offset) throws IOException {
        read(offset, BatchLayout.BYTES);
        return BatchFrame.parse(segment, offset, buffer)
                .filter(frame ->
                        frame.payloadBytes() >= 0
                                && frame.payloadBytes() <= buffer.capacity() - BatchLayout.BYTES);
    }

    /// Where the next good frame behind a bad place begins, or what is known to be good ends; -1 if
    /// there is neither.
    private long laterBatch(long bad, long knownEnd) throws IOException {
        long offset = bad + SegmentHeaderLayout.PAGE_BYTES;
        while (offset + BatchLayout.BYTES <= fileBytes) {
            if (frame(offset).isPresent()) {
                return offset;
            }
            offset += SegmentHeaderLayout.PAGE_BYTES;
        }
        return knownEnd > bad ? knownEnd : -1;
    }

    /// Shows every record whose frame is whole, in a damaged batch too.
    private void showRecords(long batchOffset, int payloadBytes, Visitor visitor)
            throws IOException {
        int end = Math.min(BatchLayout.BYTES + payloadBytes, buffer.limit());
        int next = BatchLayout.BYTES;
        while (next + RecordLayout.BYTES <= end) {
            ByteBuffer record = buffer.slice(next, end - next);
            Optional<RecordFrame> frame = RecordFrame.parse(segment, batchOffset + next, record);
            if (frame.isPresent()) {
                int length = frame.get().recordBytes();
                visitor.record(
                        frame.get(),
                        new RecordLocation(segment.number(), batchOffset + next, length),
                        record.slice(RecordLayout.BYTES, frame.get().payloadBytes()));
                next += length;
            } else {
                next += RecordLayout.ALIGNMENT;
            }
        }
    }

    private void read(long offset, int bytes) throws IOException {
        buffer.clear().limit(bytes);
        file.read(buffer, offset);
        buffer.flip();
    }

    /// Where the good batches end, the sequence of the next one, and whether the last says that
    /// there will be none. From `unproven` on, where the last batch that holds something begins,
    /// nothing shows that it was ever synced.
    record End(long offset, long sequence, boolean sealed, long unproven) {}

    /// Sees what a segment holds, in order.
    interface Visitor {
        /// A record; `payload` may be damaged unless it is a tombstone's, and is valid during the
        /// call only.
        void record(RecordFrame frame, RecordLocation place, ByteBuffer payload) throws IOException;

        /// A damaged batch, or bytes that are none, begin here; good ones follow.
        default void damaged(long offset) throws IOException {}

        /// Everything before `offset` was shown.
        default void behind(long offset) throws IOException {}
    }
}
