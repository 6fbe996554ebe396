package io.cairn.api.auth;

import io.cairn.api.error.S3Error;
import io.cairn.api.error.S3Exception;
import io.cairn.api.request.Decimal;
import io.cairn.api.request.Query;
import io.cairn.platform.http.HttpRequest;
import java.util.OptionalLong;

/// A signature of version 2 as a request presents it, not yet verified: an HMAC-SHA1 in base64.
/// `date` is what is signed as one: the Date header, nothing if there is `x-amz-date`, or in a
/// query the second in which the signature expires.
record PresentedSignatureTwo(
        String accessKeyId, String signature, String date, OptionalLong expiresEpochSeconds) {
    private static final String SCHEME = "AWS ";
    private static final String KEY_ID = "AWSAccessKeyId";
    private static final String SIGNATURE = "Signature";
    private static final String EXPIRES = "Expires";

    /// Whether an Authorization header is one of version 2.
    static boolean isHeader(String authorization) {
        return authorization.startsWith(SCHEME);
    }

    /// Whether a query has a signature of version 2.
    static boolean isQuery(Query query) {
        return query.has(KEY_ID) && query.has(SIGNATURE);
    }

    boolean presigned() {
        return expiresEpochSeconds.isPresent();
    }

    /// Reads `AWS key:signature`.
    static PresentedSignatureTwo ofHeader(String authorization, HttpRequest request) {
        String text = authorization.substring(SCHEME.length()).strip();
        int colon = text.lastIndexOf(':');
        if (colon < 1 || colon == text.length() - 1) {
            throw S3Error.InvalidArgument.exception("AWS authorization header is invalid.")
                    .with("ArgumentName", "Authorization");
        }
        String date =
                request.header("x-amz-date").isPresent() ? "" : request.header("Date").orElse("");
        return new PresentedSignatureTwo(
                text.substring(0, colon), text.substring(colon + 1), date, OptionalLong.empty());
    }

    /// Reads the query of a presigned URL.
    static PresentedSignatureTwo ofQuery(Query query) {
        if (query.text(EXPIRES).isEmpty()) {
            throw denied(
                    "Query-string authentication requires the Signature, Expires and AWSAccessKeyId"
                            + " parameters");
        }
        String expires = query.text(EXPIRES);
        OptionalLong seconds = Decimal.parse(expires);
        if (seconds.isEmpty()) {
            throw denied("Invalid date (should be seconds since epoch): " + expires);
        }
        return new PresentedSignatureTwo(
                query.text(KEY_ID), query.text(SIGNATURE), expires, seconds);
    }

    private static S3Exception denied(String message) {
        return S3Error.AccessDenied.exception(message);
    }
}
