package io.cairn.shard.journal;

import io.cairn.shard.disk.DiskFile;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.util.Optional;
import java.util.zip.CRC32C;
import org.jspecify.annotations.Nullable;

/// Reads the batches of one journal file in order.
///
/// A batch was synced before the next was written, unless both were written at once. So what
/// follows a batch that is not whole either was written with it, was never acknowledged and does
/// not count; or was written later, and then the batch was whole once and is damaged.
final class JournalScan {
    private static final int WINDOW_BYTES = 1 << 20;

    private final DiskFile file;
    private final long size;
    private final JournalHeader header;
    private final int frameBytes;
    private ByteBuffer window;
    private long windowAt;

    JournalScan(DiskFile file, JournalHeader header) throws IOException {
        this.file = file;
        this.size = file.size();
        this.header = header;
        this.frameBytes = JournalFrame.bytes(header.topics().slots());
        this.window = ByteBuffer.allocate((int) Math.min(size, WINDOW_BYTES)).limit(0);
    }

    /// Sees batches that are whole.
    interface Visitor {
        void batch(JournalFrame frame, ByteBuffer payload);
    }

    /// Whether the file holds a batch that counts.
    boolean begun() throws IOException {
        long first = JournalHeaderLayout.FIRST_BATCH;
        boolean found = show(first, -1, (frame, payload) -> {}) != null;
        long at = first;
        while (!found && at + frameBytes <= size) {
            at += JournalBatchLayout.ALIGNMENT;
            found = show(at, first, (frame, payload) -> {}) != null;
        }
        return found;
    }

    /// Shows all batches up to the first that is not whole; where that begins.
    long untilDamage(Visitor visitor) throws IOException {
        return untilDamage(JournalHeaderLayout.FIRST_BATCH, visitor);
    }

    private long untilDamage(long from, Visitor visitor) throws IOException {
        long at = from;
        @Nullable JournalFrame frame = show(at, -1, visitor);
        while (frame != null) {
            at = frame.end();
            frame = show(at, -1, visitor);
        }
        return at;
    }

    /// Shows all batches that count, also behind damaged ones.
    void all(Visitor visitor) throws IOException {
        behind(untilDamage(visitor), visitor);
    }

    /// Shows all batches that count behind the first that is not whole, which begins at `damage`.
    void behind(long damage, Visitor visitor) throws IOException {
        long at = damage;
        long damaged = damage;
        while (at + frameBytes <= size) {
            @Nullable JournalFrame frame = show(at, damaged, visitor);
            if (frame == null) {
                at += JournalBatchLayout.ALIGNMENT;
            } else {
                at = untilDamage(frame.end(), visitor);
                damaged = at;
            }
        }
    }

    /// Shows the batch at `at` if it is whole and was not written with the damaged one.
    private @Nullable JournalFrame show(long at, long damaged, Visitor visitor) throws IOException {
        ByteBuffer bytes = bytes(at, frameBytes);
        if (bytes == null || bytes.getLong(0) != JournalFrame.MAGIC) {
            return null;
        }
        Optional<JournalFrame> frame =
                JournalFrame.parse(bytes, at, header.number(), header.salt());
        if (frame.isEmpty() || frame.get().writtenWith() <= damaged) {
            return null;
        }
        JournalFrame found = frame.get();
        ByteBuffer payload = bytes(at + frameBytes, found.payloadBytes());
        if (payload == null || crc(payload) != found.payloadCrc()) {
            return null;
        }
        visitor.batch(found, payload);
        return found;
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
