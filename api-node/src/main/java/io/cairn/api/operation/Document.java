package io.cairn.api.operation;

import io.cairn.api.xml.XmlElement;

/// The XML of a request. Its memory counts against the budget until this is closed.
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
