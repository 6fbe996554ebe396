package io.cairn.cli.server;

import io.cairn.schemas.BlobId;
import io.cairn.schemas.BucketId;
import io.cairn.schemas.ObjectKey;
import io.cairn.schemas.event.Blob;
import io.cairn.shard.ShardHeader;
import io.cairn.shard.ShardOwner;
import io.cairn.shard.reclaim.BlobReferences;
import java.util.Map;
import java.util.UUID;

/// Tells the sweep which blobs the namespace holds. Shards of one object lie together often, so the
/// last answer is kept: each drive's sweep has one of these, since those of other drives ask about
/// other objects meanwhile. Safe for use by many threads.
final class NamespaceReferences implements BlobReferences {
    private final Holdings holdings;
    private volatile Answer last =
            new Answer(new Owner(new BucketId(new UUID(0, 0)), new ObjectKey("-")), Map.of());

    private record Owner(BucketId bucket, ObjectKey key) {}

    /// What an owner holds, in one piece: another thread may replace it at any time.
    private record Answer(Owner owner, Map<BlobId, Blob> blobs) {}

    NamespaceReferences(Holdings holdings) {
        this.holdings = holdings;
    }

    /// Tells which blobs the versions and uploads of a key hold.
    @FunctionalInterface
    interface Holdings {
        Map<BlobId, Blob> of(String bucket, BucketId id, ObjectKey key);
    }

    @Override
    public boolean refersTo(ShardHeader header) {
        ShardOwner owner = header.owner();
        Owner asked = new Owner(owner.bucketId(), owner.key());
        Answer answer = last;
        if (!asked.equals(answer.owner())) {
            answer = new Answer(asked, holdings.of(owner.bucket(), owner.bucketId(), owner.key()));
            last = answer;
        }
        Blob blob = answer.blobs().get(header.shard().blob());
        return blob != null && blob.names(header.shard());
    }
}
