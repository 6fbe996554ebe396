package io.cairn.shard.segment;

import io.cairn.schemas.event.ShardRef;
import io.cairn.shard.ShardStore.Completion;
import java.nio.ByteBuffer;
import java.util.ArrayList;
import java.util.List;

/// A batch that is being gathered: callers lay their records out side by side in one buffer, each
/// in room of its own, at the same time. Guarded by the queue it belongs to, but for the rooms.
final class BatchBuffer {
    private final ByteBuffer bytes;
    private final int limit;
    private final List<Room> rooms = new ArrayList<>();
    private final List<Completion> waiting = new ArrayList<>();
    private int used = BatchLayout.BYTES;
    private int encoding;

    /// Holds records of up to `capacity` bytes in all, the frame included.
    BatchBuffer(int capacity) {
        this.limit = capacity;
        this.bytes = ByteBuffer.allocateDirect((int) BatchLayout.storedBytes(capacity));
    }

    /// The whole batch, its frame not yet written.
    ByteBuffer bytes() {
        return bytes;
    }

    List<Room> rooms() {
        return rooms;
    }

    /// Those who wait for everything before them.
    List<Completion> waiting() {
        return waiting;
    }

    int payloadBytes() {
        return used - BatchLayout.BYTES;
    }

    boolean empty() {
        return rooms.isEmpty() && waiting.isEmpty();
    }

    boolean fits(int recordBytes) {
        return used + recordBytes <= limit;
    }

    /// Whether callers are still writing to their rooms.
    boolean encoding() {
        return encoding > 0;
    }

    Room reserve(ShardRef shard, RecordFrame frame, Completion completion) {
        Room room = new Room(shard, frame, used, completion);
        used += frame.recordBytes();
        encoding++;
        rooms.add(room);
        return room;
    }

    void encoded() {
        encoding--;
    }

    void reset() {
        rooms.clear();
        waiting.clear();
        used = BatchLayout.BYTES;
        bytes.clear();
    }

    /// The room of one record: its frame is written when the batch is; `offset` is in the batch.
    static final class Room {
        private final ShardRef shard;
        private final int offset;
        private final Completion completion;
        private RecordFrame frame;

        Room(ShardRef shard, RecordFrame frame, int offset, Completion completion) {
            this.shard = shard;
            this.frame = frame;
            this.offset = offset;
            this.completion = completion;
        }

        ShardRef shard() {
            return shard;
        }

        RecordFrame frame() {
            return frame;
        }

        int offset() {
            return offset;
        }

        Completion completion() {
            return completion;
        }

        /// Makes it a record of nothing.
        void fail() {
            frame = new RecordFrame(RecordKind.VOID, frame.payloadBytes(), RecordLocation.NONE);
        }

        RecordLocation place(long segment, long batchOffset) {
            return new RecordLocation(segment, batchOffset + offset, frame.recordBytes());
        }
    }
}
