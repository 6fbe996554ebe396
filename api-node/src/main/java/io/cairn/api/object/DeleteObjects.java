package io.cairn.api.object;

import io.cairn.api.error.S3Error;
import io.cairn.api.error.S3Exception;
import io.cairn.api.lock.Locks;
import io.cairn.api.operation.Access;
import io.cairn.api.operation.Backend;
import io.cairn.api.operation.Document;
import io.cairn.api.operation.Operation;
import io.cairn.api.operation.PendingEvent;
import io.cairn.api.operation.Rejections;
import io.cairn.api.operation.S3Action;
import io.cairn.api.operation.S3Request;
import io.cairn.api.operation.S3Response;
import io.cairn.api.request.Target;
import io.cairn.api.request.VersionText;
import io.cairn.api.xml.XmlElement;
import io.cairn.api.xml.XmlWriter;
import io.cairn.metadata.NamespaceRefusedException;
import io.cairn.metadata.NamespaceUnavailableException;
import io.cairn.metadata.OutcomeUnknownException;
import io.cairn.schemas.ObjectKey;
import io.cairn.schemas.VersionId;
import io.cairn.schemas.event.BucketImage;
import io.cairn.schemas.event.DeletedEntry;
import io.cairn.schemas.event.EventBody;
import java.io.IOException;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/// DeleteObjects: up to a thousand keys and versions, mostly as one event, each decided by itself.
record DeleteObjects(Backend backend, Access access) implements Operation.OfBucket {
    private static final Logger LOG = LoggerFactory.getLogger(DeleteObjects.class);

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
        List<List<EventBody.DeleteEntry>> events = events(entries);
        for (int i = 0; i < events.size(); i++) {
            List<EventBody.DeleteEntry> each = events.get(i);
            PendingEvent event = backend.newEventOfCall(request, bucket);
            if (i == 0) {
                write(each, append(event, each), quiet, xml);
            } else {
                tryWrite(event, each, quiet, xml);
            }
        }
        return S3Response.xml(xml.close("DeleteResult"));
    }

    private static List<DeletedEntry> append(
            PendingEvent event, List<EventBody.DeleteEntry> entries) {
        return event.append(new EventBody.ObjectsDelete(entries)).entries();
    }

    /// Appends an event when another has already deleted something: a failure is one of its entries
    /// then, not of the request.
    private static void tryWrite(
            PendingEvent event, List<EventBody.DeleteEntry> entries, boolean quiet, XmlWriter xml) {
        try {
            write(entries, append(event, entries), quiet, xml);
        } catch (S3Exception e) {
            writeErrors(entries, e, xml);
        } catch (NamespaceUnavailableException | NamespaceRefusedException e) {
            LOG.warn("part of a DeleteObjects was not done: {}", e.getMessage());
            writeErrors(entries, S3Error.ServiceUnavailable.exception(), xml);
        } catch (OutcomeUnknownException e) {
            LOG.warn("the outcome of part of a DeleteObjects is unknown: {}", e.getMessage());
            writeErrors(entries, S3Error.InternalError.exception(), xml);
        }
    }

    private static void writeErrors(
            List<EventBody.DeleteEntry> entries, S3Exception failure, XmlWriter xml) {
        for (EventBody.DeleteEntry entry : entries) {
            String version = entry.versionId().map(VersionText::of).orElse(null);
            writeError(entry.key().value(), version, failure, xml);
        }
    }

    /// What is deleted by one event each. The log takes no event that names a key and also a
    /// version of it: then the versions go first.
    private static List<List<EventBody.DeleteEntry>> events(List<EventBody.DeleteEntry> entries) {
        List<EventBody.DeleteEntry> ofVersions =
                entries.stream().filter(entry -> entry.versionId().isPresent()).toList();
        List<EventBody.DeleteEntry> ofKeys =
                entries.stream().filter(entry -> entry.versionId().isEmpty()).toList();
        Set<ObjectKey> keys =
                ofKeys.stream().map(EventBody.DeleteEntry::key).collect(Collectors.toSet());
        boolean mixed = ofVersions.stream().anyMatch(entry -> keys.contains(entry.key()));
        if (mixed) {
            return List.of(ofVersions, ofKeys);
        }
        return entries.isEmpty() ? List.of() : List.of(entries);
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
            // S3 takes what is no id for that of a version that does not exist.
            Optional<VersionId> id =
                    version == null ? Optional.empty() : VersionText.parse(version);
            if (version != null && id.isEmpty()) {
                throw S3Error.NoSuchVersion.exception();
            }
            return Optional.of(
                    new EventBody.DeleteEntry(
                            checked,
                            id,
                            Locks.bypasses(request, access, bucket, checked),
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
            List<DeletedEntry> answers,
            boolean quiet,
            XmlWriter xml) {
        for (int i = 0; i < entries.size(); i++) {
            String key = entries.get(i).key().value();
            String version = entries.get(i).versionId().map(VersionText::of).orElse(null);
            DeletedEntry answer = answers.get(i);
            if (answer.rejection().isPresent()) {
                S3Exception failure = Rejections.ofEntry(answer.rejection().get());
                writeError(key, version, failure, xml);
            } else if (!quiet) {
                xml.open("Deleted").element("Key", key);
                write(entries.get(i), answer, xml);
                xml.close("Deleted");
            }
        }
    }

    /// Writes which version is gone, and which delete marker was made or is gone.
    private static void write(EventBody.DeleteEntry entry, DeletedEntry answer, XmlWriter xml) {
        entry.versionId().ifPresent(id -> xml.element("VersionId", VersionText.of(id)));
        if (answer.deleteMarker()) {
            VersionId marker = answer.markerId().or(entry::versionId).orElse(VersionId.NULL);
            xml.element("DeleteMarker", true);
            xml.element("DeleteMarkerVersionId", VersionText.of(marker));
        }
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
