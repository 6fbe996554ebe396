package io.cairn.cli.server;

import io.cairn.api.operation.ReadRegistry;
import io.cairn.schemas.BlobId;
import io.cairn.shard.reclaim.ReadTracker;
import java.util.Set;

/// A read of the S3 front end, which the removal of shards heeds.
record TrackedRead(ReadTracker.Read read) implements ReadRegistry.Read {
    @Override
    public void narrow(Set<BlobId> blobs) {
        read.narrow(blobs);
    }

    @Override
    public void close() {
        read.close();
    }
}
