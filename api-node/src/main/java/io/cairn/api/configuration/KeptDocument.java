package io.cairn.api.configuration;

import io.cairn.api.error.S3Error;
import io.cairn.api.operation.Backend;
import io.cairn.api.operation.Document;
import io.cairn.api.operation.S3Request;
import io.cairn.api.operation.S3Response;
import io.cairn.api.operation.S3Response.Header;
import io.cairn.api.xml.Shape;
import io.cairn.api.xml.XmlElement;
import io.cairn.api.xml.XmlWriter;
import io.cairn.schemas.event.BucketImage;
import io.cairn.schemas.event.EventBody;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.Optional;

/// A document of a bucket's configuration: its root element, and what it may hold. It is kept as it
/// is shown, with the elements that were sent, in S3's namespace.
record KeptDocument(String root, Shape shape) {
    /// What a request sends. Throws MalformedXML if that is another document, or no such one.
    XmlElement read(Backend backend, S3Request request) throws IOException {
        try (Document document = backend.document(request)) {
            XmlElement sent = document.parse();
            if (!sent.name().equals(root) || !shape.fits(sent)) {
                throw S3Error.MalformedXML.exception();
            }
            return sent;
        }
    }

    /// Keeps a document under this name. To keep what is kept already is no change.
    static S3Response keep(
            Backend backend, S3Request request, BucketImage bucket, String name, XmlElement sent) {
        String text = new String(new XmlWriter().root(sent).toBytes(), StandardCharsets.UTF_8);
        if (!bucket.configuration().document(name).filter(text::equals).isPresent()) {
            backend.newEvent(request, bucket)
                    .append(new EventBody.BucketDocumentPut(name, Optional.of(text)));
        }
        return S3Response.ok();
    }

    /// Removes the document of this name, if there is one.
    static S3Response remove(Backend backend, S3Request request, BucketImage bucket, String name) {
        if (bucket.configuration().document(name).isPresent()) {
            backend.newEvent(request, bucket)
                    .append(new EventBody.BucketDocumentPut(name, Optional.empty()));
        }
        return S3Response.noContent();
    }

    static S3Response show(String text) {
        return new S3Response.Whole(
                S3Response.OK,
                List.of(new Header("Content-Type", "application/xml")),
                text.getBytes(StandardCharsets.UTF_8));
    }
}
