package io.cairn.api.auth;

import io.cairn.api.error.S3Error;
import io.cairn.api.error.S3Exception;
import io.cairn.api.request.Decimal;
import io.cairn.api.request.Query;
import io.cairn.platform.http.HttpRequest;
import java.util.HashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;

/// A signature as a request presents it, not yet verified. `expiresSeconds` is empty unless it
/// stands in the query.
record PresentedSignature(
        CredentialScope scope,
        String timestamp,
        List<String> signedHeaders,
        String signature,
        Optional<Long> expiresSeconds) {
    static final String ALGORITHM = "AWS4-HMAC-SHA256";
    private static final long EXPIRES_MAX_SECONDS = 604_800;

    PresentedSignature {
        signedHeaders = List.copyOf(signedHeaders);
    }

    boolean presigned() {
        return expiresSeconds.isPresent();
    }

    /// Reads the Authorization header.
    static PresentedSignature ofHeader(String authorization, HttpRequest request) {
        if (!authorization.startsWith(ALGORITHM)) {
            throw unsupported(false);
        }
        Map<String, String> fields = new HashMap<>();
        for (String field : authorization.substring(ALGORITHM.length()).split(",", -1)) {
            int equals = field.indexOf('=');
            if (equals < 0) {
                throw malformed("the header is not a list of assignments");
            }
            fields.put(field.substring(0, equals).strip(), field.substring(equals + 1).strip());
        }
        String date =
                request.header("x-amz-date")
                        .or(() -> request.header("Date"))
                        .orElseThrow(() ->
                                S3Error.AccessDenied.exception(
                                        "AWS authentication requires a valid Date or"
                                                + " x-amz-date header"));
        return new PresentedSignature(
                CredentialScope.parse(field(fields, "Credential"))
                        .orElseThrow(() ->
                                malformed(
                                        "the Credential is mal-formed; expecting"
                                                + " \"<YOUR-AKID>/YYYYMMDD/REGION/SERVICE/aws4_request\"")),
                date,
                headers(field(fields, "SignedHeaders")),
                field(fields, "Signature"),
                Optional.empty());
    }

    /// Reads the query of a presigned URL.
    static PresentedSignature ofQuery(Query query) {
        if (!query.text("X-Amz-Algorithm").equals(ALGORITHM)) {
            throw badQuery("X-Amz-Algorithm only supports \"AWS4-HMAC-SHA256\"");
        }
        for (String name :
                List.of(
                        "X-Amz-Credential",
                        "X-Amz-Date",
                        "X-Amz-Expires",
                        "X-Amz-SignedHeaders",
                        "X-Amz-Signature")) {
            if (query.text(name).isEmpty()) {
                throw badQuery(
                        "Query-string authentication version 4 requires the X-Amz-Algorithm,"
                                + " X-Amz-Credential, X-Amz-Signature, X-Amz-Date,"
                                + " X-Amz-SignedHeaders, and X-Amz-Expires parameters.");
            }
        }
        return new PresentedSignature(
                CredentialScope.parse(query.text("X-Amz-Credential"))
                        .orElseThrow(() ->
                                badQuery(
                                        "Error parsing the X-Amz-Credential parameter; the"
                                                + " Credential is mal-formed")),
                query.text("X-Amz-Date"),
                headers(query.text("X-Amz-SignedHeaders")),
                query.text("X-Amz-Signature"),
                Optional.of(expires(query.text("X-Amz-Expires"))));
    }

    /// The error that says what is wrong with this signature.
    S3Exception wrong(String what) {
        return presigned()
                ? badQuery("Error parsing the X-Amz-Credential parameter; " + what)
                : malformed(what);
    }

    static S3Exception unsupported(boolean versionTwo) {
        return S3Error.InvalidRequest.exception(
                "The authorization mechanism you have provided is not supported. Please use"
                        + " AWS4-HMAC-SHA256"
                        + (versionTwo ? ", not Signature Version 2." : "."));
    }

    private static long expires(String text) {
        long seconds =
                Decimal.parse(text).orElseThrow(() -> badQuery("X-Amz-Expires should be a number"));
        if (seconds < 1) {
            throw badQuery("X-Amz-Expires must be greater than 0");
        }
        if (seconds > EXPIRES_MAX_SECONDS) {
            throw badQuery(
                    "X-Amz-Expires must be less than a week (in seconds); that is, the given"
                            + " X-Amz-Expires must be less than 604800 seconds");
        }
        return seconds;
    }

    private static List<String> headers(String text) {
        return List.of(text.toLowerCase(Locale.ROOT).split(";", -1));
    }

    private static String field(Map<String, String> fields, String name) {
        String value = fields.get(name);
        if (value == null || value.isEmpty()) {
            throw malformed("the authorization header requires the " + name);
        }
        return value;
    }

    private static S3Exception malformed(String what) {
        return S3Error.AuthorizationHeaderMalformed.exception(
                "The authorization header is malformed; " + what);
    }

    private static S3Exception badQuery(String message) {
        return S3Error.AuthorizationQueryParametersError.exception(message);
    }
}
