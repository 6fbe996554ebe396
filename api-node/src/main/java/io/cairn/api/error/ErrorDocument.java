package io.cairn.api.error;

import io.cairn.api.xml.XmlWriter;

/// The document that answers a failed request.
public record ErrorDocument(S3Exception failure, String resource, String requestId, String hostId) {
    /// The document as bytes.
    public byte[] toBytes() {
        XmlWriter xml = new XmlWriter().open("Error");
        xml.element("Code", failure.error().name());
        xml.element("Message", failure.text());
        failure.details().forEach(xml::element);
        xml.element("Resource", resource);
        xml.element("RequestId", requestId);
        xml.element("HostId", hostId);
        return xml.close("Error").toBytes();
    }
}
