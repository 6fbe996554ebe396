package io.cairn.schemas.event;

import io.cairn.schemas.VersionId;
import java.util.Optional;

/// What a client is told of a version that its request made.
public record WrittenVersion(VersionStamp stamp, ObjectContent content) {
    /// The position of the event that made it.
    public long sequence() {
        return stamp.sequence();
    }

    /// Empty for the null version.
    public Optional<VersionId> versionId() {
        return stamp.versionId();
    }

    /// In milliseconds since the epoch.
    public long modifiedMillis() {
        return stamp.modifiedMillis();
    }

    /// Content bytes.
    public long size() {
        return content.size();
    }

    /// Without quotes.
    public String etag() {
        return content.etag();
    }

    public Optional<Checksum> checksum() {
        return content.checksum();
    }
}
