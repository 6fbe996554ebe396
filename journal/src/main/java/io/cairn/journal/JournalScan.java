package io.cairn.journal;

import io.cairn.shard.disk.DiskFile;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.util.zip.CRC32C;
import org.jspecify.annotations.Nullable;

/// Reads the batches of one journal file in order.
///
/// A batch was synced before the next was written, unless both were written at once. So all of a
/// write was whole once if a frame is there that was written later, though no more than that may
/// have come of its write, and what is not whole is damaged. Of the last write nobody knows that:
/// its first batch that is not whole and all behind it count for nothing, frames that are whole
/// included, since it may be torn and never was acknowledged then.
final class JournalScan {
    private static final int WINDOW_BYTES = 1 << 20;
    private static final ByteBuffer NO_RECORDS = ByteBuffer.allocate(0).asReadOnlyBuffer();

    private final DiskFile file;
    private final long size;
    private final JournalHeader header;
    private final int frameBytes;
    private final JournalCheck.Pace pace;
    private ByteBuffer window;
    private long windowAt;

    JournalScan(DiskFile file, JournalHeader header) throws IOException {
        this(file, header, bytes -> {});
    }

    /// Reads no faster than `pace` lets it.
    JournalScan(DiskFile file, JournalHeader header, JournalCheck.Pace pace) throws IOException {
        this.pace = pace;
        this.file = file;
        this.size = file.size();
        this.header = header;
        this.frameBytes = JournalFrame.bytes(header.topics().slots());
        this.window = ByteBuffer.allocate((int) Math.min(size, WINDOW_BYTES)).limit(0);
    }

    /// Sees batches that count; one whose records are damaged with an empty payload.
    interface Visitor {
        void batch(JournalFrame frame, ByteBuffer payload);
    }

    /// Whether its first batch is whole.
    boolean beginsWhole() throws IOException {
        return show(JournalHeaderLayout.FIRST_BATCH, (frame, payload) -> {}) != null;
    }

    /// Whether the file holds a write that counts.
    boolean begun() throws IOException {
        long first = JournalHeaderLayout.FIRST_BATCH;
        return beginsWhole() || lastWrite(first) > first;
    }

    /// Shows all batches up to the first that is not whole; where that begins.
    long untilDamage(Visitor visitor) throws IOException {
        return untilDamage(JournalHeaderLayout.FIRST_BATCH, visitor);
    }

    private long untilDamage(long from, Visitor visitor) throws IOException {
        long at = from;
        @Nullable JournalFrame frame = show(at, visitor);
        while (frame != null) {
            at = frame.end();
            frame = show(at, visitor);
        }
        return at;
    }

    /// Shows all batches that count, also behind damaged ones.
    void all(Visitor visitor) throws IOException {
        behind(untilDamage(visitor), visitor);
    }

    /// Shows all batches that count behind the first that is not whole, which begins at `damage`.
    /// Returns where the last write begins of which a frame is there, which may be before that; 0
    /// if there is none behind.
    long behind(long damage, Visitor visitor) throws IOException {
        long last = lastWrite(damage);
        @Nullable JournalFrame frame = last > damage ? next(damage) : null;
        while (frame != null && frame.offset() < last) {
            @Nullable ByteBuffer payload = payload(frame);
            visitor.batch(frame, payload == null ? NO_RECORDS : payload);
            frame = next(frame.end());
        }
        if (last > damage) {
            untilDamage(last, visitor);
        }
        return last;
    }

    private long lastWrite(long from) throws IOException {
        long last = 0;
        @Nullable JournalFrame frame = next(from);
        while (frame != null) {
            last = Math.max(last, frame.writtenWith());
            frame = next(frame.end());
        }
        return last;
    }

    /// The first frame at or behind `from` that is whole.
    private @Nullable JournalFrame next(long from) throws IOException {
        @Nullable JournalFrame found = null;
        for (long at = from; found == null && at < size; at += JournalBatchLayout.ALIGNMENT) {
            found = frame(at);
        }
        return found;
    }

    /// Shows the batch at `at` if it is whole.
    private @Nullable JournalFrame show(long at, Visitor visitor) throws IOException {
        @Nullable JournalFrame frame = frame(at);
        @Nullable ByteBuffer payload = frame == null ? null : payload(frame);
        if (frame == null || payload == null) {
            return null;
        }
        visitor.batch(frame, payload);
        return frame;
    }

    /// The frame at `at` if it is whole, whatever became of its records.
    private @Nullable JournalFrame frame(long at) throws IOException {
        ByteBuffer bytes = bytes(at, frameBytes);
        return bytes == null
                ? null
                : JournalFrame.parse(bytes, at, header.number(), header.salt()).orElse(null);
    }

    /// The records of a batch if they are whole.
    private @Nullable ByteBuffer payload(JournalFrame frame) throws IOException {
        ByteBuffer payload = bytes(frame.offset() + frameBytes, frame.payloadBytes());
        return payload == null || crc(payload) != frame.payloadCrc() ? null : payload;
    }

    private static int crc(ByteBuffer payload) {
        CRC32C crc = new CRC32C();
        crc.update(payload.duplicate());
        return (int) crc.getValue();
    }

    /// `length` bytes of the file from `at` on; null if it ends before.
    private @Nullable ByteBuffer bytes(long at, int length) throws IOException {
        if (length < 0 || at + length > size) {
            return null;
        }
        if (at < windowAt || at + length > windowAt + window.limit()) {
            int wanted = (int) Math.min(size - at, Math.max(length, WINDOW_BYTES));
            if (window.capacity() < wanted) {
                window = ByteBuffer.allocate(wanted);
            }
            window.clear().limit(wanted);
            pace.spend(wanted);
            int got = file.read(window, at);
            window.clear().limit(got);
            windowAt = at;
            if (got < length) {
                return null;
            }
        }
        return window.slice((int) (at - windowAt), length);
    }
}
