package io.cairn.shard.segment;

import com.google.errorprone.annotations.concurrent.GuardedBy;
import io.cairn.schemas.event.ShardRef;
import io.cairn.shard.ShardStore.Completion;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.util.Objects;
import java.util.concurrent.locks.Condition;
import java.util.concurrent.locks.ReentrantLock;
import org.jspecify.annotations.Nullable;

/// Where records wait for their batch. There are two buffers: callers fill one while the appender
/// writes the other. A caller that finds its buffer full waits, or is told so: that is the bound of
/// what a drive can hold back.
///
/// Tombstones alone begin no batch: they wait for a record, for someone who needs them durable, or
/// for many of their kind.
final class AppendQueue {
    private final int recordsMax;
    private final ReentrantLock lock = new ReentrantLock();
    private final Condition room = lock.newCondition();
    private final Condition work = lock.newCondition();

    @GuardedBy("lock")
    private BatchBuffer filling;

    @GuardedBy("lock")
    private @Nullable BatchBuffer spare;

    @GuardedBy("lock")
    private boolean urgent;

    @GuardedBy("lock")
    private boolean closing;

    AppendQueue(SegmentSettings.Batches batches) {
        this.recordsMax = batches.recordsMax();
        this.filling = new BatchBuffer(batches.bytes());
        this.spare = new BatchBuffer(batches.bytes());
    }

    /// Adds a record; its payload is written by the calling thread, during the call. `completion`
    /// is called once, by the appender, unless this throws or returns false. If there is no room,
    /// waits, or returns false if `wait` is.
    boolean add(
            ShardRef shard,
            RecordFrame frame,
            Payload payload,
            Completion completion,
            boolean lazy,
            boolean wait)
            throws IOException {
        BatchBuffer buffer;
        BatchBuffer.Room reserved;
        lock.lock();
        try {
            while (full(frame.recordBytes())) {
                urgent = true;
                work.signal();
                if (!wait) {
                    return false;
                }
                room.awaitUninterruptibly();
            }
            checkOpen();
            buffer = filling;
            reserved = buffer.reserve(shard, frame, completion);
        } finally {
            lock.unlock();
        }
        boolean done = false;
        try {
            int start = reserved.offset() + RecordLayout.BYTES;
            payload.writeTo(buffer.bytes().slice(start, frame.payloadBytes()));
            done = true;
        } finally {
            added(buffer, reserved, done, lazy);
        }
        return true;
    }

    private void added(BatchBuffer buffer, BatchBuffer.Room reserved, boolean good, boolean lazy) {
        lock.lock();
        try {
            if (!good) {
                reserved.fail();
            }
            buffer.encoded();
            urgent |= !lazy || buffer.rooms().size() >= recordsMax;
            work.signal();
        } finally {
            lock.unlock();
        }
    }

    /// Has `completion` called when all records that were added before are durable or failed.
    void addBarrier(Completion completion) throws IOException {
        lock.lock();
        try {
            checkOpen();
            filling.waiting().add(completion);
            urgent = true;
            work.signal();
        } finally {
            lock.unlock();
        }
    }

    /// Takes the buffer that is being filled, once somebody needs it; null after [#close], when
    /// nothing is left. For the appender, who gives it back.
    @Nullable BatchBuffer take(boolean wait) {
        lock.lock();
        try {
            while (!(urgent && !filling.empty())) {
                if (closing && filling.empty()) {
                    return null;
                }
                if (closing) {
                    break;
                }
                if (!wait) {
                    return null;
                }
                work.awaitUninterruptibly();
            }
            BatchBuffer taken = filling;
            filling = Objects.requireNonNull(spare);
            spare = null;
            urgent = false;
            room.signalAll();
            while (taken.encoding()) {
                work.awaitUninterruptibly();
            }
            return taken;
        } finally {
            lock.unlock();
        }
    }

    /// Gives back what [#take] gave.
    void giveBack(BatchBuffer buffer) {
        lock.lock();
        try {
            buffer.reset();
            spare = buffer;
        } finally {
            lock.unlock();
        }
    }

    /// Takes no more records; those that are there can still be taken.
    void close() {
        lock.lock();
        try {
            closing = true;
            work.signalAll();
            room.signalAll();
        } finally {
            lock.unlock();
        }
    }

    /// What nobody took, after [#close]: nothing is added to it any more. For an appender that will
    /// not take it.
    BatchBuffer rest() {
        lock.lock();
        try {
            while (filling.encoding()) {
                work.awaitUninterruptibly();
            }
            return filling;
        } finally {
            lock.unlock();
        }
    }

    @GuardedBy("lock")
    private boolean full(int recordBytes) {
        return !closing && (!filling.fits(recordBytes) || filling.rooms().size() >= recordsMax);
    }

    @GuardedBy("lock")
    private void checkOpen() throws IOException {
        if (closing) {
            throw new IOException("the store is closed");
        }
    }

    /// Writes a record's payload to exactly fill `target`.
    interface Payload {
        void writeTo(ByteBuffer target) throws IOException;
    }
}
