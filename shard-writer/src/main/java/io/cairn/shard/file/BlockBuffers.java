package io.cairn.shard.file;

import java.nio.ByteBuffer;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.Semaphore;

/// The buffers outside the heap through which one drive reads and writes. Made when first needed,
/// at most `countMax`; held for the time of disk calls only, never while a client is waited for.
/// One pool per drive, so that a drive that hangs keeps no other waiting.
public final class BlockBuffers {
    private static final int BLOCKS = 4;

    /// The length of each buffer: the longest header and some blocks.
    public static final int BYTES =
            ShardHeaderLayout.HEADER_BYTES_MAX + BLOCKS * Blocks.STORED_BYTES;

    private final Semaphore permits;
    private final ConcurrentLinkedQueue<ByteBuffer> idle = new ConcurrentLinkedQueue<>();

    public BlockBuffers(int countMax) {
        this.permits = new Semaphore(countMax);
    }

    /// An empty buffer; waits until there is one.
    public ByteBuffer take() {
        permits.acquireUninterruptibly();
        ByteBuffer buffer = idle.poll();
        return buffer == null ? ByteBuffer.allocateDirect(BYTES) : buffer.clear();
    }

    /// Gives a buffer back.
    public void give(ByteBuffer buffer) {
        idle.add(buffer);
        permits.release();
    }
}
