package io.cairn.api.operation;

import io.cairn.api.request.Region;
import io.cairn.metadata.Namespace;
import io.cairn.schemas.TimeOrderedIds;
import io.cairn.schemas.event.BucketImage;
import java.io.IOException;
import java.util.Optional;
import java.util.function.IntConsumer;

/// The store behind the operations, with the ids, the clock and the limits that they share. `ids`
/// also tells the time.
public record Backend(
        Namespace namespace,
        ContentStore content,
        ReadRegistry reads,
        TimeOrderedIds ids,
        Region region,
        Limits limits,
        Budgets budgets) {
    private static final int DOCUMENT_STEP_BYTES = 64 << 10;

    /// A new event of a bucket that exists.
    public PendingEvent newEvent(S3Request request, BucketImage bucket) {
        return newEvent(request, bucket, EventIds.Once.of(ids));
    }

    /// The event of a request that an SDK may send again: all attempts of one call that ask for the
    /// same have one outcome. What a request asks for is the body of its event, unless
    /// [PendingEvent#askingFor] says it otherwise.
    public PendingEvent newEventOfCall(S3Request request, BucketImage bucket) {
        EventIds.Once once = EventIds.Once.of(ids);
        return newEvent(
                request,
                bucket,
                Invocation.of(request)
                        .<EventIds>map(invocation ->
                                new EventIds.OfCall(
                                        new EventIds.OfCall.Call(
                                                invocation, bucket.name(), bucket.id(), once.id())))
                        .orElse(once));
    }

    private PendingEvent newEvent(S3Request request, BucketImage bucket, EventIds eventIds) {
        return new PendingEvent(
                this,
                eventIds,
                bucket.name(),
                Optional.of(bucket.id()),
                request.origin(),
                request.signedMillis());
    }

    /// A new event that creates a bucket.
    public PendingEvent newEvent(S3Request request, String bucketName) {
        return new PendingEvent(
                this,
                EventIds.Once.of(ids),
                bucketName,
                Optional.empty(),
                request.origin(),
                request.signedMillis());
    }

    /// Reads and verifies the document of a request. Throws SlowDown if others have all the memory
    /// for it.
    public Document document(S3Request request) throws IOException {
        return document(request.payload()::document);
    }

    /// The same for a request whose checksum headers describe something other than the document.
    public Document documentOfOther(S3Request request) throws IOException {
        return document(request.payload()::documentOfOther);
    }

    private Document document(Reader reader) throws IOException {
        try (Budget.Growing arriving = budgets.arriving().grow(DOCUMENT_STEP_BYTES)) {
            byte[] bytes = reader.read(limits.documentBytesMax(), arriving::reach);
            return new Document(bytes, budgets.documents().take(bytes.length));
        }
    }

    /// A way to read a document.
    private interface Reader {
        byte[] read(int bytesMax, IntConsumer arrived) throws IOException;
    }

    /// Whether requests wait for what others hold.
    public boolean contended() {
        return content.contended() || budgets.contended();
    }
}
