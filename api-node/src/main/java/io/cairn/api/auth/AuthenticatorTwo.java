package io.cairn.api.auth;

import io.cairn.api.auth.Credentials.AccessKey;
import io.cairn.api.error.S3Error;
import io.cairn.api.request.HttpDate;
import io.cairn.api.request.ParametersAsHeaders;
import io.cairn.api.request.Query;
import io.cairn.api.request.Target;
import io.cairn.platform.http.HttpRequest;
import java.nio.charset.StandardCharsets;
import java.security.GeneralSecurityException;
import java.security.MessageDigest;
import java.time.Clock;
import java.time.Instant;
import java.util.Base64;
import java.util.List;
import java.util.OptionalLong;
import java.util.Set;
import javax.crypto.Mac;
import javax.crypto.spec.SecretKeySpec;

/// Verifies signatures of version 2, which old clients make, and boto3 for URLs unless it is told
/// otherwise. Safe for many threads.
final class AuthenticatorTwo {
    private static final String HMAC = "HmacSHA1";
    private static final String HASH_HEADER = "x-amz-content-sha256";

    private final Credentials credentials;
    private final List<String> domains;
    private final Clock clock;

    AuthenticatorTwo(Credentials credentials, List<String> domains, Clock clock) {
        this.credentials = credentials;
        this.domains = List.copyOf(domains);
        this.clock = clock;
    }

    /// Proves who sends a request, or throws the S3 error that says why that cannot be.
    Authentication authenticate(PresentedSignatureTwo presented, HttpRequest request, Query query) {
        AccessKey key =
                credentials
                        .find(presented.accessKeyId())
                        .orElseThrow(() ->
                                S3Error.InvalidAccessKeyId.exception()
                                        .with("AWSAccessKeyId", presented.accessKeyId()));
        OptionalLong signed = checkTime(presented, request);
        Set<String> forms =
                new StringToSignTwo(
                                request, query, presented, Target.hostedBucket(request, domains))
                        .forms();
        if (forms.stream().noneMatch(form -> equal(sign(key, form), presented.signature()))) {
            throw S3Error.SignatureDoesNotMatch.exception()
                    .with("AWSAccessKeyId", key.id())
                    .with("StringToSign", forms.iterator().next())
                    .with("SignatureProvided", presented.signature());
        }
        return new Authentication(
                new Identity(key.id(), key.principal(), signed),
                request.header(HASH_HEADER)
                        .map(BodySigning::parseUnchained)
                        .orElseGet(BodySigning.Unsigned::new),
                presented.presigned()
                        ? ParametersAsHeaders.Which.AMZ_AND_CONTENT
                        : ParametersAsHeaders.Which.NONE);
    }

    /// Checks the times of a signature and returns when it was made, if it says so.
    private OptionalLong checkTime(PresentedSignatureTwo presented, HttpRequest request) {
        Instant now = clock.instant();
        if (!presented.presigned()) {
            String sent = request.header("x-amz-date").orElse(presented.date());
            long signed =
                    HttpDate.parse(sent)
                            .orElseGet(() ->
                                    SignedTime.parse(sent)
                                            .orElseThrow(SignedTime::missing)
                                            .toEpochMilli());
            SignedTime.requireNear(Instant.ofEpochMilli(signed), sent, now);
            return OptionalLong.of(signed);
        }
        if (now.getEpochSecond() > presented.expiresEpochSeconds().getAsLong()) {
            throw S3Error.AccessDenied.exception("Request has expired")
                    .with("Expires", presented.date())
                    .with("ServerTime", now.toString());
        }
        return OptionalLong.empty();
    }

    private static String sign(AccessKey key, String text) {
        try {
            Mac mac = Mac.getInstance(HMAC);
            mac.init(new SecretKeySpec(key.secret().getBytes(StandardCharsets.UTF_8), HMAC));
            byte[] signature = mac.doFinal(text.getBytes(StandardCharsets.ISO_8859_1));
            return Base64.getEncoder().encodeToString(signature);
        } catch (GeneralSecurityException e) {
            throw new IllegalStateException(e);
        }
    }

    private static boolean equal(String expected, String given) {
        return MessageDigest.isEqual(
                expected.getBytes(StandardCharsets.US_ASCII),
                given.getBytes(StandardCharsets.UTF_8));
    }
}
