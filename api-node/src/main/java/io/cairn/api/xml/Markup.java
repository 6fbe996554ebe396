package io.cairn.api.xml;

/// Looks over a document before it is parsed. The parser compares each namespace that a tag
/// declares with those that it declares before, and so takes a minute for a tag that fills a
/// document. No document of S3's needs tags with more than a few attributes, or long ones, or very
/// many.
final class Markup {
    private static final int TAG_CHARS_MAX = 4096;
    private static final int ATTRIBUTES_MAX = 16;

    /// Beginnings and ends of elements: 10,000 parts with all checksums have half as many.
    private static final int TAGS_MAX = 500_000;

    private final String document;
    private int at;
    private int tags;

    private Markup(String document) {
        this.document = document;
    }

    /// Throws [MalformedXmlException] for a document with a tag beyond the limits, or with a
    /// document type.
    static void check(String document) {
        Markup markup = new Markup(document);
        while ((markup.at = document.indexOf('<', markup.at)) >= 0) {
            markup.skip();
        }
    }

    private void skip() {
        if (document.startsWith("<!--", at)) {
            skipBehind("-->", 4);
        } else if (document.startsWith("<![CDATA[", at)) {
            skipBehind("]]>", 9);
        } else if (document.startsWith("<?", at)) {
            skipBehind("?>", 2);
        } else if (document.startsWith("<!", at)) {
            throw new MalformedXmlException("document type");
        } else {
            skipTag();
        }
    }

    /// What is not ended is for the parser to refuse.
    private void skipBehind(String end, int from) {
        int found = document.indexOf(end, at + from);
        at = found < 0 ? document.length() : found + end.length();
    }

    private void skipTag() {
        if (++tags > TAGS_MAX) {
            throw new MalformedXmlException("too many elements");
        }
        int start = at;
        int attributes = 0;
        char quote = 0;
        for (at++; at < document.length(); at++) {
            char c = document.charAt(at);
            if (quote != 0) {
                quote = c == quote ? 0 : quote;
            } else if (c == '>') {
                return;
            } else if (c == '"' || c == '\'') {
                quote = c;
                attributes++;
            }
            if (attributes > ATTRIBUTES_MAX || at - start > TAG_CHARS_MAX) {
                throw new MalformedXmlException("a tag that is too long");
            }
        }
    }
}
