package io.cairn.shard.format;

import io.cairn.shard.disk.Disk;
import java.nio.ByteBuffer;
import java.util.concurrent.ArrayBlockingQueue;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.Semaphore;
import org.jspecify.annotations.Nullable;

/// The buffers outside the heap through which one drive reads and writes. Made when first needed,
/// at most `countMax`. Up to half of them may be kept while a client is waited for; the others are
/// held for the time of disk calls only, so that slow clients keep nobody waiting. One pool per
/// drive, so that a drive that hangs keeps no other waiting.
public final class BlockBuffers {
    private static final int BLOCKS = 8;

    /// The length of each buffer, which is aligned to write past the page cache: some blocks, and
    /// before them the longest header or what was left of those before.
    public static final int BYTES =
            Math.ceilDiv(BLOCKS * Blocks.STORED_BYTES + Disk.ALIGNMENT, Disk.ALIGNMENT)
                    * Disk.ALIGNMENT;

    private final Semaphore permits;
    private final Semaphore keepable;
    private final BlockingQueue<ByteBuffer> idle;

    public BlockBuffers(int countMax) {
        this.permits = new Semaphore(countMax);
        this.keepable = new Semaphore(countMax / 2);
        this.idle = new ArrayBlockingQueue<>(countMax);
    }

    /// An empty buffer; waits until there is one.
    public ByteBuffer take() {
        permits.acquireUninterruptibly();
        ByteBuffer buffer = idle.poll();
        return buffer == null
                ? ByteBuffer.allocateDirect(BYTES + Disk.ALIGNMENT).alignedSlice(Disk.ALIGNMENT)
                : buffer.clear();
    }

    /// Gives a buffer back.
    public void give(ByteBuffer buffer) {
        idle.add(buffer);
        permits.release();
    }

    /// An empty buffer to keep for as long as its holder likes, or null if others keep enough.
    public @Nullable ByteBuffer tryKeep() {
        return keepable.tryAcquire() ? take() : null;
    }

    /// Gives a buffer back that was kept.
    public void giveKept(ByteBuffer buffer) {
        give(buffer);
        keepable.release();
    }
}
