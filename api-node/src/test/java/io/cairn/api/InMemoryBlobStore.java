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

/// Blobs in memory, for tests. Reading can be made to break off.
final class InMemoryBlobStore implements BlobStore {
    private static final DriveId DRIVE = new DriveId(new UUID(0, 1));

    private final Map<BlobId, byte[]> blobs = new ConcurrentHashMap<>();
    final List<Redundancy> asked = new CopyOnWriteArrayList<>();
    final Semaphore failedWrites = new Semaphore(0);
    volatile Runnable beforeOpen = () -> {};
    volatile long breakOffAfterBytes = Long.MAX_VALUE;

    int size() {
        return blobs.size();
    }

    void lose() {
        blobs.clear();
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
        return new Content() {
            @Override
            public Set<BlobId> blobs() {
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
            public void close() {}
        };
    }
}
