package io.cairn.api.object;

import io.cairn.api.operation.S3Request;
import io.cairn.api.operation.Timestamps;
import io.cairn.schemas.event.ObjectVersion;
import java.util.Optional;
import java.util.OptionalLong;

/// The conditions under which a version is read. ETags come before times (RFC 9110, section
/// 13.2.2): If-Unmodified-Since counts only without If-Match, If-Modified-Since only without
/// If-None-Match.
public record ReadConditions(
        Optional<String> ifMatch,
        Optional<String> ifNoneMatch,
        OptionalLong ifModifiedSinceMillis,
        OptionalLong ifUnmodifiedSinceMillis) {
    /// What the conditions say of a version.
    public enum Result {
        READ,
        NOT_MODIFIED,
        FAILED
    }

    /// Reads the conditions from headers whose names begin with `prefix`. An invalid time is
    /// ignored.
    public static ReadConditions of(S3Request request, String prefix) {
        return new ReadConditions(
                request.header(prefix + "if-match"),
                request.header(prefix + "if-none-match"),
                time(request, prefix + "if-modified-since"),
                time(request, prefix + "if-unmodified-since"));
    }

    /// Compares them with a version.
    public Result check(ObjectVersion version) {
        long modified = Timestamps.seconds(version.modifiedMillis());
        if (ifMatch.isPresent()) {
            if (!EntityTag.listHolds(ifMatch.get(), version.etag())) {
                return Result.FAILED;
            }
        } else if (ifUnmodifiedSinceMillis.isPresent()
                && modified > Timestamps.seconds(ifUnmodifiedSinceMillis.getAsLong())) {
            return Result.FAILED;
        }
        if (ifNoneMatch.isPresent()) {
            return EntityTag.listHolds(ifNoneMatch.get(), version.etag())
                    ? Result.NOT_MODIFIED
                    : Result.READ;
        }
        boolean unmodified =
                ifModifiedSinceMillis.isPresent()
                        && modified <= Timestamps.seconds(ifModifiedSinceMillis.getAsLong());
        return unmodified ? Result.NOT_MODIFIED : Result.READ;
    }

    private static OptionalLong time(S3Request request, String name) {
        Optional<String> header = request.header(name);
        return header.isEmpty() ? OptionalLong.empty() : Timestamps.parse(header.get());
    }
}
