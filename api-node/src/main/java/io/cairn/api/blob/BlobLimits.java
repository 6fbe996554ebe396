package io.cairn.api.blob;

import io.cairn.platform.Check;

/// The limits of a blob store.
///
/// - `stripeBytes`: content of a stripe; with it the memory of a request, two stripes.
/// - `smallBytes`: content up to this is handled without a large buffer; a large read that finds
///   none goes on in pieces of this size.
/// - `smallBuffers`, `writeBuffers`, `readBuffers`: how many buffers there are at most; a large
///   write or read holds one or two. Running reads so take `readBuffers` stripes at most, and
///   `smallBytes` for each request.
/// - `bufferWaitMillis`: how long a write waits for a buffer before it is refused.
/// - `stallMillis`: how long a drive may take for one stripe before its shard counts as missing.
/// - `hashThreads`: how many stripes are hashed at a time.
public record BlobLimits(
        int stripeBytes,
        int smallBytes,
        int smallBuffers,
        int writeBuffers,
        int readBuffers,
        long bufferWaitMillis,
        long stallMillis,
        int hashThreads) {
    public BlobLimits {
        Check.argument(
                stripeBytes >= smallBytes && smallBytes > 0,
                "stripes of %d, small content of %d bytes",
                stripeBytes,
                smallBytes);
    }

    /// What a server with `processors` processors uses.
    public static BlobLimits byDefault(int processors) {
        return new BlobLimits(1 << 20, 64 << 10, 128, 48, 48, 10_000, 10_000, processors);
    }
}
