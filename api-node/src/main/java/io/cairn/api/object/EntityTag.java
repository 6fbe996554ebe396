package io.cairn.api.object;

/// ETags in headers: quoted, weak, or bare as many clients send them.
public final class EntityTag {
    /// Stands for any ETag.
    static final String ANY = "*";

    private EntityTag() {}

    /// An ETag without quotes and without the mark of a weak one.
    public static String bare(String text) {
        String tag = text.strip();
        if (tag.startsWith("W/")) {
            tag = tag.substring(2);
        }
        boolean quoted = tag.length() >= 2 && tag.startsWith("\"") && tag.endsWith("\"");
        return quoted ? tag.substring(1, tag.length() - 1) : tag;
    }

    /// An ETag as it stands in headers and XML.
    public static String quoted(String etag) {
        return '"' + etag + '"';
    }

    /// Whether a list of ETags, as in If-Match, holds this one.
    static boolean listHolds(String list, String etag) {
        for (String item : list.split(",")) {
            String bare = bare(item);
            if (bare.equals(ANY) || bare.equals(etag)) {
                return true;
            }
        }
        return false;
    }
}
