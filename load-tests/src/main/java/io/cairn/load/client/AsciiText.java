package io.cairn.load.client;

import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.util.Arrays;
import javax.crypto.Mac;

/// A growing run of ASCII bytes, used again for each request so that none makes garbage.
final class AsciiText {
    private static final byte[] HEX = "0123456789abcdef".getBytes(StandardCharsets.US_ASCII);

    private byte[] bytes = new byte[1024];
    private int length;

    AsciiText clear() {
        length = 0;
        return this;
    }

    AsciiText add(String text) {
        int count = text.length();
        reserve(count);
        for (int i = 0; i < count; i++) {
            bytes[length + i] = (byte) text.charAt(i);
        }
        length += count;
        return this;
    }

    AsciiText add(byte[] text) {
        reserve(text.length);
        System.arraycopy(text, 0, bytes, length, text.length);
        length += text.length;
        return this;
    }

    AsciiText add(char single) {
        reserve(1);
        bytes[length++] = (byte) single;
        return this;
    }

    /// Adds bytes as lower-case hexadecimal digits.
    AsciiText addHex(byte[] values) {
        reserve(values.length * 2);
        for (byte value : values) {
            bytes[length++] = HEX[(value >> 4) & 15];
            bytes[length++] = HEX[value & 15];
        }
        return this;
    }

    byte[] digest(MessageDigest digest) {
        digest.update(bytes, 0, length);
        return digest.digest();
    }

    byte[] sign(Mac mac) {
        mac.update(bytes, 0, length);
        return mac.doFinal();
    }

    int length() {
        return length;
    }

    /// The array that holds the first `length()` bytes; good until the next change.
    byte[] array() {
        return bytes;
    }

    @Override
    public String toString() {
        return new String(bytes, 0, length, StandardCharsets.US_ASCII);
    }

    private void reserve(int count) {
        if (length + count > bytes.length) {
            bytes = Arrays.copyOf(bytes, Math.max(bytes.length * 2, length + count));
        }
    }
}
