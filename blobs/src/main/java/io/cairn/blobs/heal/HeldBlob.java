package io.cairn.blobs.heal;

import io.cairn.schemas.ObjectKey;
import io.cairn.schemas.UploadId;
import io.cairn.schemas.event.Blob;
import io.cairn.schemas.event.BucketImage;
import java.util.Optional;

/// A blob and the row that holds it: the version of `key` with this `sequence`, or part
/// `partNumber` of `upload`.
public record HeldBlob(
        BucketImage bucket,
        ObjectKey key,
        long sequence,
        Optional<UploadId> upload,
        int partNumber,
        Blob blob) {}
