package io.cairn.api.object;

import io.cairn.api.error.S3Error;
import io.cairn.api.operation.Limits;
import io.cairn.platform.http.HttpRequest;
import io.cairn.schemas.event.ObjectMetadata;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import java.util.List;
import java.util.Locale;
import java.util.SortedMap;
import java.util.TreeMap;
import java.util.stream.Collectors;

/// The headers of a request that are stored with an object, byte for byte. Each character stands
/// for one byte, and runs of spaces and tabs within a value are kept.
public final class MetadataHeaders {
    /// The prefix of user metadata headers.
    static final String USER_PREFIX = "x-amz-meta-";

    /// The headers that are stored beside user metadata.
    static final List<String> KEPT =
            List.of(
                    "content-type",
                    "cache-control",
                    "content-disposition",
                    "content-encoding",
                    "content-language",
                    "expires");

    private MetadataHeaders() {}

    /// Reads them, and the storage class. Throws MetadataTooLarge, InvalidStorageClass, and
    /// InvalidArgument for a value that no answer could give back.
    public static ObjectMetadata of(HttpRequest request, Limits limits) {
        SortedMap<String, String> headers = new TreeMap<>();
        for (String name : KEPT) {
            String value = String.join(",", request.headers(name));
            String kept = name.equals("content-encoding") ? withoutFraming(value) : value;
            if (!kept.isEmpty()) {
                headers.put(name, kept);
            }
        }
        SortedMap<String, String> user = new TreeMap<>();
        for (String name : request.headerNames()) {
            String lower = name.toLowerCase(Locale.ROOT);
            if (lower.startsWith(USER_PREFIX)) {
                user.put(
                        lower.substring(USER_PREFIX.length()),
                        String.join(",", request.headers(name)));
            }
        }
        headers.values().forEach(MetadataHeaders::requirePrintable);
        user.values().forEach(MetadataHeaders::requirePrintable);
        requireSize(user, limits.userMetadataBytesMax());
        return new ObjectMetadata(headers, user, StorageClass.of(request));
    }

    /// A content encoding without the token `aws-chunked`, which only describes the body of the
    /// request.
    private static String withoutFraming(String encoding) {
        if (Arrays.stream(encoding.split(",")).noneMatch(MetadataHeaders::isFraming)) {
            return encoding;
        }
        return Arrays.stream(encoding.split(","))
                .map(String::strip)
                .filter(token -> !token.isEmpty() && !isFraming(token))
                .collect(Collectors.joining(","));
    }

    private static boolean isFraming(String token) {
        return token.strip().equalsIgnoreCase("aws-chunked");
    }

    private static void requirePrintable(String value) {
        if (value.chars().anyMatch(c -> c < ' ' && c != '\t')) {
            throw S3Error.InvalidArgument.exception("Header value cannot be represented.");
        }
    }

    private static void requireSize(SortedMap<String, String> user, int bytesMax) {
        long size = 0;
        for (var entry : user.entrySet()) {
            size += entry.getKey().getBytes(StandardCharsets.ISO_8859_1).length;
            size += entry.getValue().getBytes(StandardCharsets.ISO_8859_1).length;
        }
        if (size > bytesMax) {
            throw S3Error.MetadataTooLarge.exception()
                    .with("Size", String.valueOf(size))
                    .with("MaxSizeAllowed", String.valueOf(bytesMax));
        }
    }
}
