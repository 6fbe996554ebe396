package io.cairn.api.xml;

/// What a client sent is no XML document that is taken.
public final class MalformedXmlException extends RuntimeException {
    private static final long serialVersionUID = 1;

    MalformedXmlException(String message) {
        super(message);
    }
}
