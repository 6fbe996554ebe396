package io.cairn.api.multipart;

import io.cairn.api.content.CopiedContent;
import io.cairn.api.content.Selection;
import io.cairn.api.error.S3Error;
import io.cairn.api.object.ChecksumXml;
import io.cairn.api.object.CopyRead;
import io.cairn.api.object.CopySource;
import io.cairn.api.object.EntityTag;
import io.cairn.api.object.ObjectHeaders;
import io.cairn.api.object.StorageClass;
import io.cairn.api.object.WriteConditions;
import io.cairn.api.operation.Access;
import io.cairn.api.operation.Backend;
import io.cairn.api.operation.Budget;
import io.cairn.api.operation.Operation;
import io.cairn.api.operation.PendingEvent;
import io.cairn.api.operation.S3Request;
import io.cairn.api.operation.S3Response;
import io.cairn.api.operation.S3Response.Header;
import io.cairn.api.operation.Timestamps;
import io.cairn.api.request.Decimal;
import io.cairn.api.xml.XmlWriter;
import io.cairn.schemas.ObjectKey;
import io.cairn.schemas.event.BucketImage;
import io.cairn.schemas.event.Checksum;
import io.cairn.schemas.event.EventBody;
import io.cairn.schemas.event.ObjectVersion;
import io.cairn.schemas.event.PartContent;
import io.cairn.schemas.event.Upload;
import java.io.IOException;
import java.util.List;
import java.util.Optional;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/// UploadPartCopy: a part whose bytes are those of an object, or a range of them.
record UploadPartCopy(Backend backend, Access access) implements Operation.OfBucket {
    private static final Pattern RANGE =
            Pattern.compile("bytes=([0-9]+)-([0-9]+)", Pattern.CASE_INSENSITIVE);

    @Override
    public Call<BucketImage> prepare(S3Request request) {
        WriteConditions.refuse(request);
        CopySource.refuseChecksum(request);
        int number = UploadTarget.partNumber(request);
        CopySource source = CopySource.of(request);
        return bucket -> {
            Upload upload = UploadTarget.find(backend, request, bucket);
            CopyRead read =
                    CopyRead.begin(
                            backend,
                            () -> access.source(request, source.named(), source.action()),
                            version -> select(request, source, version));
            return new S3Response.Slow(() -> {
                try (read;
                        Budget.Share _ = backend.budgets().copies().take(1)) {
                    return copy(
                            backend.newEvent(request, bucket), request.key(), upload, number, read);
                }
            });
        };
    }

    private S3Response.Whole copy(
            PendingEvent event, ObjectKey key, Upload upload, int number, CopyRead read)
            throws IOException {
        XmlWriter xml = new XmlWriter().openRoot("CopyPartResult");
        List<Header> headers;
        try (CopyRead.Opened source = read.open(_ -> UploadTarget.fallback(upload))) {
            CopiedContent content = source.content();
            headers =
                    ObjectHeaders.ofVersion(
                            CopySource.VERSION_ID, read.source().bucket(), source.version());
            event.append(
                    key,
                    StorageClass.redundancy(upload.metadata()),
                    content,
                    content,
                    () -> {
                        String etag = content.md5Hex();
                        Checksum checksum = content.checksum();
                        long now = backend.ids().clock().millis();
                        xml.element("LastModified", Timestamps.iso(now));
                        xml.element("ETag", EntityTag.quoted(etag));
                        ChecksumXml.write(checksum, false, xml);
                        long length = source.selection().length();
                        return new EventBody.PartPut(
                                key,
                                upload.id(),
                                number,
                                new PartContent(length, etag, Optional.of(checksum)));
                    });
        }
        return S3Response.xml(xml.close("CopyPartResult"), headers);
    }

    private Selection select(S3Request request, CopySource source, ObjectVersion version) {
        source.requireConditions(version);
        Optional<String> range = request.header("x-amz-copy-source-range");
        Selection selection =
                range.map(text -> select(text, version)).orElseGet(() -> Selection.whole(version));
        if (selection.length() > backend.limits().partBytesMax()) {
            throw S3Error.InvalidRequest.exception(
                    "The specified copy source is larger than the maximum allowable size for a"
                            + " copy source: "
                            + backend.limits().partBytesMax());
        }
        return selection;
    }

    private static Selection select(String range, ObjectVersion version) {
        Matcher matcher = RANGE.matcher(range);
        if (!matcher.matches()) {
            throw S3Error.InvalidArgument.exception(
                    "The x-amz-copy-source-range value must be of the form bytes=first-last where"
                            + " first and last are the zero-based offsets of the first and last"
                            + " bytes to copy");
        }
        long first = Decimal.parse(matcher.group(1)).orElseThrow();
        long last = Decimal.parse(matcher.group(2)).orElseThrow();
        if (first > last || last >= version.size()) {
            throw S3Error.InvalidArgument.exception(
                    "Range specified is not valid for source object of size: " + version.size());
        }
        return new Selection(first, last - first + 1, true);
    }
}
