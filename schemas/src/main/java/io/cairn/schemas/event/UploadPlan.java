package io.cairn.schemas.event;

import java.util.Optional;

/// What an object will have once its parts are uploaded. `checksumFullObject` says whether its
/// checksum is that of the full object or a composite one.
public record UploadPlan(
        ObjectMetadata metadata,
        ObjectAttributes attributes,
        Optional<ChecksumAlgorithm> checksumAlgorithm,
        boolean checksumFullObject,
        Optional<Encryption> encryption) {
    /// The same plan of an object with these attributes.
    public UploadPlan with(ObjectAttributes given) {
        return new UploadPlan(metadata, given, checksumAlgorithm, checksumFullObject, encryption);
    }

    /// A plan without attributes and encryption.
    public static UploadPlan of(
            ObjectMetadata metadata,
            Optional<ChecksumAlgorithm> checksumAlgorithm,
            boolean checksumFullObject) {
        return new UploadPlan(
                metadata,
                ObjectAttributes.NONE,
                checksumAlgorithm,
                checksumFullObject,
                Optional.empty());
    }
}
