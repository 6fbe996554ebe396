package io.cairn.api.operation;

import io.cairn.schemas.event.BucketImage;
import java.io.IOException;

/// One operation of the S3 API. Its kind says what the dispatcher resolves before the operation is
/// answered. An operation of a bucket or an object has two steps: `prepare` looks at nothing but
/// the request, then the dispatcher resolves the bucket (and the version) by one strong read and
/// asks whether the sender may do this, and then the [Call] answers. So a malformed request is
/// refused before a bucket that is not there, and no operation gets at a bucket on its own.
///
/// Each step answers or throws the S3 error that does. An IOException means that the client is
/// gone.
public sealed interface Operation {
    /// An operation on no bucket that is there.
    @FunctionalInterface
    non-sealed interface OfService extends Operation {
        /// Answers a request whose sender may do this.
        S3Response handle(S3Request request) throws IOException;
    }

    /// An operation on a bucket, or on keys in it that need not be there.
    @FunctionalInterface
    non-sealed interface OfBucket extends Operation {
        /// Checks the request and reads what it asks for.
        Call<BucketImage> prepare(S3Request request) throws IOException;
    }

    /// An operation on the current version of a key.
    @FunctionalInterface
    non-sealed interface OfVersion extends Operation {
        /// Checks the request and reads what it asks for.
        Call<AuthorizedVersion> prepare(S3Request request) throws IOException;
    }

    /// A checked request that waits for what it is about. Either answered or released, once.
    @FunctionalInterface
    interface Call<T> {
        /// Answers the request.
        S3Response answer(T resolved) throws IOException;

        /// Gives back what `prepare` took; called if the request is not to be answered.
        default void release() {}
    }
}
