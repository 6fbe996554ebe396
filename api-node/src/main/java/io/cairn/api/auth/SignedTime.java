package io.cairn.api.auth;

import io.cairn.api.error.S3Error;
import io.cairn.api.error.S3Exception;
import java.time.DateTimeException;
import java.time.Duration;
import java.time.Instant;
import java.time.ZoneOffset;
import java.time.format.DateTimeFormatter;
import java.util.Locale;
import java.util.Optional;

/// The time at which a request was signed, and how far it may lie from the server's.
final class SignedTime {
    /// How far the clocks of client and server may lie apart.
    static final Duration SKEW_MAX = Duration.ofMinutes(15);

    private static final DateTimeFormatter TIMESTAMP =
            DateTimeFormatter.ofPattern("uuuuMMdd'T'HHmmss'Z'", Locale.ROOT)
                    .withZone(ZoneOffset.UTC);

    private SignedTime() {}

    /// Reads the form `20260102T030405Z`.
    static Optional<Instant> parse(String text) {
        try {
            return Optional.of(Instant.from(TIMESTAMP.parse(text)));
        } catch (DateTimeException e) {
            return Optional.empty();
        }
    }

    /// The same form of a time.
    static String text(Instant time) {
        return TIMESTAMP.format(time);
    }

    /// Throws RequestTimeTooSkewed for a time that lies too far away. `sent` is what the client
    /// wrote.
    static void requireNear(Instant signed, String sent, Instant now) {
        if (Duration.between(signed, now).abs().compareTo(SKEW_MAX) > 0) {
            throw S3Error.RequestTimeTooSkewed.exception()
                    .with("RequestTime", sent)
                    .with("ServerTime", now.toString())
                    .with("MaxAllowedSkewMilliseconds", String.valueOf(SKEW_MAX.toMillis()));
        }
    }

    /// The error for a request without a time.
    static S3Exception missing() {
        return S3Error.AccessDenied.exception(
                "AWS authentication requires a valid Date or x-amz-date header");
    }
}
