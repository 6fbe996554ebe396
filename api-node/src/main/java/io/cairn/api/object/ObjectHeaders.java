package io.cairn.api.object;

import io.cairn.api.checksum.ChecksumHeaders;
import io.cairn.api.content.Selection;
import io.cairn.api.error.S3Error;
import io.cairn.api.operation.S3Request;
import io.cairn.api.operation.S3Response.Header;
import io.cairn.api.operation.Timestamps;
import io.cairn.api.request.VersionText;
import io.cairn.schemas.event.BucketImage;
import io.cairn.schemas.event.Checksum;
import io.cairn.schemas.event.ObjectMetadata;
import io.cairn.schemas.event.ObjectVersion;
import io.cairn.schemas.event.Versioning;
import io.cairn.schemas.event.WrittenVersion;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;

/// The headers that describe a version in an answer.
public final class ObjectHeaders {
    /// The type of a checksum of all bytes of an object.
    static final String FULL_OBJECT = "FULL_OBJECT";

    /// The id of a version in an answer.
    public static final String VERSION_ID = "x-amz-version-id";

    private static final String RESTORED =
            "ongoing-request=\"false\", expiry-date=\"Fri, 31 Dec 9999 23:59:59 GMT\"";
    private static final String DEFAULT_TYPE = "binary/octet-stream";
    private static final Map<String, String> OVERRIDES =
            Map.of(
                    "content-type", "response-content-type",
                    "content-language", "response-content-language",
                    "expires", "response-expires",
                    "cache-control", "response-cache-control",
                    "content-disposition", "response-content-disposition",
                    "content-encoding", "response-content-encoding");

    private final List<Header> headers = new ArrayList<>();

    private ObjectHeaders() {}

    /// All headers of the answer to GET and HEAD but those of a part.
    static List<Header> of(
            S3Request request, BucketImage bucket, ObjectVersion version, Selection selection) {
        ObjectHeaders all = new ObjectHeaders();
        all.add("Accept-Ranges", "bytes");
        all.addValidators(version);
        all.headers.addAll(ofVersion(VERSION_ID, bucket, version));
        all.addMetadata(request, version);
        if (selection.partial()) {
            long last = selection.offset() + selection.length() - 1;
            all.add(
                    "Content-Range",
                    "bytes " + selection.offset() + "-" + last + "/" + version.size());
        }
        if (request.header("x-amz-checksum-mode").filter("ENABLED"::equalsIgnoreCase).isPresent()) {
            selection
                    .checksum()
                    .ifPresent(sum -> all.addChecksum(sum, version.checksum().orElse(sum)));
        }
        return all.headers;
    }

    /// What identifies a version: the headers of 304.
    static List<Header> validators(BucketImage bucket, ObjectVersion version) {
        ObjectHeaders all = new ObjectHeaders();
        all.addValidators(version);
        all.headers.addAll(ofVersion(VERSION_ID, bucket, version));
        return all.headers;
    }

    /// The header `name` that shows the id of a version that was read. In a bucket that never had
    /// versioning there is none.
    public static List<Header> ofVersion(String name, BucketImage bucket, ObjectVersion version) {
        return bucket.configuration().versioning() == Versioning.UNVERSIONED
                ? List.of()
                : List.of(new Header(name, VersionText.of(version)));
    }

    /// The header that shows the id of a version that was written. The null version has none, as in
    /// S3.
    public static List<Header> ofWritten(WrittenVersion version) {
        return version.versionId().map(id -> new Header(VERSION_ID, id.toString())).stream()
                .toList();
    }

    /// The headers that show a checksum and its type.
    static List<Header> ofChecksum(Checksum checksum) {
        return List.of(
                new Header(ChecksumHeaders.name(checksum.algorithm()), checksum.text()),
                new Header("x-amz-checksum-type", type(checksum)));
    }

    /// The type of a checksum, as S3 names it.
    public static String type(Checksum checksum) {
        return checksum.parts() == 0 ? FULL_OBJECT : "COMPOSITE";
    }

    private void add(String name, String value) {
        headers.add(new Header(name, value));
    }

    /// The checksum type of the whole object, even if the answer is a part of it.
    private void addChecksum(Checksum shown, Checksum whole) {
        add(ChecksumHeaders.name(shown.algorithm()), shown.text());
        add("x-amz-checksum-type", type(whole));
    }

    private void addValidators(ObjectVersion version) {
        add("Last-Modified", Timestamps.http(version.modifiedMillis()));
        add("ETag", EntityTag.quoted(version.etag()));
    }

    private void addMetadata(S3Request request, ObjectVersion version) {
        Map<String, String> stored = version.metadata().headers();
        if (!stored.containsKey("content-type")) {
            addOverridden(request, "content-type", DEFAULT_TYPE);
        }
        stored.forEach((name, value) -> addOverridden(request, name, value));
        if (!request.query().parameters().isEmpty()) {
            OVERRIDES.forEach((name, parameter) -> {
                if (!stored.containsKey(name) && !name.equals("content-type")) {
                    addOverridden(request, name, "");
                }
            });
        }
        version.metadata()
                .user()
                .forEach((name, value) ->
                        add(MetadataHeaders.USER_PREFIX + name, EncodedWord.of(value)));
        addStorageClass(version.metadata());
    }

    /// The storage class, which S3 omits for the standard class. For an archived object also a
    /// header that it is restored: some clients do not ask for it otherwise.
    private void addStorageClass(ObjectMetadata metadata) {
        if (!metadata.storageClass().equals(ObjectMetadata.STANDARD)) {
            add(StorageClass.HEADER, metadata.storageClass());
        }
        if (StorageClass.isArchive(metadata)) {
            add("x-amz-restore", RESTORED);
        }
    }

    private void addOverridden(S3Request request, String name, String stored) {
        String parameter = OVERRIDES.get(name);
        String value = parameter == null ? stored : request.query().value(parameter).orElse(stored);
        if (value.chars().anyMatch(c -> c < ' ' && c != '\t')) {
            throw S3Error.InvalidArgument.exception("Header value cannot be represented.");
        }
        if (!value.isEmpty()) {
            add(name, value);
        }
    }
}
