package io.cairn.blobs;

import io.cairn.platform.Check;

/// The limits of a blob store.
///
/// - `stripeBytes`: content of a stripe; with it the memory of a request, two stripes.
/// - `smallBytes`: content up to this is handled without a large buffer; a large read that finds
///   none goes on in pieces of this size.
/// - `smallBuffers`, `writeBuffers`, `readBuffers`: how many buffers there are at most; a large
///   write or read holds one or two. Running reads so take `readBuffers` stripes at most, and
///   `smallBytes` for each request.
/// - `pieceBytesMax`: what reads without a large buffer take together in pieces of `smallBytes`;
///   further ones get pieces of [#PIECE_BYTES_MIN].
/// - `openShardsMax`: files that running reads keep open; further reads open a file for each piece.
/// - `bufferWaitMillis`: how long a write waits for a buffer before it is refused.
/// - `stallMillis`: how long a drive may take for one stripe before its shard counts as missing.
/// - `hashThreads`: how many stripes are hashed at a time.
public record BlobLimits(
        int stripeBytes,
        int smallBytes,
        int smallBuffers,
        int writeBuffers,
        int readBuffers,
        int pieceBytesMax,
        int openShardsMax,
        long bufferWaitMillis,
        long stallMillis,
        int hashThreads) {
    /// What a read can do with when there are thousands of others.
    public static final int PIECE_BYTES_MIN = 8 << 10;

    public BlobLimits {
        Check.argument(
                stripeBytes >= smallBytes && smallBytes > 0,
                "stripes of %d, small content of %d bytes",
                stripeBytes,
                smallBytes);
    }

    /// What a server with `processors` processors uses.
    public static BlobLimits byDefault(int processors) {
        return new BlobLimits(
                1 << 20, 64 << 10, 128, 48, 48, 32 << 20, 4096, 10_000, 10_000, processors);
    }

    /// The same with at most `max` shards open.
    public BlobLimits withOpenShardsUpTo(long max) {
        return new BlobLimits(
                stripeBytes,
                smallBytes,
                smallBuffers,
                writeBuffers,
                readBuffers,
                pieceBytesMax,
                (int) Math.min(openShardsMax, Math.max(1, max)),
                bufferWaitMillis,
                stallMillis,
                hashThreads);
    }
}
