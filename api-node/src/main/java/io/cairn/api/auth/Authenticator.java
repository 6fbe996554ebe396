package io.cairn.api.auth;

import io.cairn.api.auth.Credentials.AccessKey;
import io.cairn.api.error.S3Error;
import io.cairn.api.error.S3Exception;
import io.cairn.api.request.HttpDate;
import io.cairn.api.request.ParametersAsHeaders;
import io.cairn.api.request.Query;
import io.cairn.platform.http.HttpRequest;
import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.time.Clock;
import java.time.Instant;
import java.util.ArrayList;
import java.util.HexFormat;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.OptionalLong;
import java.util.function.Predicate;

/// Verifies the signature of requests. Anonymous requests are refused. Safe for many threads.
public final class Authenticator {
    private static final int DATE_CHARS = "uuuuMMdd".length();
    private static final String HASH_HEADER = "x-amz-content-sha256";
    private static final String TOKEN_HEADER = "x-amz-security-token";
    private static final String UNSIGNED = "UNSIGNED-PAYLOAD";

    private final Credentials credentials;
    private final Signatures signatures;
    private final Clock clock;
    private final SigningKeys signingKeys = new SigningKeys();
    private final AuthenticatorTwo versionTwo;

    /// `domains` are the names under which buckets are hosts: signatures of version 2 cover the
    /// bucket wherever it stands.
    public Authenticator(
            Credentials credentials, Signatures signatures, List<String> domains, Clock clock) {
        this.credentials = credentials;
        this.signatures = signatures;
        this.clock = clock;
        this.versionTwo = new AuthenticatorTwo(credentials, domains, clock);
    }

    /// Proves who sends a request, or throws the S3 error that says why that cannot be.
    public Authentication authenticate(HttpRequest request, Query query) {
        Optional<String> authorization = request.header("Authorization");
        boolean presigned = query.has("X-Amz-Algorithm") || query.has("X-Amz-Signature");
        boolean presignedTwo = PresentedSignatureTwo.isQuery(query);
        if ((authorization.isPresent() && (presigned || presignedTwo))
                || (presigned && presignedTwo)) {
            throw S3Error.InvalidArgument.exception(
                    "Only one auth mechanism allowed; only the X-Amz-Algorithm query parameter,"
                            + " Signature query string parameter or the Authorization header should"
                            + " be specified");
        }
        if (presignedTwo || authorization.filter(PresentedSignatureTwo::isHeader).isPresent()) {
            return authenticateTwo(request, query);
        }
        if (authorization.isPresent()) {
            return authenticate(
                    PresentedSignature.ofHeader(authorization.get(), request), request, query);
        }
        if (presigned) {
            return authenticate(PresentedSignature.ofQuery(query), request, query);
        }
        throw S3Error.AccessDenied.exception();
    }

    private Authentication authenticateTwo(HttpRequest request, Query query) {
        if (!signatures.versionTwo()) {
            throw PresentedSignature.unsupported(true);
        }
        refuseSessionToken(request, query);
        PresentedSignatureTwo presented =
                request.header("Authorization")
                        .map(authorization ->
                                PresentedSignatureTwo.ofHeader(authorization, request))
                        .orElseGet(() -> PresentedSignatureTwo.ofQuery(query));
        return versionTwo.authenticate(presented, request, query);
    }

    private Authentication authenticate(
            PresentedSignature presented, HttpRequest request, Query query) {
        checkScope(presented);
        refuseSessionToken(request, query);
        AccessKey key =
                credentials
                        .find(presented.scope().accessKeyId())
                        .orElseThrow(() ->
                                S3Error.InvalidAccessKeyId.exception()
                                        .with("AWSAccessKeyId", presented.scope().accessKeyId()));
        Instant signed = checkTime(presented);
        String timestamp = SignedTime.text(signed);
        String payloadHash = payloadHash(presented, request, query);
        checkSignedHeaders(presented, request);
        CanonicalRequest canonical =
                new CanonicalRequest(request, query, presented.signedHeaders(), payloadHash);
        String scope = timestamp + '\n' + presented.scope().text();
        SigningKey signingKey =
                signingKeys.get(key.secret(), presented.scope().date(), presented.scope().region());
        String usual = canonical.usual();
        Predicate<String> covered =
                form -> equal(signingKey.sign(stringToSign(scope, form)), presented.signature());
        if (!covered.test(usual) && canonical.others().stream().noneMatch(covered)) {
            throw S3Error.SignatureDoesNotMatch.exception()
                    .with("AWSAccessKeyId", key.id())
                    .with("StringToSign", stringToSign(scope, usual))
                    .with("SignatureProvided", presented.signature())
                    .with("CanonicalRequest", usual);
        }
        ChunkSigning chunks =
                new ChunkSigning(
                        signingKey, timestamp, presented.scope().text(), presented.signature());
        return new Authentication(
                new Identity(key.id(), key.principal(), OptionalLong.of(signed.toEpochMilli())),
                bodySigning(presented, request, payloadHash, chunks),
                ParametersAsHeaders.Which.AMZ);
    }

