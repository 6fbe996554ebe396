package io.cairn.api.bucket;

import io.cairn.api.error.S3Error;
import io.cairn.api.operation.Backend;
import io.cairn.api.operation.Document;
import io.cairn.api.operation.Operation;
import io.cairn.api.operation.S3Request;
import io.cairn.api.operation.S3Response;
import io.cairn.api.xml.XmlElement;
import io.cairn.api.xml.XmlWriter;
import io.cairn.schemas.event.BucketImage;
import io.cairn.schemas.event.EventBody;
import io.cairn.schemas.event.Versioning;
import java.io.IOException;
import java.util.Set;

/// GetBucketVersioning and PutBucketVersioning. There is no MFA delete.
record BucketVersioning(Backend backend) {
    private static final String ROOT = "VersioningConfiguration";
    private static final String STATUS = "Status";
    private static final String ENABLED = "Enabled";
    private static final String SUSPENDED = "Suspended";

    Operation.OfBucket get() {
        return _ -> BucketVersioning::show;
    }

    private static S3Response show(BucketImage bucket) {
        XmlWriter xml = new XmlWriter().openRoot(ROOT);
        switch (bucket.configuration().versioning()) {
            case UNVERSIONED -> {}
            case ENABLED -> xml.element(STATUS, ENABLED);
            case SUSPENDED -> xml.element(STATUS, SUSPENDED);
        }
        return S3Response.xml(xml.close(ROOT));
    }

    Operation.OfBucket put() {
        return request -> bucket -> set(request, bucket);
    }

    private S3Response set(S3Request request, BucketImage bucket) throws IOException {
        Versioning versioning;
        try (Document document = backend.document(request)) {
            versioning = versioning(document.parse());
        }
        backend.newEvent(request, bucket).append(new EventBody.BucketVersioningPut(versioning));
        return S3Response.ok();
    }

    private static Versioning versioning(XmlElement document) {
        String mfa = document.childText("MfaDelete").map(String::strip).orElse("Disabled");
        if (!document.name().equals(ROOT)
                || !Set.of("Disabled", ENABLED).contains(mfa)
                || !document.children().stream().allMatch(child -> child.children().isEmpty())) {
            throw S3Error.MalformedXML.exception();
        }
        if (mfa.equals(ENABLED)) {
            throw S3Error.NotImplemented.exception("MFA delete is not implemented");
        }
        String status =
                document.childText(STATUS)
                        .map(String::strip)
                        .orElseThrow(S3Error.IllegalVersioningConfigurationException::exception);
        return switch (status) {
            case ENABLED -> Versioning.ENABLED;
            case SUSPENDED -> Versioning.SUSPENDED;
            default -> throw S3Error.MalformedXML.exception();
        };
    }
}
