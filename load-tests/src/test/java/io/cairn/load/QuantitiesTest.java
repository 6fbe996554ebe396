package io.cairn.load;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.time.Duration;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class QuantitiesTest {
    @ParameterizedTest
    @CsvSource({
        "0, 0",
        "4096, 4096",
        "4KiB, 4096",
        "64k, 65536",
        "1.5 MiB, 1572864",
        "2GB, 2000000000",
        "3g, 3221225472",
        "7b, 7",
    })
    void size_parse_givesBytes(String text, long bytes) {
        assertThat(ByteSize.parse(text).bytes()).isEqualTo(bytes);
    }

    @ParameterizedTest
    @ValueSource(strings = {"", "KiB", "-1", "4 kilo", "4KiBx"})
    void size_parseOfSomethingElse_fails(String text) {
        assertThatThrownBy(() -> ByteSize.parse(text)).isInstanceOf(IllegalArgumentException.class);
    }

    @ParameterizedTest
    @CsvSource({"500ms, 500", "10s, 10000", "10, 10000", "2m, 120000", "1H, 3600000"})
    void span_parse_givesALengthOfTime(String text, long millis) {
        assertThat(Span.parse(text).duration()).isEqualTo(Duration.ofMillis(millis));
    }

    @ParameterizedTest
    @ValueSource(strings = {"", "s", "-1s", "1.5s", "10 days"})
    void span_parseOfSomethingElse_fails(String text) {
        assertThatThrownBy(() -> Span.parse(text)).isInstanceOf(IllegalArgumentException.class);
    }
}
