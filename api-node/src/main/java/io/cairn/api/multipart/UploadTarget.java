package io.cairn.api.multipart;

import io.cairn.api.error.S3Error;
import io.cairn.api.operation.Backend;
import io.cairn.api.operation.S3Request;
import io.cairn.schemas.UploadId;
import io.cairn.schemas.event.BucketImage;
import io.cairn.schemas.event.ChecksumAlgorithm;
import io.cairn.schemas.event.Part;
import io.cairn.schemas.event.Upload;
import java.util.Optional;

/// Which upload, and which part of it, a request names.
final class UploadTarget {
    private UploadTarget() {}

    /// The id of the upload. Throws NoSuchUpload for text that is no id.
    static UploadId id(S3Request request) {
        try {
            return UploadId.parse(request.query().text("uploadId"));
        } catch (IllegalArgumentException e) { // What `parse` throws for text that is no id.
            throw S3Error.NoSuchUpload.exception();
        }
    }

    /// The upload, by a strong read. Throws NoSuchUpload.
    static Upload find(Backend backend, S3Request request, BucketImage bucket) {
        return backend.namespace()
                .upload(bucket, request.key(), id(request))
                .orElseThrow(S3Error.NoSuchUpload::exception);
    }

    /// The number of the part. Throws InvalidArgument.
    static int partNumber(S3Request request) {
        return request.query().number("partNumber", 1, Part.NUMBER_MAX);
    }

    /// The algorithm for a part whose client sends no checksum.
    static ChecksumAlgorithm fallback(Upload upload) {
        return upload.checksumAlgorithm().orElse(ChecksumAlgorithm.CRC64NVME);
    }

    /// Throws InvalidRequest if a client sends another checksum than the upload was begun with.
    static void requireAlgorithm(Upload upload, ChecksumAlgorithm sent) {
        Optional<ChecksumAlgorithm> wanted = upload.checksumAlgorithm();
        if (wanted.isPresent() && wanted.get() != sent) {
            throw S3Error.InvalidRequest.exception(
                    "Checksum Type mismatch occurred, expected checksum Type: %s, actual checksum Type: %s"
                            .formatted(wanted.get(), sent));
        }
    }
}
