package io.cairn.api.operation;

import io.cairn.api.request.Target;
import io.cairn.schemas.event.BucketImage;
import java.util.Optional;

/// Decides who may do what. [Access] asks once for each action on each resource, after it resolved
/// the bucket, and before the operation does anything to the resource. It asks again when a version
/// is read again. No action is allowed because another one was. Must answer from memory and from
/// what the question carries: no I/O. Safe for use by many threads.
@FunctionalInterface
public interface Authorizer {
    /// Whether the sender may do this.
    boolean allows(Question question);

    /// May the sender of `request` do `action` to `resource`? `bucket` is the resource's bucket as
    /// a strong read found it, for what its owner has configured. There is none for the service and
    /// for a bucket that is to be created. The resource is not the request's own target for the
    /// source of a copy, for a key of DeleteObjects, and for `ListBucket`, which is asked when a
    /// key does not exist.
    record Question(
            S3Request request, S3Action action, Target resource, Optional<BucketImage> bucket) {}
}
