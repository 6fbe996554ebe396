package io.cairn.schemas.event;

import io.cairn.schemas.UploadId;
import java.util.Optional;

/// Where the bytes of a version lie in this cluster: nowhere if it is empty, else in `blob` or in
/// the part rows of the upload `partsOf`. `revision` is raised whenever a shard moves.
public record ContentLocation(Optional<Blob> blob, Optional<UploadId> partsOf, int revision) {
    /// Nowhere.
    public static final ContentLocation NONE = of(Optional.empty());

    /// The location of content that was just written as one blob, or is empty.
    public static ContentLocation of(Optional<Blob> blob) {
        return new ContentLocation(blob, Optional.empty(), 0);
    }

    /// The location of content that was just written as the parts of an upload.
    public static ContentLocation of(UploadId partsOf) {
        return new ContentLocation(Optional.empty(), Optional.of(partsOf), 0);
    }

    /// The next revision, with the blob in other places if there is one.
    ContentLocation moved(Optional<Blob> newBlob) {
        return new ContentLocation(newBlob, partsOf, revision + 1);
    }
}
