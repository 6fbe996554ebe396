package io.cairn.blobs;

import io.cairn.platform.ByteSink;
import io.cairn.platform.Check;
import io.cairn.schemas.BlobId;
import io.cairn.schemas.event.Blob;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;

/// A range of a blob that is being read. While one stripe is sent, the next is read. Used by one
/// thread.
///
/// A stripe is read whole while one of the pooled buffers is free. If none is, or the client turned
/// out to be slow, it is read piece by piece, each into a small array of its own. So thousands of
/// slow clients take little memory, and others are served with shorter reads rather than late or
/// not at all.
final class BlobContent implements BlobStore.Content {
    private static final long SECOND_NANOS = TimeUnit.SECONDS.toNanos(1);

    /// A client that takes less on average is slow.
    private static final long FAST_BYTES_PER_SECOND = 1 << 20;

    private final Blob blob;
    private final BlobStore.Owner owner;
    private final long end;
    private final ReadEnvironment environment;
    private final Striping striping;
    private final ShardSources sources;
    private final StripeRepair repair;
    private @Nullable StripeLoad current;
    private @Nullable StripeLoad next;
    private long position;
    private boolean slow;
    private boolean closed;

    private BlobContent(
            Blob blob,
            BlobStore.Owner owner,
            long offset,
            long length,
            ReadEnvironment environment) {
        this.blob = blob;
        this.owner = owner;
        this.position = offset;
        this.end = offset + length;
        this.environment = environment;
        this.striping = Striping.of(blob);
        boolean once = length > 0 && offset / blob.stripeBytes() == (end - 1) / blob.stripeBytes();
        this.sources = new ShardSources(blob, once, environment);
        this.repair =
                new StripeRepair(
                        sources,
                        striping,
                        environment.codes().of(striping),
                        environment.limits().stallMillis());
    }

    /// Opens the range; its first stripe is there when this returns.
    static BlobContent open(
            Blob blob,
            BlobStore.Owner owner,
            long offset,
            long length,
            ReadEnvironment environment) {
        Check.argument(
                offset >= 0 && length >= 0 && length <= blob.length() - offset,
                "%d bytes from %d of a blob of %d",
                length,
                offset,
                blob.length());
        BlobContent content = new BlobContent(blob, owner, offset, length, environment);
        boolean done = false;
        try {
            content.loadNext();
            done = true;
            return content;
        } catch (IOException e) {
            BlobUnavailableException thrown =
                    new BlobUnavailableException("reading blob " + blob.id() + " broke off: " + e);
            thrown.initCause(e);
            throw thrown;
        } finally {
            if (!done) {
                content.close();
            }
        }
    }

    @Override
    public Set<BlobId> blobs() {
        return Set.of(blob.id());
    }

    @Override
    public void transferTo(ByteSink out) throws IOException {
        long startNanos = environment.clock().nanos();
        long sentBytes = 0;
        while (current != null) {
            StripeLoad sent = current;
            next = position < end ? load(true).orElse(null) : null;
            sent.writeTo(out);
            sentBytes += sent.length();
            current = null;
            sent.release();
            slow = isSlow(sentBytes, environment.clock().nanos() - startNanos);
            loadNext();
        }
    }

    /// Whether a client that took so many bytes in so much time is slow.
    static boolean isSlow(long sentBytes, long nanos) {
        return nanos > SECOND_NANOS
                && sentBytes < FAST_BYTES_PER_SECOND * ((double) nanos / SECOND_NANOS);
    }

    @Override
    public void close() {
        if (!closed) {
            closed = true;
            if (current != null) {
                current.release();
            }
            if (next != null) {
                next.release();
            }
            sources.close();
            sources.report(owner);
        }
    }

    /// Makes the next part current and whole; none if the range has ended.
    private void loadNext() throws IOException {
        StripeLoad loading = next;
        if (loading == null && position < end) {
            loading = load(false).orElseThrow();
        }
        current = loading;
        next = null;
        if (loading != null) {
            loading.finish(repair);
        }
    }

    /// Begins to read from the stripe that holds the next byte. If it is read ahead, only what
    /// needs no buffer, or finds a free one.
    private Optional<StripeLoad> load(boolean ahead) {
        long stripe = position / blob.stripeBytes();
        long stripeStart = stripe * blob.stripeBytes();
        int contentBytes = striping.contentBytes(blob.length(), stripe);
        int from = (int) (position - stripeStart);
        int wanted = (int) Math.min(contentBytes, end - stripeStart) - from;
        int small = environment.limits().smallBytes();
        ByteBuffer buffer = wanted > small && !slow ? environment.buffers().tryTake() : null;
        if (buffer == null && ahead && (wanted > small || slow)) {
            return Optional.empty();
        }
        int length = Math.min(wanted, buffer == null ? small : buffer.capacity());
        int pieceBytes = 0;
        if (buffer == null) {
            if (environment.budget().tryTakePiece(length)) {
                pieceBytes = length;
            } else {
                length = Math.min(length, BlobLimits.PIECE_BYTES_MIN);
            }
        }
        StripeRead.Part part = new StripeRead.Part(stripe, contentBytes, from, from + length);
        ByteBuffer target = buffer == null ? ByteBuffer.allocate(length) : buffer;
        StripeRead read = new StripeRead(sources, striping, part, target);
        StripeLoad load = new StripeLoad(read, buffer != null, pieceBytes, environment);
        load.begin();
        position += length;
        return Optional.of(load);
    }
}
