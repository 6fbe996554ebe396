package io.cairn.api.operation;

import io.cairn.schemas.event.BucketImage;
import java.io.IOException;

/// One operation of the S3 API. Its kind says what the dispatcher resolves before the operation
/// answers. An operation on a bucket or an object has two steps:
///
/// 1. `prepare` checks the head of the request. It reads no body and no state. So a malformed head
///    is refused even if the bucket does not exist.
/// 2. The [Call] answers. Before, the dispatcher has resolved the bucket (and the version) by one
///    strong read, and has asked whether the sender may do this. Only the call reads the body.
///
/// Each step either answers or throws an S3 error. A step throws an IOException if the body cannot
/// be read: mostly the client is gone.
public sealed interface Operation {
    /// An operation on the service, or on a bucket that is to be created.
    @FunctionalInterface
    non-sealed interface OfService extends Operation {
        /// Answers a request whose sender is allowed to make it.
        S3Response handle(S3Request request) throws IOException;
    }

    /// An operation on a bucket that exists, or on keys in it that need not exist.
    @FunctionalInterface
    non-sealed interface OfBucket extends Operation {
        /// Checks the head of the request.
        Call<BucketImage> prepare(S3Request request);
    }

    /// An operation on the current version of a key, or on the one that the request names.
    @FunctionalInterface
    non-sealed interface OfVersion extends Operation {
        /// Checks the head of the request.
        Call<AuthorizedVersion> prepare(S3Request request);
    }

    /// A checked request whose bucket or version is not resolved yet. The dispatcher calls either
    /// `answer` or `release`, once.
    @FunctionalInterface
    interface Call<T> {
        /// Answers the request. Whatever `prepare` took is given back, or goes with the answer.
        S3Response answer(T resolved) throws IOException;

        /// Gives back what `prepare` took, because the request is refused.
        default void release() {}
    }
}
