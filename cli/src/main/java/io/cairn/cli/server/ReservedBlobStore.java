package io.cairn.cli.server;

import io.cairn.api.blob.BlobRefusedException;
import io.cairn.api.blob.BlobStore;
import io.cairn.schemas.event.Blob;
import io.cairn.shard.Capacity;
import java.io.IOException;
import java.io.InputStream;
import java.util.Optional;
import java.util.function.Supplier;

/// Takes no new content while the drive that holds the log and the fold is below its reserve: what
/// is left there is for deletes, which are events too. Reads and discards go on.
final class ReservedBlobStore implements BlobStore {
    private final BlobStore store;
    private final Supplier<Capacity> home;

    ReservedBlobStore(BlobStore store, Supplier<Capacity> home) {
        this.store = store;
        this.home = home;
    }

    @Override
    public Optional<Blob> write(InputStream content, Owner owner, ContentHash hash)
            throws IOException {
        Capacity capacity = home.get();
        if (!capacity.writable()) {
            throw new BlobRefusedException(
                    "the drive that holds the log has only "
                            + capacity.usableBytes()
                            + " bytes left");
        }
        return store.write(content, owner, hash);
    }

    @Override
    public void discard(Blob blob) {
        store.discard(blob);
    }

    @Override
    public Content open(Blob blob, Owner owner, long offset, long length) {
        return store.open(blob, owner, offset, length);
    }
}
