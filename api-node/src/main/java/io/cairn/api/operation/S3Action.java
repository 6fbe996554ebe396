package io.cairn.api.operation;

import org.jspecify.annotations.Nullable;

/// What a policy allows or denies, by the names of the Service Authorization Reference (behind the
/// prefix `s3:`). What S3 does not know has the prefix `cairn:`. Several operations may need the
/// same action, and one may need several. A constant that has an action of versions is declared
/// after that one.
public enum S3Action {
    AbortMultipartUpload,
    BypassGovernanceRetention,
    CreateBucket,
    DeleteBucket,
    DeleteBucketMetadataTableConfiguration,
    DeleteBucketPolicy,
    DeleteBucketWebsite,
    DeleteObjectVersion,
    DeleteObject(DeleteObjectVersion),
    DeleteObjectAnnotation,
    DeleteObjectVersionTagging,
    DeleteObjectTagging(DeleteObjectVersionTagging),
    GetAccelerateConfiguration,
    GetAnalyticsConfiguration,
    GetBucketAcl,
    GetBucketCORS,
    GetBucketLocation,
    GetBucketLogging,
    GetBucketNotification,
    GetBucketObjectLockConfiguration,
    GetBucketOwnershipControls,
    GetBucketPolicy,
    GetBucketPolicyStatus,
    GetBucketPublicAccessBlock,
    GetBucketQuota("cairn:"),
    GetBucketRequestPayment,
    GetBucketTagging,
    GetBucketVersioning,
    GetBucketWebsite,
    GetEncryptionConfiguration,
    GetIntelligentTieringConfiguration,
    GetInventoryConfiguration,
    GetLifecycleConfiguration,
    GetMetricsConfiguration,
    GetObjectVersion,
    GetObject(GetObjectVersion),
    GetObjectVersionAcl,
    GetObjectAcl(GetObjectVersionAcl),
    GetObjectVersionAttributes,
    GetObjectAttributes(GetObjectVersionAttributes),
    GetObjectLegalHold,
    GetObjectRetention,
    GetObjectVersionTagging,
    GetObjectTagging(GetObjectVersionTagging),
    GetReplicationConfiguration,
    ListAllMyBuckets,
    ListBucket,
    ListBucketMultipartUploads,
    ListBucketVersions,
    ListMultipartUploadParts,
    PutAccelerateConfiguration,
    PutAnalyticsConfiguration,
    PutBucketAcl,
    PutBucketCORS,
    PutBucketLogging,
    PutBucketNotification,
    PutBucketObjectLockConfiguration,
    PutBucketOwnershipControls,
    PutBucketPublicAccessBlock,
    PutBucketQuota("cairn:"),
    PutBucketRequestPayment,
    PutBucketTagging,
    PutBucketVersioning,
    PutBucketWebsite,
    PutEncryptionConfiguration,
    PutIntelligentTieringConfiguration,
    PutInventoryConfiguration,
    PutLifecycleConfiguration,
    PutMetricsConfiguration,
    PutObject,
    PutObjectVersionAcl,
    PutObjectAcl(PutObjectVersionAcl),
    PutObjectLegalHold,
    PutObjectRetention,
    PutObjectVersionTagging,
    PutObjectTagging(PutObjectVersionTagging),
    PutReplicationConfiguration,
    RestoreObject;

    private final String policyName;
    private final @Nullable S3Action ofVersion;

    S3Action() {
        this("s3:");
    }

    S3Action(String prefix) {
        this.policyName = prefix + name();
        this.ofVersion = null;
    }

    S3Action(S3Action ofVersion) {
        this.policyName = "s3:" + name();
        this.ofVersion = ofVersion;
    }

    /// The name in a policy.
    public String policyName() {
        return policyName;
    }

    /// The action that a request needs if it names a version. The same action where S3 has no other
    /// one.
    public S3Action ofVersion() {
        return ofVersion == null ? this : ofVersion;
    }
}
