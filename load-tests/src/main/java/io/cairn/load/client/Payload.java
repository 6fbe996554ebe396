package io.cairn.load.client;

import java.nio.ByteBuffer;
import java.security.MessageDigest;
import java.util.HexFormat;
import java.util.List;

/// The body of a request, and what the signature says of it.
public record Payload(List<ByteBuffer> slices, String hash) {
    private static final String UNSIGNED = "UNSIGNED-PAYLOAD";

    /// No body.
    public static final Payload NONE = hashed(List.of());

    public Payload {
        slices = List.copyOf(slices);
    }

    /// A body whose bytes the signature does not cover.
    public static Payload unsigned(List<ByteBuffer> slices) {
        return new Payload(slices, UNSIGNED);
    }

    /// A body whose SHA-256 is signed.
    public static Payload hashed(List<ByteBuffer> slices) {
        MessageDigest digest = Hashes.sha256();
        slices.forEach(slice -> digest.update(slice.duplicate()));
        return new Payload(slices, HexFormat.of().formatHex(digest.digest()));
    }

    long length() {
        long length = 0;
        for (ByteBuffer slice : slices) {
            length += slice.remaining();
        }
        return length;
    }
}
