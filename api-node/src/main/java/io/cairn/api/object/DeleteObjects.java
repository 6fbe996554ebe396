package io.cairn.api.object;

import io.cairn.api.error.S3Error;
import io.cairn.api.error.S3Exception;
import io.cairn.api.operation.Access;
import io.cairn.api.operation.Backend;
import io.cairn.api.operation.Document;
import io.cairn.api.operation.Operation;
import io.cairn.api.operation.Rejections;
import io.cairn.api.operation.S3Action;
import io.cairn.api.operation.S3Request;
import io.cairn.api.operation.S3Response;
import io.cairn.api.request.Target;
import io.cairn.api.xml.XmlElement;
import io.cairn.api.xml.XmlWriter;
import io.cairn.schemas.ObjectKey;
import io.cairn.schemas.event.BucketImage;
import io.cairn.schemas.event.EventBody;
import io.cairn.schemas.event.Outcome;
import io.cairn.schemas.event.Rejection;
import java.io.IOException;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/// DeleteObjects: up to a thousand keys as one event, each decided by itself.
record DeleteObjects(Backend backend, Access access) implements Operation.OfBucket {
    @Override
    public Call<BucketImage> prepare(S3Request request) {
        if (!request.payload().hasDigest()) {
            throw S3Error.InvalidRequest.exception(
                    "Missing required header for this request: Content-MD5 OR x-amz-checksum-*");
        }
        return bucket -> delete(request, bucket);
    }

    private S3Response delete(S3Request request, BucketImage bucket) throws IOException {
        try (Document document = backend.document(request)) {
            return delete(request, bucket, document.parse());
        }
    }

    private S3Response delete(S3Request request, BucketImage bucket, XmlElement document) {
        List<XmlElement> objects = document.children("Object");
        if (!document.name().equals("Delete")
                || objects.isEmpty()
                || objects.size() > EventBody.ObjectsDelete.ENTRIES_MAX) {
            throw S3Error.MalformedXML.exception();
        }
        boolean quiet = document.childText("Quiet").filter("true"::equalsIgnoreCase).isPresent();
        XmlWriter xml = new XmlWriter().openRoot("DeleteResult");
        List<EventBody.DeleteEntry> entries = new ArrayList<>();
        for (XmlElement object : objects) {
            entry(request, bucket, object, xml).ifPresent(entries::add);
        }
        if (!entries.isEmpty()) {
            Outcome.Accepted accepted =
                    backend.newEvent(request, bucket).append(new EventBody.ObjectsDelete(entries));
            write(entries, accepted.entries(), quiet, xml);
        }
        return S3Response.xml(xml.close("DeleteResult"));
    }

    /// The entry of one object; empty if an error about it is already written.
    private Optional<EventBody.DeleteEntry> entry(
            S3Request request, BucketImage bucket, XmlElement object, XmlWriter xml) {
        String key = object.childText("Key").orElse("");
        if (key.isEmpty()) {
            throw S3Error.MalformedXML.exception();
        }
        String version = object.childText("VersionId").orElse(null);
        try {
            ObjectKey checked = Target.key(key);
            S3Action action =
                    version == null ? S3Action.DeleteObject : S3Action.DeleteObjectVersion;
            if (!access.allows(request, bucket, action, checked)) {
                throw S3Error.AccessDenied.exception();
            }
            // S3 takes an empty id for that of a version that does not exist.
            if (version != null && !version.equals("null")) {
                throw S3Error.NoSuchVersion.exception();
            }
            return Optional.of(
                    new EventBody.DeleteEntry(
                            checked,
                            WriteConditions.of(
                                    new WriteConditions.OfDelete(
                                            object.childText("ETag"),
                                            object.childText("LastModifiedTime"),
                                            object.childText("Size")))));
        } catch (S3Exception e) {
            writeError(key, version, e, xml);
            return Optional.empty();
        }
    }

    private static void write(
            List<EventBody.DeleteEntry> entries,
            List<Optional<Rejection>> rejections,
            boolean quiet,
            XmlWriter xml) {
        for (int i = 0; i < entries.size(); i++) {
            String key = entries.get(i).key().value();
            Optional<Rejection> rejection = rejections.get(i);
            if (rejection.isPresent()) {
                S3Exception failure = Rejections.error(rejection.get()).exception();
                writeError(key, failure, xml);
            } else if (!quiet) {
                xml.open("Deleted").element("Key", key).close("Deleted");
            }
        }
    }

    private static void writeError(String key, S3Exception failure, XmlWriter xml) {
        writeError(key, null, failure, xml);
    }

    /// Writes an error about a key, or about the version of it that was named.
    private static void writeError(
            String key, @Nullable String version, S3Exception failure, XmlWriter xml) {
        xml.open("Error").element("Key", key);
        if (version != null) {
            xml.element("VersionId", version);
        }
        xml.element("Code", failure.error().name()).element("Message", failure.text());
        xml.close("Error");
    }
}
