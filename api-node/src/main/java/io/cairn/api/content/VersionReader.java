package io.cairn.api.content;

import io.cairn.api.operation.ContentStore;
import io.cairn.blobs.BlobStore;
import io.cairn.metadata.Namespace;
import io.cairn.platform.ByteSink;
import io.cairn.schemas.BlobId;
import io.cairn.schemas.EventId;
import io.cairn.schemas.event.BucketImage;
import io.cairn.schemas.event.ObjectVersion;
import java.util.Set;
import java.util.UUID;
import java.util.concurrent.Semaphore;

/// Opens the content of a version. `partRows` bounds the rows of parts that reads keep in memory.
record VersionReader(Namespace namespace, ContentStore content, Semaphore partRows) {
    private static final EventId NO_EVENT = new EventId(new UUID(0, 0));

    /// Opens `length` bytes from `offset` on; the range lies within the version. The first bytes
    /// have been read when this returns, as [BlobStore#open] says.
    public BlobStore.Content open(
            BucketImage bucket, ObjectVersion version, long offset, long length) {
        if (length == 0) {
            return new Nothing();
        }
        if (version.blob().isPresent()) {
            return content.open(version.blob().get(), owner(bucket, version), offset, length);
        }
        if (version.partsOf().isPresent()) {
            return PartsContent.open(
                    new PartsContent.Source(this, bucket, version, version.partsOf().get()),
                    offset,
                    length);
        }
        throw new IllegalStateException(
                "version " + version.sequence() + " has " + version.size() + " bytes nowhere");
    }

    /// The owner of the blobs of a version, as far as a reader knows it. A reader does not know
    /// which event wrote them.
    static BlobStore.Owner owner(BucketImage bucket, ObjectVersion version) {
        return new BlobStore.Owner(bucket.name(), bucket.id(), version.key(), NO_EVENT, -1);
    }

    /// Content of no bytes.
    private record Nothing() implements BlobStore.Content {
        @Override
        public Set<BlobId> blobs() {
            return Set.of();
        }

        @Override
        public void transferTo(ByteSink out) {}

        @Override
        public void close() {}
    }
}
