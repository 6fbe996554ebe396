package io.cairn.api.bucket;

import io.cairn.api.error.S3Error;
import io.cairn.api.operation.Access;
import io.cairn.api.operation.Backend;
import io.cairn.api.operation.Operation;
import io.cairn.api.operation.PendingEvent;
import io.cairn.api.operation.S3Action;
import io.cairn.api.operation.S3Request;
import io.cairn.api.operation.S3Response;
import io.cairn.api.operation.S3Response.Header;
import io.cairn.api.request.BucketName;
import io.cairn.api.request.Region;
import io.cairn.api.xml.XmlElement;
import io.cairn.schemas.BucketId;
import io.cairn.schemas.event.EventBody;
import io.cairn.schemas.event.Outcome;
import io.cairn.schemas.event.Rejection;
import java.io.IOException;
import java.util.List;
import java.util.Optional;

/// CreateBucket.
record CreateBucket(Backend backend, Access access) implements Operation.OfService {
    private static final int DOCUMENT_BYTES_MAX = 8 << 10;
    private static final String LOCK = "x-amz-bucket-object-lock-enabled";

    @Override
    public S3Response handle(S3Request request) throws IOException {
        String region = requestedRegion(request);
        String name = request.bucket();
        if (BucketName.isReserved(name)) {
            throw S3Error.InvalidBucketName.exception().with("BucketName", name);
        }
        boolean lock = locks(request);
        if (lock) {
            access.requireService(
                    request,
                    List.of(
                            S3Action.PutBucketObjectLockConfiguration,
                            S3Action.PutBucketVersioning));
        }
        BucketId id = new BucketId(backend.ids().next());
        EventBody.BucketCreate create = new EventBody.BucketCreate(id, region, 1, lock);
        PendingEvent event = backend.newEvent(request, name);
        Outcome outcome = event.decide(create);
        boolean isThere =
                outcome instanceof Outcome.Rejected rejected
                        && rejected.rejection() == Rejection.BUCKET_ALREADY_OWNED_BY_YOU
                        && isWanted(request, region, lock);
        if (!isThere) {
            event.accepted(outcome, create);
        }
        return S3Response.ok(new Header("Location", "/" + name));
    }

    /// Whether the client already owns the bucket that it asks for. S3 accepts a second
    /// CreateBucket of the owner in its first region only. A bucket without the lock that is asked
    /// for is another one.
    private boolean isWanted(S3Request request, String region, boolean lock) {
        String asked = region.isEmpty() ? backend.region().name() : region;
        return asked.equals(Region.FIRST)
                && backend.namespace()
                        .bucket(request.bucket())
                        .filter(bucket -> bucket.owner().equals(request.identity().principal()))
                        .filter(bucket -> !lock || bucket.configuration().lock().isPresent())
                        .filter(bucket -> BucketOperations.region(backend, bucket).equals(asked))
                        .isPresent();
    }

    private static boolean locks(S3Request request) {
        String asked = request.header(LOCK).orElse("false");
        if (!asked.equalsIgnoreCase("true") && !asked.equalsIgnoreCase("false")) {
            throw S3Error.InvalidArgument.exception()
                    .with("ArgumentName", LOCK)
                    .with("ArgumentValue", asked);
        }
        return asked.equalsIgnoreCase("true");
    }

    /// The region that the body asks for; empty if it asks for none. Throws an error for a region
    /// that the server does not accept.
    private String requestedRegion(S3Request request) throws IOException {
        byte[] body = request.payload().document(DOCUMENT_BYTES_MAX);
        if (body.length == 0) {
            return "";
        }
        XmlElement document = XmlElement.parse(body);
        if (!document.name().equals("CreateBucketConfiguration")) {
            throw S3Error.MalformedXML.exception();
        }
        for (XmlElement child : document.children()) {
            if (!child.name().equals("LocationConstraint") && !child.children().isEmpty()) {
                throw S3Error.NotImplemented.exception(
                        "CreateBucketConfiguration: " + child.name());
            }
        }
        Optional<String> region = document.childText("LocationConstraint").map(String::strip);
        if (region.filter(r -> !r.isEmpty() && !backend.region().takes(r)).isPresent()) {
            throw backend.region().only().isEmpty()
                    ? S3Error.InvalidLocationConstraint.exception()
                    : S3Error.IllegalLocationConstraintException.exception(
                            "The %s location constraint is incompatible for the region specific endpoint"
                                            .formatted(region.get())
                                    + " this request was sent to.");
        }
        return region.orElse("");
    }
}