    /// How the body is signed. A presigned URL usually covers no body. If the client sends a hash
    /// anyway, the hash is compared.
    private static BodySigning bodySigning(
            PresentedSignature presented,
            HttpRequest request,
            String payloadHash,
            ChunkSigning chunks) {
        BodySigning signed = BodySigning.parse(payloadHash, chunks);
        Optional<String> sent = request.header(HASH_HEADER);
        if (!presented.presigned() || sent.isEmpty()) {
            return signed;
        }
        BodySigning meant = BodySigning.parse(sent.get(), chunks);
        if (signed instanceof BodySigning.Unsigned) {
            return meant;
        }
        if (signed instanceof BodySigning.Hashed(String hash)
                && meant instanceof BodySigning.Hashed(String other)
                && !hash.equalsIgnoreCase(other)) {
            throw S3Error.XAmzContentSHA256Mismatch.exception()
                    .with("ClientComputedContentSHA256", other)
                    .with("S3ComputedContentSHA256", hash);
        }
        return signed;
    }

    private static String stringToSign(String scope, String canonicalRequest) {
        return PresentedSignature.ALGORITHM + '\n' + scope + '\n' + sha256Hex(canonicalRequest);
    }

    private void checkScope(PresentedSignature presented) {
        CredentialScope scope = presented.scope();
        if (!scope.service().equals(CredentialScope.SERVICE)) {
            throw presented.wrong(
                    "incorrect service \"" + scope.service() + "\"; expecting \"s3\"");
        }
        if (!scope.terminator().equals(CredentialScope.TERMINATOR)) {
            throw presented.wrong("incorrect terminal; expecting \"aws4_request\"");
        }
        if (!signatures.region().takes(scope.region())) {
            String expected = signatures.region().name();
            throw presented
                    .wrong(
                            "the region '%s' is wrong; expecting '%s'"
                                    .formatted(scope.region(), expected))
                    .with("Region", expected);
        }
    }

    private static void refuseSessionToken(HttpRequest request, Query query) {
        if (request.header(TOKEN_HEADER).isPresent()
                || query.parameters().stream()
                        .anyMatch(parameter -> parameter.name().equalsIgnoreCase(TOKEN_HEADER))) {
            throw S3Error.InvalidToken.exception();
        }
    }

    /// Checks the times of a signature and returns when it was made.
    private Instant checkTime(PresentedSignature presented) {
        Instant signed = instant(presented);
        String timestamp = SignedTime.text(signed);
        if (!timestamp.substring(0, DATE_CHARS).equals(presented.scope().date())) {
            throw presented.wrong(
                    "Invalid credential date \""
                            + presented.scope().date()
                            + "\". This date is not the same as X-Amz-Date: \""
                            + presented.timestamp()
                            + "\".");
        }
        Instant now = clock.instant();
        if (presented.presigned()) {
            checkExpiry(presented, signed, now);
        } else {
            SignedTime.requireNear(signed, presented.timestamp(), now);
        }
        return signed;
    }

    private static void checkExpiry(PresentedSignature presented, Instant signed, Instant now) {
        if (signed.isAfter(now.plus(SignedTime.SKEW_MAX))) {
            throw S3Error.AccessDenied.exception("Request is not valid yet");
        }
        Instant expires = signed.plusSeconds(presented.expiresSeconds().orElse(0L));
        if (now.isAfter(expires)) {
            throw S3Error.AccessDenied.exception("Request has expired")
                    .with("Expires", expires.toString())
                    .with("ServerTime", now.toString());
        }
    }

    private static Instant instant(PresentedSignature presented) {
        Optional<Instant> signed = SignedTime.parse(presented.timestamp());
        if (signed.isPresent()) {
            return signed.get();
        }
        if (presented.presigned()) {
            throw S3Error.AuthorizationQueryParametersError.exception(
                    "X-Amz-Date must be in the ISO8601 Long Format \"yyyyMMdd'T'HHmmss'Z'\"");
        }
        return Instant.ofEpochMilli(
                HttpDate.parse(presented.timestamp()).orElseThrow(SignedTime::missing));
    }

    private static String payloadHash(
            PresentedSignature presented, HttpRequest request, Query query) {
        Optional<String> header = request.header(HASH_HEADER);
        if (presented.presigned()) {
            Optional<String> signed =
                    presented.signedHeaders().contains(HASH_HEADER) ? header : Optional.empty();
            return query.value("X-Amz-Content-Sha256").or(() -> signed).orElse(UNSIGNED);
        }
        return header.orElseThrow(() ->
                S3Error.InvalidRequest.exception(
                        "Missing required header for this request: x-amz-content-sha256"));
    }

    private static void checkSignedHeaders(PresentedSignature presented, HttpRequest request) {
        List<String> missing = new ArrayList<>();
        if (!presented.signedHeaders().contains("host")) {
            missing.add("host");
        }
        for (String name : request.headerNames()) {
            String lower = name.toLowerCase(Locale.ROOT);
            boolean exempt = presented.presigned() && lower.equals(HASH_HEADER);
            if (lower.startsWith("x-amz-")
                    && !exempt
                    && !presented.signedHeaders().contains(lower)) {
                missing.add(lower);
            }
        }
        if (!missing.isEmpty()) {
            throw unsigned(missing);
        }
    }

    private static S3Exception unsigned(List<String> missing) {
        return S3Error.AccessDenied.exception(
                        "There were headers present in the request which were not signed")
                .with("HeadersNotSigned", String.join(", ", missing));
    }

    private static boolean equal(String expected, String given) {
        return MessageDigest.isEqual(
                expected.getBytes(StandardCharsets.US_ASCII),
                given.getBytes(StandardCharsets.UTF_8));
    }

    private static String sha256Hex(String text) {
        try {
            MessageDigest sha256 = MessageDigest.getInstance("SHA-256");
            return HexFormat.of()
                    .formatHex(sha256.digest(text.getBytes(StandardCharsets.ISO_8859_1)));
        } catch (NoSuchAlgorithmException e) {
            throw new IllegalStateException(e);
        }
    }
}
