package io.cairn.api.operation;

import java.io.IOException;

/// One operation of the S3 API.
@FunctionalInterface
public interface Operation {
    /// Answers a request, or throws the S3 error that does. An IOException means that the client is
    /// gone.
    S3Response handle(S3Request request) throws IOException;
}
