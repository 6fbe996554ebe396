package io.cairn.shard.file;

import io.cairn.shard.disk.Disk;
import java.nio.ByteBuffer;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.Semaphore;

/// The buffers outside the heap through which one drive reads and writes. Made when first needed,
/// at most `countMax`; held for the time of disk calls only, never while a client is waited for.
/// One pool per drive, so that a drive that hangs keeps no other waiting.
public final class BlockBuffers {
    private static final int BLOCKS = 8;

    /// The length of each buffer, which is aligned to write past the page cache: some blocks, and
    /// before them the longest header or what was left of those before.
    public static final int BYTES =
            Math.ceilDiv(BLOCKS * Blocks.STORED_BYTES + Disk.ALIGNMENT, Disk.ALIGNMENT)
                    * Disk.ALIGNMENT;

    private final Semaphore permits;
    private final ConcurrentLinkedQueue<ByteBuffer> idle = new ConcurrentLinkedQueue<>();

    public BlockBuffers(int countMax) {
        this.permits = new Semaphore(countMax);
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
}
