package io.cairn.api.multipart;

import io.cairn.api.operation.Backend;
import io.cairn.api.operation.Route;
import java.util.List;

/// The door to this package: its operations by route.
public final class MultipartOperations {
    private MultipartOperations() {}

    /// The routes of all operations on multipart uploads.
    public static List<Route> routes(Backend backend) {
        return List.of(
                Route.object("POST", "uploads", new CreateMultipartUpload(backend)),
                Route.object("PUT", "uploadId", new UploadPart(backend)),
                Route.object("PUT", "uploadId+x-amz-copy-source", new UploadPartCopy(backend)),
                Route.object("POST", "uploadId", new CompleteMultipartUpload(backend)),
                Route.object("DELETE", "uploadId", new AbortMultipartUpload(backend)),
                Route.object("GET", "uploadId", new ListParts(backend)),
                Route.bucket("GET", "uploads", new ListMultipartUploads(backend)));
    }
}
