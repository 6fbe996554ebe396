package io.cairn.api.http;

import io.cairn.api.checksum.ChecksumHeaders;
import io.cairn.api.error.S3Error;
import io.cairn.api.error.S3Exception;
import io.cairn.api.operation.S3Request;
import io.cairn.api.request.Query;
import io.cairn.api.request.Target;
import io.cairn.schemas.VersionId;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.Set;

/// Refuses requests that ask for a feature that is not implemented (encryption, grants, locks of a
/// kind that is not known). To ignore such a header would be to store an object without what its
/// client relies on. Looks at headers, and also at query parameters of the same names, even if a
/// header of that name exists.
final class UnsupportedHeaders {
    private static final String PREFIX = "x-amz-";
    private static final List<String> UNSUPPORTED =
            List.of(
                    "x-amz-server-side-encryption",
                    "x-amz-copy-source-server-side-encryption",
                    "x-amz-grant-",
                    "x-amz-website-redirect-location",
                    "x-amz-write-offset-bytes",
                    "x-amz-rename-source");

    private static final String OBJECT_LOCK = "x-amz-object-lock-";

    /// Headers that lock what is made. As a query parameter each is refused unless it stands for
    /// the header: it would lock nothing.
    private static final Set<String> LOCKS =
            Set.of(
                    "x-amz-bucket-object-lock-enabled",
                    "x-amz-object-lock-mode",
                    "x-amz-object-lock-retain-until-date",
                    "x-amz-object-lock-legal-hold");

    /// Headers that are accepted with these values only.
    private static final Map<String, Set<String>> SUPPORTED_VALUES =
            Map.of(
                    "x-amz-acl", Set.of("private", "bucket-owner-full-control"),
                    "x-amz-object-ownership", Set.of("BucketOwnerEnforced"));

    /// Headers that name a checksum algorithm, which must be a supported one.
    private static final Set<String> ALGORITHMS =
            Set.of("x-amz-checksum-algorithm", "x-amz-sdk-checksum-algorithm");

    private UnsupportedHeaders() {}

    /// Throws NotImplemented, InvalidRequest for an unsupported checksum algorithm, or
    /// InvalidArgument for a malformed version id and for a part of no upload.
    static void requireSupported(S3Request request) {
        for (String name : request.http().headerNames()) {
            String lower = name.toLowerCase(Locale.ROOT);
            if (lower.startsWith(PREFIX)) {
                request.http().headers(name).forEach(value -> check(lower, value));
                if (ALGORITHMS.contains(lower)) {
                    request.http().headers(name).forEach(ChecksumHeaders::algorithm);
                }
            }
        }
        for (Query.Parameter parameter : request.query().parameters()) {
            String lower = parameter.name().toLowerCase(Locale.ROOT);
            if (lower.startsWith(PREFIX)) {
                check(lower, parameter.value());
                requireTaken(request, lower, parameter.value());
            }
        }
        if (request.target() instanceof Target.Entry) {
            requireUploadOfPart(request);
            Optional<VersionId> _ = request.versionId();
            if (request.query().has("uploads") || request.query().has("uploadId")) {
                request.refuseVersion();
            }
        }
    }

    /// Throws InvalidArgument for a part that is put into no upload: it would become an object.
    private static void requireUploadOfPart(S3Request request) {
        if (request.http().method().equals("PUT")
                && request.query().has("partNumber")
                && !request.query().has("uploadId")) {
            throw S3Error.InvalidArgument.exception("A part needs the id of its upload")
                    .with("ArgumentName", "uploadId");
        }
    }

    private static void requireTaken(S3Request request, String name, String value) {
        if (LOCKS.contains(name) && !request.http().headers(name).contains(value.strip())) {
            throw refusal(name);
        }
    }

    private static void check(String name, String value) {
        for (String refused : UNSUPPORTED) {
            if (name.startsWith(refused)) {
                throw refusal(name);
            }
        }
        if (name.startsWith(OBJECT_LOCK) && !LOCKS.contains(name)) {
            throw refusal(name);
        }
        Set<String> supported = SUPPORTED_VALUES.get(name);
        if (supported != null && !supported.contains(value)) {
            throw refusal(name);
        }
    }

    private static S3Exception refusal(String name) {
        return S3Error.NotImplemented.exception(
                        "A header you provided implies functionality that is not implemented: "
                                + name)
                .with("Header", name);
    }
}
