package io.cairn.api.operation;

import io.cairn.api.request.Target;
import io.cairn.schemas.event.BucketImage;
import java.util.Optional;

/// Decides who may do what. Asked for every request, once for each action and resource, after the
/// bucket was resolved and before anything is done. Must answer from memory and from what the
/// question carries: no I/O. Safe for use by many threads.
@FunctionalInterface
public interface Authorizer {
    /// Whether the sender may do this.
    boolean allows(Question question);

    /// May the sender of `request` do `action` to `resource`? `bucket` is the resource's bucket as
    /// a strong read found it, for what its owner has configured; there is none for the service and
    /// for a bucket that is to be created. The resource differs from the request's own target for
    /// the source of a copy and for each key of DeleteObjects.
    record Question(
            S3Request request, S3Action action, Target resource, Optional<BucketImage> bucket) {}
}
