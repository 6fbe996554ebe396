package io.cairn.api.request;

import io.cairn.api.error.S3Error;
import java.nio.ByteBuffer;
import java.nio.charset.CharacterCodingException;
import java.nio.charset.StandardCharsets;
import java.util.BitSet;

/// Percent-encoding as the S3 protocol uses it: in URIs (`%20`), and as forms do (`+` for space) in
/// listings with `encoding-type=url`.
public final class PercentCoding {
    private static final BitSet UNRESERVED = unreserved();
    private static final char[] HEX = "0123456789ABCDEF".toCharArray();
    private static final int RAW_BYTE_MAX = 0xFF;

    private PercentCoding() {}

    /// Decodes text from a URI; `plusIsSpace` as in queries. Throws InvalidURI for a broken escape
    /// and for bytes that are not UTF-8.
    public static String decode(String raw, boolean plusIsSpace) {
        if (raw.indexOf('%') < 0 && isPlain(raw, plusIsSpace)) {
            return raw;
        }
        byte[] bytes = new byte[raw.length() * 3];
        int length = 0;
        for (int i = 0; i < raw.length(); i++) {
            char c = raw.charAt(i);
            if (c == '%') {
                bytes[length++] = (byte) escaped(raw, i);
                i += 2;
            } else if (c == '+' && plusIsSpace) {
                bytes[length++] = ' ';
            } else if (c <= RAW_BYTE_MAX) {
                bytes[length++] = (byte) c;
            } else {
                throw S3Error.InvalidURI.exception();
            }
        }
        return utf8(bytes, length);
    }

    /// Encodes all but unreserved characters; a slash is kept if `keepSlash`. The form that
    /// signatures are made over.
    public static void encode(String text, boolean keepSlash, StringBuilder to) {
        for (int i = 0; i < text.length(); i++) {
            char c = text.charAt(i);
            if (!UNRESERVED.get(c) && !(keepSlash && c == '/')) {
                encodeBytes(text, i, keepSlash, to);
                return;
            }
            to.append(c);
        }
    }

    /// Encodes as S3 does in listings: slashes, `*` and unreserved characters but `~` are kept,
    /// space becomes `+`.
    public static String formEncode(String text) {
        StringBuilder encoded = new StringBuilder(text.length() + 16);
        for (byte b : text.getBytes(StandardCharsets.UTF_8)) {
            char c = (char) (b & 0xFF);
            if (c == ' ') {
                encoded.append('+');
            } else if (c == '/' || c == '*' || (UNRESERVED.get(c) && c != '~')) {
                encoded.append(c);
            } else {
                appendEscape(b, encoded);
            }
        }
        return encoded.toString();
    }

    private static void encodeBytes(String text, int from, boolean keepSlash, StringBuilder to) {
        for (byte b : text.substring(from).getBytes(StandardCharsets.UTF_8)) {
            char c = (char) (b & 0xFF);
            if (UNRESERVED.get(c) || (keepSlash && c == '/')) {
                to.append(c);
            } else {
                appendEscape(b, to);
            }
        }
    }

    private static void appendEscape(byte b, StringBuilder to) {
        to.append('%').append(HEX[(b >> 4) & 0xF]).append(HEX[b & 0xF]);
    }

    private static boolean isPlain(String raw, boolean plusIsSpace) {
        for (int i = 0; i < raw.length(); i++) {
            char c = raw.charAt(i);
            if (c > '~' || (plusIsSpace && c == '+')) {
                return false;
            }
        }
        return true;
    }

    private static int escaped(String raw, int at) {
        if (at + 2 >= raw.length()) {
            throw S3Error.InvalidURI.exception();
        }
        int high = Character.digit(raw.charAt(at + 1), 16);
        int low = Character.digit(raw.charAt(at + 2), 16);
        if (high < 0 || low < 0) {
            throw S3Error.InvalidURI.exception();
        }
        return high << 4 | low;
    }

    private static String utf8(byte[] bytes, int length) {
        try {
            return StandardCharsets.UTF_8
                    .newDecoder()
                    .decode(ByteBuffer.wrap(bytes, 0, length))
                    .toString();
        } catch (CharacterCodingException e) {
            throw S3Error.InvalidURI.exception();
        }
    }

    private static BitSet unreserved() {
        BitSet set = new BitSet(128);
        set.set('A', 'Z' + 1);
        set.set('a', 'z' + 1);
        set.set('0', '9' + 1);
        "-._~".chars().forEach(set::set);
        return set;
    }
}
