package io.cairn.api.object;

import java.nio.ByteBuffer;
import java.nio.charset.CharacterCodingException;
import java.nio.charset.StandardCharsets;
import java.util.Base64;

/// Text in headers that is not ASCII: `=?UTF-8?B?base64?=` (RFC 2047), the form in which S3 shows
/// user metadata. Bytes that are no UTF-8 are taken for Latin-1. The form has no limit of 75
/// characters here, as in S3: clients decode one word, and few put several together.
final class EncodedWord {
    private static final String BEGIN = "=?UTF-8?B?";
    private static final String END = "?=";
    private static final char ASCII_MAX = '~';

    private EncodedWord() {}

    /// The text of a header as it is shown. Each character of `value` stands for one byte of the
    /// request. ASCII is not encoded.
    static String of(String value) {
        if (value.chars().allMatch(c -> c <= ASCII_MAX)) {
            return value;
        }
        byte[] wire = value.getBytes(StandardCharsets.ISO_8859_1);
        byte[] text = isUtf8(wire) ? wire : value.getBytes(StandardCharsets.UTF_8);
        return BEGIN + Base64.getEncoder().encodeToString(text) + END;
    }

    private static boolean isUtf8(byte[] bytes) {
        try {
            StandardCharsets.UTF_8.newDecoder().decode(ByteBuffer.wrap(bytes));
            return true;
        } catch (CharacterCodingException e) {
            return false;
        }
    }
}
