package io.cairn.api.object;

import io.cairn.api.checksum.ChecksumHeaders;
import io.cairn.api.error.S3Error;
import io.cairn.api.error.S3Exception;
import io.cairn.api.operation.NamedVersion;
import io.cairn.api.operation.S3Action;
import io.cairn.api.operation.S3Request;
import io.cairn.api.request.BucketName;
import io.cairn.api.request.PercentCoding;
import io.cairn.api.request.Target;
import io.cairn.api.request.VersionText;
import io.cairn.schemas.VersionId;
import io.cairn.schemas.event.ObjectVersion;
import java.util.Optional;

/// What `x-amz-copy-source` names, what the sender must be allowed to do to it, and under which
/// conditions it is copied.
public record CopySource(NamedVersion named, S3Action action, ReadConditions conditions) {
    /// The id of the version that was copied, in an answer.
    public static final String VERSION_ID = "x-amz-copy-source-version-id";

    private static final String HEADER = "x-amz-copy-source";
    private static final String VERSION = "?versionId=";

    /// Reads `[/]bucket/key[?versionId=id]`, percent-encoded.
    public static CopySource of(S3Request request) {
        String text = request.header(HEADER).orElse("");
        int version = text.lastIndexOf(VERSION);
        String path = version < 0 ? text : text.substring(0, version);
        Optional<VersionId> id =
                version < 0
                        ? Optional.empty()
                        : Optional.of(
                                VersionText.parse(
                                        "versionId", text.substring(version + VERSION.length())));
        String decoded = PercentCoding.decode(path, false);
        String source = decoded.startsWith("/") ? decoded.substring(1) : decoded;
        int slash = source.indexOf('/');
        if (slash < 1 || slash == source.length() - 1) {
            throw invalid("Invalid copy source object key");
        }
        String bucket = source.substring(0, slash);
        if (!BucketName.isValid(bucket)) {
            throw invalid("Invalid copy source bucket name");
        }
        return new CopySource(
                new NamedVersion(
                        new Target.Entry(bucket, Target.key(source.substring(slash + 1))), id),
                version < 0 ? S3Action.GetObject : S3Action.GetObjectVersion,
                ReadConditions.of(request, HEADER + "-"));
    }

    /// Throws InvalidRequest if the request contains the value of a checksum: a copy is not
    /// compared with one.
    public static void refuseChecksum(S3Request request) {
        if (ChecksumHeaders.of(request.http()).isPresent()) {
            throw S3Error.InvalidRequest.exception(
                    "A checksum value cannot be specified for a copy.");
        }
    }

    /// Throws PreconditionFailed unless the conditions allow this version to be copied.
    public void requireConditions(ObjectVersion version) {
        switch (conditions.check(version)) {
            case READ -> {}
            case NOT_MODIFIED, FAILED -> throw S3Error.PreconditionFailed.exception();
        }
    }

    private static S3Exception invalid(String message) {
        return S3Error.InvalidArgument.exception(message).with("ArgumentName", HEADER);
    }
}
