package io.cairn.schemas.event;

import java.util.Arrays;
import java.util.Collections;
import java.util.SortedMap;
import java.util.TreeMap;

/// How the bytes of an object are encrypted. `scheme` is S3's own word: `AES256`, `aws:kms`,
/// `aws:kms:dsse`, or `SSE-C` for a key that the client brings. `sealedKey` is the data key, sealed
/// by key `keyId`; it is empty for `SSE-C`, where `keyId` is a digest by which the client's key is
/// recognised. `parameters` is what else the scheme needs, such as an encryption context.
public record Encryption(
        String scheme, String keyId, byte[] sealedKey, SortedMap<String, String> parameters) {
    public Encryption {
        sealedKey = sealedKey.clone();
        parameters = Collections.unmodifiableSortedMap(new TreeMap<>(parameters));
    }

    @Override
    public byte[] sealedKey() {
        return sealedKey.clone();
    }

    @Override
    public boolean equals(Object other) {
        return other instanceof Encryption that
                && scheme.equals(that.scheme)
                && keyId.equals(that.keyId)
                && Arrays.equals(sealedKey, that.sealedKey)
                && parameters.equals(that.parameters);
    }

    @Override
    public int hashCode() {
        return 31 * (31 * scheme.hashCode() + keyId.hashCode()) + Arrays.hashCode(sealedKey);
    }

    @Override
    public String toString() {
        return scheme + " with key " + keyId;
    }
}
