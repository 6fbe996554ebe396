package io.cairn.api.xml;

import java.nio.charset.StandardCharsets;

/// Builds an XML document. Elements are opened and closed in order; nothing checks that they match.
/// Characters that XML 1.0 forbids become references (`&#x1;`), as in S3's own answers.
public final class XmlWriter {
    private static final String DECLARATION = "<?xml version=\"1.0\" encoding=\"UTF-8\"?>\n";
    private static final String NAMESPACE = " xmlns=\"http://s3.amazonaws.com/doc/2006-03-01/\"";
    private static final int FIRST_PRINTABLE = 0x20;

    private final StringBuilder text;

    /// An empty document with the XML declaration.
    public XmlWriter() {
        this.text = new StringBuilder(1024).append(DECLARATION);
    }

    /// Opens an element in S3's namespace, the root.
    public XmlWriter openRoot(String name) {
        text.append('<').append(name).append(NAMESPACE).append('>');
        return this;
    }

    /// Opens an element.
    public XmlWriter open(String name) {
        text.append('<').append(name).append('>');
        return this;
    }

    /// Opens an element that names an XML Schema type, as grantees have it.
    public XmlWriter openTyped(String name, String type) {
        text.append('<')
                .append(name)
                .append(" xmlns:xsi=\"http://www.w3.org/2001/XMLSchema-instance\" xsi:type=\"")
                .append(type)
                .append("\">");
        return this;
    }

    /// Closes an element.
    public XmlWriter close(String name) {
        text.append("</").append(name).append('>');
        return this;
    }

    /// Text within the open element.
    public XmlWriter text(String value) {
        escape(value);
        return this;
    }

    /// An element that holds text.
    public XmlWriter element(String name, String value) {
        open(name);
        escape(value);
        return close(name);
    }

    /// An element that holds a number.
    public XmlWriter element(String name, long value) {
        open(name);
        text.append(value);
        return close(name);
    }

    /// An element that holds true or false.
    public XmlWriter element(String name, boolean value) {
        open(name);
        text.append(value);
        return close(name);
    }

    /// An element with all that it holds, without attributes. Text between elements is left out.
    public XmlWriter tree(XmlElement element) {
        open(element.name());
        return content(element).close(element.name());
    }

    /// The same as the root, in S3's namespace.
    public XmlWriter root(XmlElement element) {
        openRoot(element.name());
        return content(element).close(element.name());
    }

    private XmlWriter content(XmlElement element) {
        if (element.children().isEmpty()) {
            return text(element.text());
        }
        element.children().forEach(this::tree);
        return this;
    }

    /// The document.
    public byte[] toBytes() {
        return text.toString().getBytes(StandardCharsets.UTF_8);
    }

    private void escape(String value) {
        int plain = 0;
        for (int i = 0; i < value.length(); i++) {
            char c = value.charAt(i);
            if (isPlain(c)) {
                continue;
            }
            text.append(value, plain, i);
            appendReference(c);
            plain = i + 1;
        }
        text.append(value, plain, value.length());
    }

    private static boolean isPlain(char c) {
        return switch (c) {
            case '&', '<', '>', '"', '\uFFFE', '\uFFFF' -> false;
            case '\t', '\n' -> true;
            default -> c >= FIRST_PRINTABLE;
        };
    }

    private void appendReference(char c) {
        switch (c) {
            case '&' -> text.append("&amp;");
            case '<' -> text.append("&lt;");
            case '>' -> text.append("&gt;");
            case '"' -> text.append("&quot;");
            case '\r' -> text.append("&#13;");
            default -> text.append("&#x").append(Integer.toHexString(c)).append(';');
        }
    }
}
