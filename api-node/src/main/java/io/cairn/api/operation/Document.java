package io.cairn.api.operation;

import io.cairn.api.xml.XmlElement;

/// The XML of a request, with the memory that it takes until it is answered.
public record Document(byte[] bytes, Budget.Share share) implements AutoCloseable {
    /// The document, parsed.
    public XmlElement parse() {
        return XmlElement.parse(bytes);
    }

    @Override
    public void close() {
        share.close();
    }
}
