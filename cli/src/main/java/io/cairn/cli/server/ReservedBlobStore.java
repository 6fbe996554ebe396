package io.cairn.cli.server;

import io.cairn.blobs.BlobRefusedException;
import io.cairn.blobs.BlobStore;
import io.cairn.blobs.Redundancy;
import io.cairn.journal.home.LogReserve;
import io.cairn.schemas.event.Blob;
import java.io.IOException;
import java.io.InputStream;
import java.util.Optional;

/// Takes no new content while the drive that holds the log and the fold is below its reserve: what
/// is left there is for what frees space, which are events too. Reads and discards go on.
final class ReservedBlobStore implements BlobStore {
    private final BlobStore store;
    private final LogReserve reserve;

    ReservedBlobStore(BlobStore store, LogReserve reserve) {
        this.store = store;
        this.reserve = reserve;
    }

    @Override
    public Optional<Blob> write(
            InputStream content, Owner owner, Redundancy redundancy, ContentHash hash)
            throws IOException {
        reserve.refusal()
                .ifPresent(words -> {
                    throw new BlobRefusedException(words);
                });
        return store.write(content, owner, redundancy, hash);
    }

    @Override
    public void discard(Blob blob) {
        store.discard(blob);
    }

    @Override
    public boolean contended() {
        return store.contended();
    }

    @Override
    public Content open(Blob blob, Owner owner, long offset, long length) {
        return store.open(blob, owner, offset, length);
    }
}
