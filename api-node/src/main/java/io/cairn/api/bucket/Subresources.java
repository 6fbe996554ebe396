package io.cairn.api.bucket;

import io.cairn.api.error.S3Error;
import io.cairn.api.operation.Backend;
import io.cairn.api.operation.Route;
import io.cairn.api.operation.S3Action;
import java.util.List;
import java.util.stream.Stream;

/// The sub-resources of buckets and objects, one entry each: the methods that it takes, the action
/// that each of them needs, and what answers it. A feature that becomes real gets its own
/// operations in its entry here. Which names are sub-resources at all is known to the router.
final class Subresources {
    private Subresources() {}

    static List<Route> routes(Backend backend) {
        NoOpWrites writes = new NoOpWrites(backend);
        return Stream.of(
                        access(writes),
                        storage(new BucketVersioning(backend)),
                        service(),
                        reports(),
                        ofObjects(writes))
                .flatMap(List::stream)
                .flatMap(each -> each.routes().stream())
                .toList();
    }

    /// Access rights and encryption.
    private static List<Subresource> access(NoOpWrites writes) {
        return List.of(
                Subresource.ofBucket("acl")
                        .get(S3Action.GetBucketAcl, DefaultAnswers.bucketAcl())
                        .put(S3Action.PutBucketAcl, writes.bucketAcl()),
                ofMissing(
                        "encryption",
                        S3Error.ServerSideEncryptionConfigurationNotFoundError,
                        S3Action.GetEncryptionConfiguration,
                        S3Action.PutEncryptionConfiguration),
                Subresource.ofBucket("ownershipControls")
                        .get(
                                S3Action.GetBucketOwnershipControls,
                                DefaultAnswers.ownershipControls())
                        .put(
                                S3Action.PutBucketOwnershipControls,
                                writes.put("OwnershipControls", NoOpWrites::enforcesOwner))
                        .delete(S3Action.PutBucketOwnershipControls, NoOpWrites.removed()),
                ofMissing(
                        "policy",
                        S3Error.NoSuchBucketPolicy,
                        S3Action.GetBucketPolicy,
                        S3Action.DeleteBucketPolicy),
                Subresource.ofBucket("policyStatus")
                        .get(
                                S3Action.GetBucketPolicyStatus,
                                DefaultAnswers.missing(S3Error.NoSuchBucketPolicy)),
                Subresource.ofBucket("publicAccessBlock")
                        .get(
                                S3Action.GetBucketPublicAccessBlock,
                                DefaultAnswers.missing(
                                        S3Error.NoSuchPublicAccessBlockConfiguration))
                        .put(
                                S3Action.PutBucketPublicAccessBlock,
                                writes.put(
                                        "PublicAccessBlockConfiguration",
                                        NoOpWrites::blocksNothing))
                        .delete(S3Action.PutBucketPublicAccessBlock, NoOpWrites.removed()));
    }

    /// Storage and lifecycle of objects.
    private static List<Subresource> storage(BucketVersioning versioning) {
        return List.of(
                ofMissing(
                        "lifecycle",
                        S3Error.NoSuchLifecycleConfiguration,
                        S3Action.GetLifecycleConfiguration,
                        S3Action.PutLifecycleConfiguration),
                ofMissing(
                        "replication",
                        S3Error.ReplicationConfigurationNotFoundError,
                        S3Action.GetReplicationConfiguration,
                        S3Action.PutReplicationConfiguration),
                Subresource.ofBucket("versioning")
                        .get(S3Action.GetBucketVersioning, versioning.get())
                        .put(S3Action.PutBucketVersioning, versioning.put()));
    }

    /// How a bucket is served.
    private static List<Subresource> service() {
        return List.of(
                ofMissing(
                        "cors",
                        S3Error.NoSuchCORSConfiguration,
                        S3Action.GetBucketCORS,
                        S3Action.PutBucketCORS));
    }

    /// Tables about a bucket.
    private static List<Subresource> reports() {
        return List.of(
                Subresource.ofBucket("metadataConfiguration")
                        .delete(
                                S3Action.DeleteBucketMetadataTableConfiguration,
                                NoOpWrites.removed()),
                Subresource.ofBucket("metadataTable")
                        .delete(
                                S3Action.DeleteBucketMetadataTableConfiguration,
                                NoOpWrites.removed()));
    }

    /// The sub-resources of objects.
    private static List<Subresource> ofObjects(NoOpWrites writes) {
        return List.of(
                Subresource.ofObject("acl")
                        .get(S3Action.GetObjectAcl, DefaultAnswers.objectAcl())
                        .put(S3Action.PutObjectAcl, writes.objectAcl()),
                Subresource.ofObject("annotation")
                        .delete(S3Action.DeleteObjectAnnotation, NoOpWrites.removedOfObject()));
    }

    /// A feature that is not configured: GET says so with this error, DELETE finds nothing.
    private static Subresource ofMissing(
            String selector, S3Error error, S3Action get, S3Action delete) {
        return Subresource.ofBucket(selector)
                .get(get, DefaultAnswers.missing(error))
                .delete(delete, NoOpWrites.removed());
    }
}
