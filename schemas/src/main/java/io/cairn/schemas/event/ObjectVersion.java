package io.cairn.schemas.event;

import io.cairn.schemas.ObjectKey;
import io.cairn.schemas.UploadId;
import io.cairn.schemas.VersionId;
import java.util.Optional;
import java.util.SortedMap;

/// One version of an object as the fold keeps it.
public record ObjectVersion(
        ObjectKey key,
        VersionStamp stamp,
        ObjectContent content,
        ObjectMetadata metadata,
        ObjectAttributes attributes,
        ContentLocation location) {
    /// The position of the event that made it.
    public long sequence() {
        return stamp.sequence();
    }

    /// Empty for the null version.
    public Optional<VersionId> versionId() {
        return stamp.versionId();
    }

    public boolean deleteMarker() {
        return stamp.deleteMarker();
    }

    /// In milliseconds since the epoch.
    public long modifiedMillis() {
        return stamp.modifiedMillis();
    }

    public String owner() {
        return stamp.owner();
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

    /// 0 for an object that was not uploaded in parts.
    public int partCount() {
        return content.partCount();
    }

    /// The content of an unsplit object.
    public Optional<Blob> blob() {
        return location.blob();
    }

    /// The upload whose part rows hold the content of an object made in parts.
    public Optional<UploadId> partsOf() {
        return location.partsOf();
    }

    /// Raised whenever a shard of it moves.
    public int placementRevision() {
        return location.revision();
    }

    public SortedMap<String, String> tags() {
        return attributes.tags();
    }

    /// The same version with other tags.
    public ObjectVersion tagged(SortedMap<String, String> changed) {
        return with(attributes.with(changed));
    }

    /// The same version with other attributes.
    public ObjectVersion with(ObjectAttributes changed) {
        return new ObjectVersion(key, stamp, content, metadata, changed, location);
    }

    /// What a client is told of it.
    public WrittenVersion written() {
        return new WrittenVersion(stamp, content);
    }

    /// The same version with shards in other places: of its own blob, or of one of its parts.
    public ObjectVersion relocated(Optional<Blob> newBlob) {
        return new ObjectVersion(
                key, stamp, content, metadata, attributes, location.moved(newBlob));
    }
}
