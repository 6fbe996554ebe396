package io.cairn.journal.kafka;

import com.google.errorprone.annotations.concurrent.GuardedBy;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Deque;
import java.util.List;
import java.util.concurrent.locks.Condition;
import java.util.concurrent.locks.ReentrantLock;
import java.util.function.Consumer;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.apache.kafka.clients.consumer.ConsumerRecords;

/// What somebody else in this process has read of the log, so that it need not be read again for
/// the journals. A hint to take or leave: whoever takes it sees from the offsets whether anything
/// is missing, and then reads the log itself. Nothing waits for room here. Safe for use by many
/// threads.
public final class LogTap implements Consumer<ConsumerRecords<byte[], byte[]>> {
    private static final long QUEUED_BYTES_MAX = 8 << 20;

    private final ReentrantLock lock = new ReentrantLock();
    private final Condition arrived = lock.newCondition();

    @GuardedBy("lock")
    private final Deque<ConsumerRecord<byte[], byte[]>> queue = new ArrayDeque<>();

    @GuardedBy("lock")
    private long queuedBytes;

    @GuardedBy("lock")
    private boolean hurry;

    /// What is there in one take; `hurry` if somebody waits for what is not tapped.
    record Taken(List<ConsumerRecord<byte[], byte[]>> records, boolean hurry) {}

    @Override
    public void accept(ConsumerRecords<byte[], byte[]> records) {
        lock.lock();
        try {
            for (ConsumerRecord<byte[], byte[]> each : records) {
                queue.add(each);
                queuedBytes += each.serializedKeySize() + each.serializedValueSize();
            }
            if (queuedBytes > QUEUED_BYTES_MAX) {
                queue.clear();
                queuedBytes = 0;
            }
            arrived.signal();
        } finally {
            lock.unlock();
        }
    }

    /// Says that somebody waits for a record that is not tapped.
    void hurry() {
        lock.lock();
        try {
            hurry = true;
            arrived.signal();
        } finally {
            lock.unlock();
        }
    }

    /// Takes all that is there, after waiting for something up to `nanos`.
    Taken take(long nanos) throws InterruptedException {
        long left = nanos;
        lock.lockInterruptibly();
        try {
            while (queue.isEmpty() && !hurry && left > 0) {
                left = arrived.awaitNanos(left);
            }
            Taken taken = new Taken(new ArrayList<>(queue), hurry);
            queue.clear();
            queuedBytes = 0;
            hurry = false;
            return taken;
        } finally {
            lock.unlock();
        }
    }
}
