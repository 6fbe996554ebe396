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
/// A batch was synced before the next was written, unless both were written at once. So all of a
/// write was whole once if anything is there that was written later, and what is not whole of it is
/// damaged. Of the last write nobody knows that: behind a batch of it that is not whole nothing
/// counts, since it may be torn and never was acknowledged then.
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
        return frame(first) != null || behind(first, (frame, payload) -> {});
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

    /// Shows all batches that count behind the first that is not whole, which begins at `damage`;
    /// whether there is any. Those that do not follow the beginning of their write without damage
    /// count once one is found that was written later.
    boolean behind(long damage, Visitor visitor) throws IOException {
        List<Long> doubtful = new ArrayList<>();
        long write = 0;
        boolean any = false;
        long at = damage;
        while (at + frameBytes <= size) {
            @Nullable JournalFrame frame = frame(at);
            if (frame == null) {
                at += JournalBatchLayout.ALIGNMENT;
                continue;
            }
            if (frame.writtenWith() > write) {
                write = frame.writtenWith();
                for (long each : doubtful) {
                    show(each, visitor);
                    any = true;
                }
                doubtful.clear();
            }
            if (frame.writtenWith() < at) {
                doubtful.add(at);
                at = frame.end();
            } else {
                at = untilDamage(at, visitor);
                any = true;
            }
        }
        return any;
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
