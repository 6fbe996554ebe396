package io.cairn.api.operation;

import io.cairn.api.error.S3Error;
import io.cairn.schemas.event.BucketImage;
import io.cairn.schemas.event.EventBody;
import io.cairn.schemas.event.ObjectVersion;
import io.cairn.schemas.event.Outcome;
import io.cairn.schemas.event.Rejection;
import java.util.function.LongFunction;
import java.util.function.Supplier;

/// The current version of a key, or the one that a request names, found by a strong read, on which
/// the sender may do what the request asks for. Only [Access] makes one.
public final class AuthorizedVersion {
    private final BucketImage bucket;
    private final ObjectVersion version;
    private final Supplier<AuthorizedVersion> lookup;

    AuthorizedVersion(
            BucketImage bucket, ObjectVersion version, Supplier<AuthorizedVersion> lookup) {
        this.bucket = bucket;
        this.version = version;
        this.lookup = lookup;
    }

    /// The bucket, as the same read found it.
    public BucketImage bucket() {
        return bucket;
    }

    /// The version.
    public ObjectVersion version() {
        return version;
    }

    /// Appends the event that changes an attribute of this version, made of its sequence, or of the
    /// version that has replaced it meanwhile. Returns the version that was changed, as it was
    /// before. Throws the S3 error that a rejection means.
    public AuthorizedVersion change(
            Backend backend, S3Request request, LongFunction<EventBody> body) {
        AuthorizedVersion current = this;
        for (int attempt = 0; attempt < backend.limits().staleRetriesMax(); attempt++) {
            PendingEvent event = backend.newEvent(request, current.bucket);
            EventBody change = body.apply(current.version.sequence());
            Outcome outcome = event.decide(change);
            boolean stale =
                    outcome instanceof Outcome.Rejected rejected
                            && rejected.rejection() == Rejection.STALE;
            if (!stale) {
                event.accepted(outcome, change);
                return current;
            }
            current = current.again();
        }
        throw S3Error.SlowDown.exception();
    }

    /// The version that is current now, or that of the same id. Repeats the strong read and asks
    /// the authorizer the same questions again: the key may hold something else by now, and the
    /// rights may have changed. Throws as the first lookup does.
    public AuthorizedVersion again() {
        return lookup.get();
    }
}
