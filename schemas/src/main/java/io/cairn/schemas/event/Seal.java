package io.cairn.schemas.event;

import java.util.Arrays;
import java.util.Collections;
import java.util.SortedMap;
import java.util.TreeMap;

/// What is needed, beside the key that [Encryption] names, to read the bytes of an encrypted blob.
/// `sealedKey` is the data key, sealed by that key; it is empty if the client brings the key.
/// `parameters` is what else the scheme needs, such as an encryption context.
public record Seal(byte[] sealedKey, SortedMap<String, String> parameters) {
    public Seal {
        sealedKey = sealedKey.clone();
        parameters = Collections.unmodifiableSortedMap(new TreeMap<>(parameters));
    }

    @Override
    public byte[] sealedKey() {
        return sealedKey.clone();
    }

    @Override
    public boolean equals(Object other) {
        return other instanceof Seal that
                && Arrays.equals(sealedKey, that.sealedKey)
                && parameters.equals(that.parameters);
    }

    @Override
    public int hashCode() {
        return 31 * Arrays.hashCode(sealedKey) + parameters.hashCode();
    }

    @Override
    public String toString() {
        return "a sealed key of " + sealedKey.length + " bytes";
    }
}
