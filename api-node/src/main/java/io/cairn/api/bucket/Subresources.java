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
        DefaultChanges changes = new DefaultChanges(backend);
        return Stream.of(
                        access(changes),
                        storage(changes),
                        service(changes),
                        reports(changes),
                        ofObjects(changes))
                .flatMap(List::stream)
                .flatMap(each -> each.routes().stream())
                .toList();
    }

    /// Who may do what, and how content is kept from others.
    private static List<Subresource> access(DefaultChanges changes) {
        return List.of(
                Subresource.ofBucket("acl")
                        .get(S3Action.GetBucketAcl, DefaultAnswers.bucketAcl())
                        .put(S3Action.PutBucketAcl, changes.bucketAcl()),
                Subresource.ofBucket("encryption")
                        .get(
                                S3Action.GetEncryptionConfiguration,
                                DefaultAnswers.missing(
                                        S3Error.ServerSideEncryptionConfigurationNotFoundError))
                        .delete(S3Action.PutEncryptionConfiguration, DefaultChanges.removed()),
                Subresource.ofBucket("object-lock")
                        .get(
                                S3Action.GetBucketObjectLockConfiguration,
                                DefaultAnswers.missing(
                                        S3Error.ObjectLockConfigurationNotFoundError)),
                Subresource.ofBucket("ownershipControls")
                        .get(
                                S3Action.GetBucketOwnershipControls,
                                DefaultAnswers.ownershipControls())
                        .put(
                                S3Action.PutBucketOwnershipControls,
                                changes.put("OwnershipControls", DefaultChanges::enforcesOwner))
                        .delete(S3Action.PutBucketOwnershipControls, DefaultChanges.removed()),
                Subresource.ofBucket("policy")
                        .get(
                                S3Action.GetBucketPolicy,
                                DefaultAnswers.missing(S3Error.NoSuchBucketPolicy))
                        .delete(S3Action.DeleteBucketPolicy, DefaultChanges.removed()),
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
                                changes.put(
                                        "PublicAccessBlockConfiguration",
                                        DefaultChanges::blocksNothing))
                        .delete(S3Action.PutBucketPublicAccessBlock, DefaultChanges.removed()));
    }

    /// What becomes of objects.
    private static List<Subresource> storage(DefaultChanges changes) {
        return List.of(
                Subresource.ofBucket("intelligent-tiering")
                        .get(
                                S3Action.GetIntelligentTieringConfiguration,
                                DefaultAnswers.emptyList(
                                        "ListBucketIntelligentTieringConfigurationsOutput"))
                        .delete(
                                S3Action.PutIntelligentTieringConfiguration,
                                DefaultChanges.removed()),
                Subresource.ofBucket("lifecycle")
                        .get(
                                S3Action.GetLifecycleConfiguration,
                                DefaultAnswers.missing(S3Error.NoSuchLifecycleConfiguration))
                        .delete(S3Action.PutLifecycleConfiguration, DefaultChanges.removed()),
                Subresource.ofBucket("replication")
                        .get(
                                S3Action.GetReplicationConfiguration,
                                DefaultAnswers.missing(
                                        S3Error.ReplicationConfigurationNotFoundError))
                        .delete(S3Action.PutReplicationConfiguration, DefaultChanges.removed()),
                Subresource.ofBucket("versioning")
                        .get(
                                S3Action.GetBucketVersioning,
                                DefaultAnswers.empty("VersioningConfiguration"))
                        .put(
                                S3Action.PutBucketVersioning,
                                changes.put("VersioningConfiguration", DefaultChanges::suspends)));
    }

    /// How a bucket is served and charged.
    private static List<Subresource> service(DefaultChanges changes) {
        return List.of(
                Subresource.ofBucket("accelerate")
                        .get(
                                S3Action.GetAccelerateConfiguration,
                                DefaultAnswers.empty("AccelerateConfiguration"))
                        .put(
                                S3Action.PutAccelerateConfiguration,
                                changes.put("AccelerateConfiguration", DefaultChanges::suspends)),
                Subresource.ofBucket("cors")
                        .get(
                                S3Action.GetBucketCORS,
                                DefaultAnswers.missing(S3Error.NoSuchCORSConfiguration))
                        .delete(S3Action.PutBucketCORS, DefaultChanges.removed()),
                Subresource.ofBucket("requestPayment")
                        .get(S3Action.GetBucketRequestPayment, DefaultAnswers.requestPayment())
                        .put(
                                S3Action.PutBucketRequestPayment,
                                changes.put(
                                        "RequestPaymentConfiguration", DefaultChanges::ownerPays)),
                Subresource.ofBucket("tagging")
                        .get(
                                S3Action.GetBucketTagging,
                                DefaultAnswers.missing(S3Error.NoSuchTagSet))
                        .put(
                                S3Action.PutBucketTagging,
                                changes.put("Tagging", DefaultChanges::hasNoTags))
                        .delete(S3Action.PutBucketTagging, DefaultChanges.removed()),
                Subresource.ofBucket("website")
                        .get(
                                S3Action.GetBucketWebsite,
                                DefaultAnswers.missing(S3Error.NoSuchWebsiteConfiguration))
                        .delete(S3Action.DeleteBucketWebsite, DefaultChanges.removed()));
    }

    /// What is told about a bucket.
    private static List<Subresource> reports(DefaultChanges changes) {
        return List.of(
                Subresource.ofBucket("analytics")
                        .get(
                                S3Action.GetAnalyticsConfiguration,
                                DefaultAnswers.emptyList("ListBucketAnalyticsConfigurationsResult"))
                        .delete(S3Action.PutAnalyticsConfiguration, DefaultChanges.removed()),
                Subresource.ofBucket("inventory")
                        .get(
                                S3Action.GetInventoryConfiguration,
                                DefaultAnswers.emptyList("ListInventoryConfigurationsResult"))
                        .delete(S3Action.PutInventoryConfiguration, DefaultChanges.removed()),
                Subresource.ofBucket("logging")
                        .get(S3Action.GetBucketLogging, DefaultAnswers.empty("BucketLoggingStatus"))
                        .put(
                                S3Action.PutBucketLogging,
                                changes.put("BucketLoggingStatus", DefaultChanges::isEmpty)),
                Subresource.ofBucket("metadataConfiguration")
                        .delete(
                                S3Action.DeleteBucketMetadataTableConfiguration,
                                DefaultChanges.removed()),
                Subresource.ofBucket("metadataTable")
                        .delete(
                                S3Action.DeleteBucketMetadataTableConfiguration,
                                DefaultChanges.removed()),
                Subresource.ofBucket("metrics")
                        .get(
                                S3Action.GetMetricsConfiguration,
                                DefaultAnswers.emptyList("ListMetricsConfigurationsResult"))
                        .delete(S3Action.PutMetricsConfiguration, DefaultChanges.removed()),
                Subresource.ofBucket("notification")
                        .get(
                                S3Action.GetBucketNotification,
                                DefaultAnswers.empty("NotificationConfiguration"))
                        .put(
                                S3Action.PutBucketNotification,
                                changes.put("NotificationConfiguration", DefaultChanges::isEmpty)));
    }

    /// Those of objects.
    private static List<Subresource> ofObjects(DefaultChanges changes) {
        return List.of(
                Subresource.ofObject("acl")
                        .get(S3Action.GetObjectAcl, DefaultAnswers.objectAcl())
                        .put(S3Action.PutObjectAcl, changes.objectAcl()),
                Subresource.ofObject("annotation")
                        .delete(S3Action.DeleteObjectAnnotation, DefaultChanges.removedOfObject()),
                Subresource.ofObject("legal-hold")
                        .get(S3Action.GetObjectLegalHold, DefaultAnswers.objectLock()),
                Subresource.ofObject("retention")
                        .get(S3Action.GetObjectRetention, DefaultAnswers.objectLock()),
                Subresource.ofObject("tagging")
                        .get(S3Action.GetObjectTagging, DefaultAnswers.objectTagging())
                        .put(S3Action.PutObjectTagging, changes.objectTagging())
                        .delete(S3Action.DeleteObjectTagging, DefaultChanges.removedOfObject()));
    }
}
