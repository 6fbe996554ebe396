package io.cairn.shard.journal;

import io.cairn.shard.disk.DiskFile;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.zip.CRC32C;
import org.jspecify.annotations.Nullable;

/// Reads the batches of one journal file in order.
///
/// A batch was synced before the next was written, unless both were written at once. So what
/// follows a batch that is not whole either was written with it and, if nothing follows that was
/// written later, was never acknowledged and does not count; or was written later, and then all of
/// that write was whole once and the batch is damaged.
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
        boolean found = frame(first) != null;
        long at = first;
        while (!found && at + frameBytes <= size) {
            at += JournalBatchLayout.ALIGNMENT;
            @Nullable JournalFrame frame = frame(at);
            found = frame != null && frame.writtenWith() > first;
        }
        return found;
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
    /// Those that were written with it count once a later write is found.
    void behind(long damage, Visitor visitor) throws IOException {
        List<Long> doubtful = new ArrayList<>();
        long at = damage;
        long damaged = damage;
        while (at + frameBytes <= size) {
            @Nullable JournalFrame frame = frame(at);
            if (frame == null) {
                at += JournalBatchLayout.ALIGNMENT;
            } else if (frame.writtenWith() <= damaged) {
                doubtful.add(at);
                at = frame.end();
            } else {
                for (long each : doubtful) {
                    show(each, visitor);
                }
                doubtful.clear();
                at = untilDamage(at, visitor);
                damaged = at;
            }
        }
    }

    /// The frame of the batch at `at` if that is whole.
    private @Nullable JournalFrame frame(long at) throws IOException {
        return show(at, (frame, payload) -> {});
    }

    /// Shows the batch at `at` if it is whole.
    private @Nullable JournalFrame show(long at, Visitor visitor) throws IOException {
        ByteBuffer bytes = bytes(at, frameBytes);
        if (bytes == null || bytes.getLong(0) != JournalFrame.MAGIC) {
            return null;
        }
        Optional<JournalFrame> frame =
                JournalFrame.parse(bytes, at, header.number(), header.salt());
        if (frame.isEmpty()) {
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
