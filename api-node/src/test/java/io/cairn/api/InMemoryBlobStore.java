package io.cairn.api;

import io.cairn.blobs.BlobStore;
import io.cairn.blobs.BlobUnavailableException;
import io.cairn.blobs.Redundancy;
import io.cairn.platform.ByteSink;
import io.cairn.schemas.BlobId;
import io.cairn.schemas.DriveId;
import io.cairn.schemas.event.Blob;
import io.cairn.schemas.event.ShardPlace;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.InputStream;
import java.nio.ByteBuffer;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.UUID;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.Semaphore;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.atomic.AtomicInteger;

/// Blobs in memory, for tests. Reading can be made to break off. Counts which content is open.
final class InMemoryBlobStore implements BlobStore {
    private static final DriveId DRIVE = new DriveId(new UUID(0, 1));

    private final AtomicInteger opened = new AtomicInteger();
    private final Semaphore closed = new Semaphore(0);
    private final Map<BlobId, byte[]> blobs = new ConcurrentHashMap<>();
    final List<Redundancy> asked = new CopyOnWriteArrayList<>();
    final Semaphore failedWrites = new Semaphore(0);
    volatile Runnable beforeOpen = () -> {};
    volatile Runnable beforeBlobs = () -> {};
    volatile long breakOffAfterBytes = Long.MAX_VALUE;

    int size() {
        return blobs.size();
    }

    void lose() {
        blobs.clear();
    }

    /// Whether all content that was opened is closed, or is soon: a copy that is given up closes
    /// its source on another thread.
    boolean allClosed() throws InterruptedException {
        return closed.tryAcquire(opened.getAndSet(0), 10, TimeUnit.SECONDS);
    }

    @Override
    public Optional<Blob> write(
            InputStream content, Owner owner, Redundancy redundancy, ContentHash hash)
            throws IOException {
        asked.add(redundancy);
        ByteArrayOutputStream all = new ByteArrayOutputStream();
        byte[] buffer = new byte[100_003];
        boolean complete = false;
        try {
            for (int read; (read = content.read(buffer, 0, buffer.length)) >= 0; ) {
                hash.update(buffer, 0, read);
                all.write(buffer, 0, read);
            }
            complete = true;
        } finally {
            failedWrites.release(complete ? 0 : 1);
        }
        if (all.size() == 0) {
            return Optional.empty();
        }
        BlobId id = new BlobId(UUID.randomUUID());
        blobs.put(id, all.toByteArray());
        ShardPlace place = new ShardPlace(DRIVE, 0, false);
        return Optional.of(new Blob(id, 1 << 20, 1, 0, all.size(), List.of(place)));
    }

    @Override
    public void discard(Blob blob) {
        blobs.remove(blob.id());
    }

    @Override
    public boolean contended() {
        return false;
    }

    @Override
    public Content open(Blob blob, Owner owner, long offset, long length) {
        beforeOpen.run();
        byte[] bytes = blobs.get(blob.id());
        if (bytes == null) {
            throw new BlobUnavailableException("lost " + blob.id());
        }
        opened.incrementAndGet();
        return new Content() {
            private final AtomicBoolean open = new AtomicBoolean(true);

            @Override
            public Set<BlobId> blobs() {
                beforeBlobs.run();
                return Set.of();
            }

            @Override
            public void transferTo(ByteSink out) throws IOException {
                long here = Math.min(length, breakOffAfterBytes);
                out.write(ByteBuffer.wrap(bytes, Math.toIntExact(offset), Math.toIntExact(here)));
                if (here < length) {
                    throw new BlobUnavailableException("broke off");
                }
            }

            @Override
            public void close() {
                if (open.getAndSet(false)) {
                    closed.release();
                }
            }
        };
    }
}
