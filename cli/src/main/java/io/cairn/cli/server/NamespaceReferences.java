package io.cairn.cli.server;

import io.cairn.metadata.kafka.MetadataNode;
import io.cairn.schemas.BlobId;
import io.cairn.schemas.BucketId;
import io.cairn.schemas.ObjectKey;
import io.cairn.schemas.event.Blob;
import io.cairn.schemas.event.ShardPlace;
import io.cairn.schemas.event.ShardRef;
import io.cairn.shard.ShardHeader;
import io.cairn.shard.ShardOwner;
import io.cairn.shard.reclaim.BlobReferences;
import java.util.Map;
import java.util.UUID;

/// Tells the sweep which blobs the namespace holds. Shards of one object lie together often, so the
/// last answer is kept; used by one thread.
final class NamespaceReferences implements BlobReferences {
    private final MetadataNode metadata;
    private Owner last = new Owner(new BucketId(new UUID(0, 0)), new ObjectKey("-"));
    private Map<BlobId, Blob> blobs = Map.of();

    private record Owner(BucketId bucket, ObjectKey key) {}

    NamespaceReferences(MetadataNode metadata) {
        this.metadata = metadata;
    }

    @Override
    public boolean refersTo(ShardHeader header) {
        ShardOwner owner = header.owner();
        Owner asked = new Owner(owner.bucketId(), owner.key());
        if (!asked.equals(last)) {
            blobs = metadata.blobs(owner.bucket(), owner.bucketId(), owner.key());
            last = asked;
        }
        Blob blob = blobs.get(header.shard().blob());
        return blob != null && names(blob, header.shard());
    }

    /// A shard that was given up as missing is not named, though its file may have appeared later.
    private static boolean names(Blob blob, ShardRef shard) {
        if (shard.index() >= blob.shards().size()) {
            return false;
        }
        ShardPlace place = blob.shards().get(shard.index());
        return !place.missing() && place.generation() == shard.generation();
    }
}
