package io.cairn.api.request;

import io.cairn.api.error.S3Error;
import io.cairn.platform.http.HttpRequest;
import io.cairn.schemas.ObjectKey;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.Locale;

/// What a request is about: the service, a bucket, or an object.
public sealed interface Target {
    /// All buckets.
    record Service() implements Target {}

    /// One bucket.
    record Bucket(String bucket) implements Target {}

    /// One key of a bucket. The object need not exist.
    record Entry(String bucket, ObjectKey key) implements Target {}

    /// The name of this in a policy's `Resource` (Amazon Resource Name).
    default String arn() {
        return switch (this) {
            case Service() -> "arn:aws:s3:::*";
            case Bucket(String bucket) -> "arn:aws:s3:::" + bucket;
            case Entry(String bucket, ObjectKey key) ->
                    "arn:aws:s3:::" + bucket + "/" + key.value();
        };
    }

    /// Reads the target of a request. `domains` are the names under which buckets are hosts
    /// (`bucket.domain`), in lower case; for any other host the path begins with the bucket.
    static Target of(HttpRequest request, List<String> domains) {
        String path = request.path().substring(1);
        String hosted = hostedBucket(request, domains);
        if (!hosted.isEmpty()) {
            return of(hosted, path);
        }
        if (path.isEmpty()) {
            return new Service();
        }
        int slash = path.indexOf('/');
        String bucket = PercentCoding.decode(slash < 0 ? path : path.substring(0, slash), false);
        return of(bucket, slash < 0 ? "" : path.substring(slash + 1));
    }

    private static Target of(String bucket, String rawKey) {
        if (!BucketName.isValid(bucket)) {
            throw S3Error.InvalidBucketName.exception().with("BucketName", bucket);
        }
        if (rawKey.isEmpty()) {
            return new Bucket(bucket);
        }
        return new Entry(bucket, key(PercentCoding.decode(rawKey, false)));
    }

    /// The key of a client, checked. Throws KeyTooLongError.
    static ObjectKey key(String text) {
        int length = text.getBytes(StandardCharsets.UTF_8).length;
        if (length > ObjectKey.BYTES_MAX) {
            throw S3Error.KeyTooLongError.exception()
                    .with("Size", String.valueOf(length))
                    .with("MaxSizeAllowed", String.valueOf(ObjectKey.BYTES_MAX));
        }
        return new ObjectKey(text);
    }

    /// The bucket that the Host header names under one of the domains; empty if it names none.
    static String hostedBucket(HttpRequest request, List<String> domains) {
        if (domains.isEmpty()) {
            return "";
        }
        String host = request.header("Host").orElse("").toLowerCase(Locale.ROOT);
        int colon = host.lastIndexOf(':');
        String full = colon > host.lastIndexOf(']') ? host.substring(0, colon) : host;
        // A trailing dot only says that the name is complete.
        String name = full.endsWith(".") ? full.substring(0, full.length() - 1) : full;
        for (String domain : domains) {
            if (name.endsWith("." + domain)) {
                return name.substring(0, name.length() - domain.length() - 1);
            }
        }
        return "";
    }
}
