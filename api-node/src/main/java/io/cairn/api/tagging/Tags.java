package io.cairn.api.tagging;

import io.cairn.api.error.S3Error;
import io.cairn.api.error.S3Exception;
import io.cairn.api.operation.S3Request;
import io.cairn.api.request.Query;
import io.cairn.api.xml.XmlElement;
import io.cairn.api.xml.XmlWriter;
import io.cairn.schemas.event.ObjectAttributes;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.SortedMap;
import java.util.TreeMap;
import java.util.regex.Pattern;

/// Tags as clients write them, checked: by key, with lengths as S3 counts them (UTF-16).
public final class Tags {
    /// The header that gives a new object its tags.
    public static final String HEADER = "x-amz-tagging";

    private static final Pattern PLAIN = Pattern.compile("[\\p{L}\\p{Z}\\p{N}_.:/=+\\-@]*");
    private static final String RESERVED = "aws:";

    private Tags() {}

    /// How many tags something may have, and what S3 says if there are more.
    enum Limit {
        OBJECT(ObjectAttributes.TAGS_MAX, "Object tags cannot be greater than 10"),
        BUCKET(50, "Bucket tag count cannot be greater than 50");

        private final int tagsMax;
        private final String words;

        Limit(int tagsMax, String words) {
            this.tagsMax = tagsMax;
            this.words = words;
        }
    }

    /// The tags in a header that is written like a query; none if there is no header. Throws
    /// InvalidArgument, InvalidTag or BadRequest.
    public static SortedMap<String, String> ofHeader(S3Request request) {
        SortedMap<String, String> tags = new TreeMap<>();
        String header = String.join("&", request.http().headers(HEADER));
        for (Query.Parameter parameter : parse(header).parameters()) {
            if (tags.put(parameter.name(), parameter.value()) != null) {
                throw malformed(header);
            }
            check(parameter.name(), parameter.value());
        }
        requireAtMost(Limit.OBJECT, tags.size());
        return tags;
    }

    private static Query parse(String header) {
        try {
            return Query.parse(header);
        } catch (S3Exception e) { // What is no query.
            throw malformed(header);
        }
    }

    private static S3Exception malformed(String header) {
        return S3Error.InvalidArgument.exception(
                        "The header 'x-amz-tagging' shall be encoded as UTF-8 then URLEncoded URL"
                                + " query parameters without tag name duplicates.")
                .with("ArgumentName", HEADER)
                .with("ArgumentValue", header);
    }

    /// The tags in a document. Throws MalformedXML, InvalidTag or BadRequest.
    static SortedMap<String, String> of(XmlElement document, Limit limit) {
        List<XmlElement> sets = document.children("TagSet");
        if (!document.name().equals("Tagging") || sets.size() != 1 || hasOthers(document, 1)) {
            throw S3Error.MalformedXML.exception();
        }
        List<XmlElement> elements = sets.getFirst().children();
        requireAtMost(limit, elements.size());
        SortedMap<String, String> tags = new TreeMap<>();
        for (XmlElement element : elements) {
            String key = text(element, "Key");
            String value = text(element, "Value");
            check(key, value);
            if (tags.put(key, value) != null) {
                throw S3Error.InvalidTag.exception("Cannot provide multiple Tags with the same key")
                        .with("TagKey", key);
            }
        }
        return tags;
    }

    /// Whether an element has more children than it may have, which are known then.
    private static boolean hasOthers(XmlElement element, int known) {
        return element.children().size() > known;
    }

    private static String text(XmlElement tag, String name) {
        List<XmlElement> texts = tag.children(name);
        if (!tag.name().equals("Tag")
                || texts.size() != 1
                || hasOthers(tag, 2)
                || !texts.getFirst().children().isEmpty()) {
            throw S3Error.MalformedXML.exception();
        }
        return texts.getFirst().text();
    }

    private static void requireAtMost(Limit limit, int tags) {
        if (tags > limit.tagsMax) {
            throw S3Error.BadRequest.exception(limit.words);
        }
    }

    private static void check(String key, String value) {
        if (key.isEmpty() || key.length() > ObjectAttributes.TAG_KEY_CHARS_MAX || !isPlain(key)) {
            throw S3Error.InvalidTag.exception("The TagKey you have provided is invalid")
                    .with("TagKey", key);
        }
        if (value.length() > ObjectAttributes.TAG_VALUE_CHARS_MAX || !isPlain(value)) {
            throw S3Error.InvalidTag.exception("The TagValue you have provided is invalid")
                    .with("TagKey", key)
                    .with("TagValue", value);
        }
        if (key.toLowerCase(Locale.ROOT).startsWith(RESERVED)) {
            throw S3Error.InvalidTag.exception("Your TagKey cannot be prefixed with aws:")
                    .with("TagKey", key);
        }
    }

    /// Whether a text has only letters, numbers and spaces of any script, and a few other signs.
    private static boolean isPlain(String text) {
        return PLAIN.matcher(text).matches();
    }

    /// The document that shows tags.
    static XmlWriter write(Map<String, String> tags) {
        XmlWriter xml = new XmlWriter().openRoot("Tagging").open("TagSet");
        tags.forEach((key, value) ->
                xml.open("Tag").element("Key", key).element("Value", value).close("Tag"));
        return xml.close("TagSet").close("Tagging");
    }
}
