package io.cairn.api.operation;

import io.cairn.blobs.BlobStore;
import io.cairn.blobs.Redundancy;
import io.cairn.schemas.event.Blob;
import java.io.IOException;
import java.io.InputStream;
import java.util.Optional;

/// Writes content to blobs and reads it back. All content passes here: [#write] takes that of PUT,
/// of parts and of copies; [#open] gives that of GET and of the sources of copies. Callers see
/// plain bytes: those that clients send and get, over which digests and checksums are computed.
/// Server-side encryption belongs here; today blobs hold the plain bytes. Safe for use by many
/// threads.
public record ContentStore(BlobStore blobs) {
    /// Writes plain content as one blob, as [BlobStore#write] says. `hash` sees the plain bytes.
    Optional<Blob> write(
            InputStream content,
            BlobStore.ContentHash hash,
            BlobStore.Owner owner,
            Redundancy redundancy)
            throws IOException {
        return blobs.write(content, owner, redundancy, hash);
    }

    /// Opens `length` plain bytes of a blob from `offset` on, as [BlobStore#open] says.
    public BlobStore.Content open(Blob blob, BlobStore.Owner owner, long offset, long length) {
        return blobs.open(blob, owner, offset, length);
    }

    /// Removes a blob that no event has named and none will.
    void discard(Blob blob) {
        blobs.discard(blob);
    }

    /// Whether writes wait for what others hold.
    boolean contended() {
        return blobs.contended();
    }
}
