package io.cairn.api.object;

import io.cairn.api.error.S3Error;
import io.cairn.api.error.S3Exception;
import io.cairn.api.operation.S3Request;
import io.cairn.api.operation.Timestamps;
import io.cairn.api.request.Decimal;
import io.cairn.schemas.event.Preconditions;
import java.util.Optional;
import java.util.OptionalLong;

/// The conditions under which the log accepts a write or a delete.
public final class WriteConditions {
    private WriteConditions() {}

    /// The conditions of a write. S3 takes If-None-Match with `*` and If-Match, one at a time.
    public static Preconditions of(S3Request request) {
        Optional<String> ifNoneMatch = request.header("If-None-Match");
        Optional<String> ifMatch = request.header("If-Match");
        refuse(request, "If-Modified-Since", "If-Unmodified-Since");
        if (ifNoneMatch.filter(tag -> ifMatch.isPresent() || !isAny(tag)).isPresent()) {
            throw refusal("If-None-Match");
        }
        if (ifNoneMatch.isPresent()) {
            return Preconditions.ABSENT;
        }
        return ifMatch.map(tag -> Preconditions.match(EntityTag.bare(tag)))
                .orElse(Preconditions.NONE);
    }

    /// Throws NotImplemented for any condition: the outcome of such a request depends on none.
    public static void refuse(S3Request request) {
        refuse(request, "If-Match", "If-None-Match", "If-Modified-Since", "If-Unmodified-Since");
    }

    /// The conditions of a delete. S3 takes no others.
    static Preconditions ofDelete(S3Request request) {
        refuse(request, "If-None-Match", "If-Modified-Since", "If-Unmodified-Since");
        return of(
                new OfDelete(
                        request.header("If-Match"),
                        request.header("x-amz-if-match-last-modified-time"),
                        request.header("x-amz-if-match-size")));
    }

    /// The conditions of a delete, as text.
    record OfDelete(Optional<String> etag, Optional<String> modified, Optional<String> size) {}

    /// Reads the conditions of a delete. Throws InvalidArgument.
    static Preconditions of(OfDelete text) {
        return new Preconditions(
                false,
                text.etag().map(EntityTag::bare),
                text.modified().isEmpty() ? OptionalLong.empty() : time(text.modified().get()),
                text.size().isEmpty() ? OptionalLong.empty() : size(text.size().get()));
    }

    private static void refuse(S3Request request, String... names) {
        for (String name : names) {
            if (request.header(name).isPresent()) {
                throw refusal(name);
            }
        }
    }

    private static boolean isAny(String tag) {
        return tag.strip().equals(EntityTag.ANY);
    }

    private static S3Exception refusal(String header) {
        return S3Error.NotImplemented.exception(
                        "A header you provided implies functionality that is not implemented: "
                                + header)
                .with("Header", header);
    }

    private static OptionalLong time(String text) {
        OptionalLong millis = Timestamps.parse(text);
        if (millis.isEmpty()) {
            throw S3Error.InvalidArgument.exception("not a time: " + text);
        }
        return millis;
    }

    private static OptionalLong size(String text) {
        OptionalLong size = Decimal.parse(text);
        if (size.isEmpty()) {
            throw S3Error.InvalidArgument.exception("not a size: " + text);
        }
        return size;
    }
}
