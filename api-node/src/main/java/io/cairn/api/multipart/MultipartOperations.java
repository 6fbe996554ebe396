package io.cairn.api.multipart;

import io.cairn.api.operation.Access;
import io.cairn.api.operation.Backend;
import io.cairn.api.operation.Route;
import io.cairn.api.operation.S3Action;
import java.util.List;

/// The door to this package: its operations by route.
public final class MultipartOperations {
    private MultipartOperations() {}

    /// The routes of all operations on multipart uploads.
    public static List<Route> routes(Backend backend, Access access) {
        return List.of(
                Route.object(
                        "POST",
                        "uploads",
                        S3Action.PutObject,
                        new CreateMultipartUpload(backend, access)),
                Route.object("PUT", "uploadId", S3Action.PutObject, new UploadPart(backend)),
                Route.object(
                        "PUT",
                        "uploadId+x-amz-copy-source",
                        S3Action.PutObject,
                        new UploadPartCopy(backend, access)),
                Route.object(
                        "POST",
                        "uploadId",
                        S3Action.PutObject,
                        new CompleteMultipartUpload(backend)),
                Route.object(
                        "DELETE",
                        "uploadId",
                        S3Action.AbortMultipartUpload,
                        new AbortMultipartUpload(backend)),
                Route.object(
                        "GET",
                        "uploadId",
                        S3Action.ListMultipartUploadParts,
                        new ListParts(backend)),
                Route.bucket(
                        "GET",
                        "uploads",
                        S3Action.ListBucketMultipartUploads,
                        new ListMultipartUploads(backend)));
    }
}
