package io.cairn.api.xml;

/// Checks a document before it is parsed. The parser compares each namespace declaration of a tag
/// with all earlier ones, so it takes a minute for a tag that fills a document. No document of S3
/// needs long tags, very many tags, or tags with more than a few attributes.
final class Markup {
    private static final int TAG_CHARS_MAX = 4096;
    private static final int ATTRIBUTES_MAX = 16;

    /// The maximum of start and end tags: 10,000 parts with all checksums have half as many.
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

    /// Skips to the first character behind `end`, or to the end of the document if `end` is
    /// missing: the parser refuses that.
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
