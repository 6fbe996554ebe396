package io.cairn.blobs;

import io.cairn.platform.ByteSink;
import io.cairn.schemas.BlobId;
import io.cairn.schemas.BucketId;
import io.cairn.schemas.EventId;
import io.cairn.schemas.ObjectKey;
import io.cairn.schemas.event.Blob;
import java.io.IOException;
import java.io.InputStream;
import java.util.Optional;
import java.util.Set;

/// Writes and reads erasure-coded blobs in constant memory. Safe for use by many threads; blocks
/// its caller.
public interface BlobStore {
    /// Reads `content` to its end and writes it as one blob; empty if there was no byte. `hash`
    /// sees every byte once, in order, on one thread at a time, and has seen all of them when this
    /// returns. The shards are durable when this returns. If `content` throws, or too few shards
    /// could be written ([BlobUnavailableException]), nothing is left behind. Throws
    /// [BlobRefusedException] if drives are too full or too much is under way.
    Optional<Blob> write(InputStream content, Owner owner, Redundancy redundancy, ContentHash hash)
            throws IOException;

    /// Removes the shards of a blob that no event has named and none will; does not wait for that,
    /// and what cannot be removed now is removed by a scrub or after the next start.
    void discard(Blob blob);

    /// Whether writes wait for what others hold.
    boolean contended();

    /// Opens `length` bytes of the blob from `offset` on. The first stripe is read and verified
    /// before this returns, so that a blob that cannot be read is known before the first byte is
    /// answered ([BlobUnavailableException]). A drive that does not answer counts as one that is
    /// not there. The caller registers the read with the ReadTracker before it looks the blob up.
    Content open(Blob blob, Owner owner, long offset, long length);

    /// Bytes of a blob that are being read.
    interface Content extends AutoCloseable {
        /// The blobs out of which it is read.
        Set<BlobId> blobs();

        /// Writes all bytes to `out`. Throws [BlobUnavailableException] if too few shards are left:
        /// what was written before is right, and the rest is not written.
        void transferTo(ByteSink out) throws IOException;

        @Override
        void close();
    }

    /// Sees the content of a blob while it is written.
    interface ContentHash {
        /// The next `length` bytes of the content. The array is used again after this returns.
        void update(byte[] bytes, int offset, int length);
    }

    /// To whom a blob belongs: what its shards say of themselves. `base` is the partition's
    /// position when the request began.
    record Owner(String bucket, BucketId bucketId, ObjectKey key, EventId eventId, long base) {}
}
