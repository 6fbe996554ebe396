package io.cairn.api.blob;

import io.cairn.platform.Check;
import io.cairn.schemas.event.Blob;
import java.io.IOException;
import java.io.OutputStream;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/// A range of a blob that is being read. While one stripe is sent, the next is read. A small range
/// is read on the caller's thread in as few system calls as possible. Used by one thread.
final class BlobContent implements BlobStore.Content {
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
        this.repair = new StripeRepair(sources, striping, environment.codes().of(striping));
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
    public void transferTo(OutputStream out) throws IOException {
        while (current != null) {
            StripeLoad sent = current;
            next = position < end ? load(false).orElse(null) : null;
            sent.writeTo(out);
            current = null;
            sent.release();
            loadNext();
        }
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

    /// Makes the next stripe current and whole; none if the range has ended.
    private void loadNext() throws IOException {
        StripeLoad loading = next;
        if (loading == null && position < end) {
            loading = load(true).orElseThrow();
        }
        current = loading;
        next = null;
        if (loading != null) {
            loading.finish(repair);
        }
    }

    /// Begins to read the stripe that holds the next byte; empty if that needs a buffer, none is
    /// free and `wait` is false.
    private Optional<StripeLoad> load(boolean wait) {
        long stripe = position / blob.stripeBytes();
        long stripeStart = stripe * blob.stripeBytes();
        int contentBytes = striping.contentBytes(blob.length(), stripe);
        StripeRead.Part part =
                new StripeRead.Part(
                        stripe,
                        contentBytes,
                        (int) (position - stripeStart),
                        (int) Math.min(contentBytes, end - stripeStart));
        boolean small = part.length() <= environment.limits().smallBytes();
        boolean pooled = !small && part.length() <= environment.limits().stripeBytes();
        byte[] target = pooled ? pooledTarget(wait) : new byte[part.length()];
        if (target == null) {
            return Optional.empty();
        }
        StripeRead read = new StripeRead(sources, striping, part, target);
        StripeLoad load = new StripeLoad(read, small, pooled, environment);
        load.begin();
        position += part.length();
        return Optional.of(load);
    }

    private byte @Nullable [] pooledTarget(boolean wait) {
        return wait ? environment.buffers().take() : environment.buffers().tryTake();
    }
}
