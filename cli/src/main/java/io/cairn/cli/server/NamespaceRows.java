package io.cairn.cli.server;

import io.cairn.blobs.heal.BlobRows;
import io.cairn.blobs.heal.HeldBlob;
import io.cairn.blobs.heal.RowsOutcomeUnknownException;
import io.cairn.blobs.heal.RowsUnavailableException;
import io.cairn.metadata.Namespace;
import io.cairn.metadata.NamespaceRefusedException;
import io.cairn.metadata.NamespaceUnavailableException;
import io.cairn.metadata.OutcomeUnknownException;
import io.cairn.schemas.BlobId;
import io.cairn.schemas.ObjectKey;
import io.cairn.schemas.event.BucketImage;
import io.cairn.schemas.event.Damage;
import io.cairn.schemas.event.Event;
import io.cairn.schemas.event.Outcome;
import java.util.Optional;
import java.util.function.Supplier;

/// The namespace as healing sees it: `blobs` does not know the module of the namespace.
record NamespaceRows(Namespace namespace) implements BlobRows {
    @Override
    public Optional<HeldBlob> find(Damage damage) {
        return asked(() ->
                namespace
                        .bucket(damage.bucket())
                        .filter(found -> found.id().equals(damage.bucketId()))
                        .flatMap(bucket ->
                                held(bucket, new ObjectKey(damage.key()), damage.blob())));
    }

    private Optional<HeldBlob> held(BucketImage bucket, ObjectKey key, BlobId blob) {
        return namespace
                .holder(bucket, key, blob)
                .map(row ->
                        new HeldBlob(
                                bucket,
                                key,
                                row.sequence(),
                                row.upload(),
                                row.partNumber(),
                                row.blob()));
    }

    @Override
    public Write begin(String bucket) {
        Namespace.Write write = asked(() -> namespace.begin(bucket));
        return new Write() {
            @Override
            public long base() {
                return write.base();
            }

            @Override
            public void close() {
                write.close();
            }
        };
    }

    @Override
    public boolean append(Event event) {
        return asked(() -> namespace.append(event)) instanceof Outcome.Accepted;
    }

    @Override
    public Floors fence() {
        return asked(namespace::fence)::of;
    }

    private static <T> T asked(Supplier<T> question) {
        try {
            return question.get();
        } catch (NamespaceUnavailableException | NamespaceRefusedException e) {
            throw new RowsUnavailableException(e);
        } catch (OutcomeUnknownException e) {
            throw new RowsOutcomeUnknownException(e);
        }
    }
}
