package io.cairn.api.operation;

import io.cairn.api.request.HttpDate;
import java.time.DateTimeException;
import java.time.Instant;
import java.time.LocalDateTime;
import java.time.ZoneOffset;
import java.time.format.DateTimeFormatter;
import java.util.Locale;
import java.util.OptionalLong;

/// Times as S3 writes them: in whole seconds, even in a form with room for milliseconds.
public final class Timestamps {
    private static final DateTimeFormatter HTTP =
            DateTimeFormatter.ofPattern("EEE, dd MMM uuuu HH:mm:ss 'GMT'", Locale.ROOT)
                    .withZone(ZoneOffset.UTC);
    private static final DateTimeFormatter ISO =
            DateTimeFormatter.ISO_DATE_TIME.withZone(ZoneOffset.UTC);
    private static final long MILLIS_PER_SECOND = 1000;

    private Timestamps() {}

    /// The form in XML: `2026-11-23T12:00:00.000Z`.
    public static String iso(long millis) {
        LocalDateTime time = LocalDateTime.ofEpochSecond(seconds(millis), 0, ZoneOffset.UTC);
        StringBuilder text = new StringBuilder(24);
        text.append(time.getYear()).append('-');
        twoDigits(time.getMonthValue(), text).append('-');
        twoDigits(time.getDayOfMonth(), text).append('T');
        twoDigits(time.getHour(), text).append(':');
        twoDigits(time.getMinute(), text).append(':');
        return twoDigits(time.getSecond(), text).append(".000Z").toString();
    }

    /// The same form with its milliseconds: `2026-11-23T12:00:00.123Z`.
    public static String isoMillis(long millis) {
        String seconds = iso(millis);
        String fraction =
                String.valueOf(MILLIS_PER_SECOND + Math.floorMod(millis, MILLIS_PER_SECOND));
        return seconds.substring(0, seconds.length() - 4) + fraction.substring(1) + 'Z';
    }

    /// The form in headers.
    public static String http(long millis) {
        return HTTP.format(Instant.ofEpochSecond(seconds(millis)));
    }

    /// The seconds of a time in milliseconds.
    public static long seconds(long millis) {
        return Math.floorDiv(millis, MILLIS_PER_SECOND);
    }

    /// Reads the milliseconds of a date in any form of HTTP, or in that of XML; empty for anything
    /// else.
    public static OptionalLong parse(String text) {
        OptionalLong http = HttpDate.parse(text);
        return http.isPresent() ? http : parseIso(text);
    }

    private static StringBuilder twoDigits(int number, StringBuilder text) {
        return (number < 10 ? text.append('0') : text).append(number);
    }

    /// Reads the milliseconds of a date in the form of XML; empty for anything else. A date without
    /// a zone is one of UTC.
    public static OptionalLong parseIso(String text) {
        try {
            return OptionalLong.of(Instant.from(ISO.parse(text)).toEpochMilli());
        } catch (DateTimeException | ArithmeticException e) {
            // A year may have nine digits, whose milliseconds are beyond the range of a long.
            return OptionalLong.empty();
        }
    }
}
