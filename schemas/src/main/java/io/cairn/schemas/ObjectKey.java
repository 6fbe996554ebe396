package io.cairn.schemas;

import java.nio.charset.StandardCharsets;
import java.util.Arrays;

/// The key of an object: opaque text whose UTF-8 form is 1 to 1,024 bytes long. Ordered by those
/// bytes, as S3 orders keys, which is not the order of Java strings.
public record ObjectKey(String value) implements Comparable<ObjectKey> {
    /// The longest UTF-8 form S3 allows.
    public static final int BYTES_MAX = 1024;

    public ObjectKey {
        int length = value.getBytes(StandardCharsets.UTF_8).length;
        if (length == 0 || length > BYTES_MAX) {
            throw new IllegalArgumentException("object key of " + length + " bytes");
        }
    }

    /// The key as bytes.
    public byte[] utf8() {
        return value.getBytes(StandardCharsets.UTF_8);
    }

    @Override
    public int compareTo(ObjectKey other) {
        return Arrays.compareUnsigned(utf8(), other.utf8());
    }

    @Override
    public String toString() {
        return value;
    }
}
