package io.cairn.api.request;

import java.time.DateTimeException;
import java.time.Instant;
import java.time.ZoneOffset;
import java.time.format.DateTimeFormatter;
import java.time.format.DateTimeFormatterBuilder;
import java.time.temporal.ChronoField;
import java.util.List;
import java.util.Locale;
import java.util.OptionalLong;
import java.util.regex.Pattern;

/// The three forms of a date in HTTP (RFC 9110, section 5.6.7), all of which a server has to read:
///
/// ```
/// Sun, 06 Nov 1994 08:49:37 GMT    the one that is written today
/// Sunday, 06-Nov-94 08:49:37 GMT   of RFC 850; its year lies between 1970 and 2069
/// Sun Nov  6 08:49:37 1994         of C's asctime
/// ```
public final class HttpDate {
    private static final int YEAR_MIN = 1970;
    private static final Pattern SPACES = Pattern.compile(" +");
    private static final List<DateTimeFormatter> FORMS =
            List.of(
                    DateTimeFormatter.RFC_1123_DATE_TIME,
                    new DateTimeFormatterBuilder()
                            .parseCaseInsensitive()
                            .appendPattern("EEEE, dd-MMM-")
                            .appendValueReduced(ChronoField.YEAR, 2, 2, YEAR_MIN)
                            .appendPattern(" HH:mm:ss 'GMT'")
                            .toFormatter(Locale.US)
                            .withZone(ZoneOffset.UTC),
                    DateTimeFormatter.ofPattern("EEE MMM d HH:mm:ss uuuu", Locale.US)
                            .withZone(ZoneOffset.UTC));

    private HttpDate() {}

    /// The milliseconds of a date; empty for text that is no date.
    public static OptionalLong parse(String text) {
        String spaced = SPACES.matcher(text.strip()).replaceAll(" ");
        for (DateTimeFormatter form : FORMS) {
            try {
                return OptionalLong.of(Instant.from(form.parse(spaced)).toEpochMilli());
            } catch (DateTimeException _) {
                // The next form may fit.
            }
        }
        return OptionalLong.empty();
    }
}
