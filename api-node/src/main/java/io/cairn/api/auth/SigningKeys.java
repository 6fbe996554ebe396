package io.cairn.api.auth;

import com.github.benmanes.caffeine.cache.Cache;
import com.github.benmanes.caffeine.cache.Caffeine;

/// A cache of derived keys: deriving one takes four HMACs.
final class SigningKeys {
    private static final int KEYS_MAX = 1000;

    private final Cache<Origin, SigningKey> keys =
            Caffeine.newBuilder().maximumSize(KEYS_MAX).build();

    SigningKey get(String secret, String date, String region) {
        return keys.get(
                new Origin(secret, date, region),
                origin -> SigningKey.derive(origin.secret, origin.date, origin.region));
    }

    /// What a key is derived from.
    private record Origin(String secret, String date, String region) {
        @Override
        public String toString() {
            return "Origin[" + date + ", " + region + "]";
        }
    }
}
