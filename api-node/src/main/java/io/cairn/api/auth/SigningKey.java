package io.cairn.api.auth;

import java.nio.charset.StandardCharsets;
import java.security.GeneralSecurityException;
import java.util.HexFormat;
import javax.crypto.Mac;
import javax.crypto.spec.SecretKeySpec;

/// A key derived from a secret for one day and region. Safe for use by many threads.
public final class SigningKey {
    private static final String HMAC = "HmacSHA256";

    private final SecretKeySpec key;

    private SigningKey(byte[] key) {
        this.key = new SecretKeySpec(key, HMAC);
    }

    /// Derives the key for S3.
    static SigningKey derive(String secret, String date, String region) {
        byte[] key = ("AWS4" + secret).getBytes(StandardCharsets.UTF_8);
        for (String step : new String[] {date, region, CredentialScope.SERVICE}) {
            key = hmac(new SecretKeySpec(key, HMAC), step);
        }
        return new SigningKey(hmac(new SecretKeySpec(key, HMAC), CredentialScope.TERMINATOR));
    }

    /// The signature of a string to sign, in hex.
    String sign(String stringToSign) {
        return HexFormat.of().formatHex(hmac(key, stringToSign));
    }

    private static byte[] hmac(SecretKeySpec key, String text) {
        try {
            Mac mac = Mac.getInstance(HMAC);
            mac.init(key);
            return mac.doFinal(text.getBytes(StandardCharsets.UTF_8));
        } catch (GeneralSecurityException e) {
            throw new IllegalStateException(e);
        }
    }
}
