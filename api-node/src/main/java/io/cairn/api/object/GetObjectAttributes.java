package io.cairn.api.object;

import io.cairn.api.error.S3Error;
import io.cairn.api.operation.AuthorizedVersion;
import io.cairn.api.operation.Backend;
import io.cairn.api.operation.Operation;
import io.cairn.api.operation.S3Request;
import io.cairn.api.operation.S3Response;
import io.cairn.api.operation.S3Response.Header;
import io.cairn.api.operation.Timestamps;
import io.cairn.api.request.Decimal;
import io.cairn.api.xml.XmlWriter;
import io.cairn.schemas.event.BucketImage;
import io.cairn.schemas.event.ObjectVersion;
import io.cairn.schemas.event.Part;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Set;

/// GetObjectAttributes: what is known of a version, without its bytes.
record GetObjectAttributes(Backend backend) implements Operation.OfVersion {
    private static final Set<String> KNOWN =
            Set.of("ETag", "Checksum", "ObjectParts", "StorageClass", "ObjectSize");

    @Override
    public Call<AuthorizedVersion> prepare(S3Request request) {
        Set<String> wanted = wanted(request);
        return found -> answer(request, wanted, found);
    }

    private S3Response answer(S3Request request, Set<String> wanted, AuthorizedVersion found) {
        AuthorizedVersion current = found;
        for (int attempt = 0; attempt < backend.limits().staleRetriesMax(); attempt++) {
            S3Response answer = answer(request, wanted, current.bucket(), current.version());
            AuthorizedVersion now = wanted.contains("ObjectParts") ? current.again() : current;
            if (now.version().sequence() == current.version().sequence()) {
                return answer;
            }
            // The parts may have gone between the two reads.
            current = now;
        }
        throw S3Error.SlowDown.exception();
    }

    private S3Response answer(
            S3Request request, Set<String> wanted, BucketImage bucket, ObjectVersion version) {
        XmlWriter xml = new XmlWriter().openRoot("GetObjectAttributesResponse");
        if (wanted.contains("ETag")) {
            xml.element("ETag", version.etag());
        }
        if (wanted.contains("Checksum") && version.checksum().isPresent()) {
            xml.open("Checksum");
            ChecksumXml.writeBare(version.checksum().get(), xml);
            xml.close("Checksum");
        }
        if (wanted.contains("ObjectParts") && version.partCount() > 0) {
            writeParts(request, bucket, version, xml);
        }
        if (wanted.contains("StorageClass")) {
            xml.element("StorageClass", version.metadata().storageClass());
        }
        if (wanted.contains("ObjectSize")) {
            xml.element("ObjectSize", version.size());
        }
        List<Header> headers =
                new ArrayList<>(ObjectHeaders.ofVersion(ObjectHeaders.VERSION_ID, bucket, version));
        headers.add(new Header("Last-Modified", Timestamps.http(version.modifiedMillis())));
        return S3Response.xml(xml.close("GetObjectAttributesResponse"), headers);
    }

    private static Set<String> wanted(S3Request request) {
        Set<String> wanted = new LinkedHashSet<>();
        for (String header : request.http().headers("x-amz-object-attributes")) {
            Arrays.stream(header.split(",")).map(String::strip).forEach(wanted::add);
        }
        if (wanted.isEmpty() || !KNOWN.containsAll(wanted)) {
            throw S3Error.InvalidArgument.exception("Invalid attribute name specified.")
                    .with("ArgumentName", "x-amz-object-attributes");
        }
        return wanted;
    }

    private void writeParts(
            S3Request request, BucketImage bucket, ObjectVersion version, XmlWriter xml) {
        int max = number(request, "x-amz-max-parts", backend.limits().pageRowsMax());
        int after = number(request, "x-amz-part-number-marker", 0);
        int page = Math.min(max, backend.limits().pageRowsMax());
        List<Part> found =
                backend.namespace().parts(bucket, version.partsOf().orElseThrow(), after, page + 1);
        boolean truncated = page > 0 && found.size() > page;
        List<Part> parts = found.subList(0, Math.min(page, found.size()));
        xml.open("ObjectParts").element("PartsCount", version.partCount());
        xml.element("PartNumberMarker", after);
        xml.element("NextPartNumberMarker", parts.isEmpty() ? after : parts.getLast().number());
        xml.element("MaxParts", page).element("IsTruncated", truncated);
        for (Part part : parts) {
            if (part.checksum().isPresent()) {
                xml.open("Part").element("PartNumber", part.number());
                ChecksumXml.write(part.checksum().get(), false, xml);
                xml.element("Size", part.size()).close("Part");
            }
        }
        xml.close("ObjectParts");
    }

    private static int number(S3Request request, String header, int fallback) {
        String text = request.header(header).orElse("");
        if (text.isEmpty()) {
            return fallback;
        }
        long number = Decimal.parse(text).orElse(-1);
        if (number < 0 || number > Integer.MAX_VALUE) {
            throw S3Error.InvalidArgument.exception(
                            "Provided %s not an integer or within integer range".formatted(header))
                    .with("ArgumentName", header);
        }
        return (int) number;
    }
}
