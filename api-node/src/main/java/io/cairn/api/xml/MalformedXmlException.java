package io.cairn.api.xml;

/// The client sent text that is no XML, or XML that is not accepted.
public final class MalformedXmlException extends RuntimeException {
    private static final long serialVersionUID = 1;

    MalformedXmlException(String message) {
        super(message);
    }
}
