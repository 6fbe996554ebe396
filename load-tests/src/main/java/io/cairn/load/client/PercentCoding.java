package io.cairn.load.client;

import java.nio.charset.StandardCharsets;

/// Percent encoding as SigV4 wants it: everything but letters, digits and `-_.~` as UTF-8 bytes.
final class PercentCoding {
    private static final char[] HEX = "0123456789ABCDEF".toCharArray();

    private PercentCoding() {}

    /// Encodes an object key for a path: slashes stay.
    static String path(String key) {
        return encode(key, true);
    }

    /// Encodes a query parameter's name or value: slashes are encoded too.
    static String query(String value) {
        return encode(value, false);
    }

    private static String encode(String text, boolean keepSlash) {
        StringBuilder out = new StringBuilder(text.length() + 16);
        for (byte value : text.getBytes(StandardCharsets.UTF_8)) {
            if (isUnreserved(value) || (keepSlash && value == '/')) {
                out.append((char) value);
            } else {
                out.append('%').append(HEX[(value >> 4) & 15]).append(HEX[value & 15]);
            }
        }
        return out.toString();
    }

    private static boolean isUnreserved(byte value) {
        return (value >= 'a' && value <= 'z')
                || (value >= 'A' && value <= 'Z')
                || (value >= '0' && value <= '9')
                || value == '-'
                || value == '_'
                || value == '.'
                || value == '~';
    }
}
