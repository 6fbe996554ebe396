package io.cairn.api.request;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

final class HttpDateTest {
    private static final long MILLIS = 784_111_777_000L;

    @ParameterizedTest
    @ValueSource(
            strings = {
                "Sun, 06 Nov 1994 08:49:37 GMT",
                "Sun, 6 Nov 1994 08:49:37 GMT",
                "Sun, 06 Nov 1994 08:49:37 +0000",
                "Sunday, 06-Nov-94 08:49:37 GMT",
                "Sun Nov  6 08:49:37 1994",
                "Sun Nov 6 08:49:37 1994"
            })
    void date_inAnyFormOfHttp_isRead(String text) {
        assertThat(HttpDate.parse(text)).hasValue(MILLIS);
    }

    @Test
    void year_ofTwoDigits_isOfThisCenturyToo() {
        assertThat(HttpDate.parse("Monday, 23-Nov-26 12:00:00 GMT"))
                .hasValue(HttpDate.parse("Mon, 23 Nov 2026 12:00:00 GMT").orElseThrow());
    }

    @ParameterizedTest
    @ValueSource(strings = {"", "yesterday", "1994-11-06", "Sun, 06-Nov-94 08:49:37 GMT", "0"})
    void text_thatIsNoDate_isNone(String text) {
        assertThat(HttpDate.parse(text)).isEmpty();
    }
}
