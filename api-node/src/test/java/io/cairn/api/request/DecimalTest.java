package io.cairn.api.request;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

final class DecimalTest {
    @ParameterizedTest
    @CsvSource({
        "0, 0",
        "00000000000000000000000000000012, 12",
        "9223372036854775806, 9223372036854775806",
        "9223372036854775807, 9223372036854775807",
        "9223372036854775808, 9223372036854775807",
        "9223372036854775810, 9223372036854775807",
        "99999999999999999999999999999999, 9223372036854775807"
    })
    void number_ofAnyLength_isReadOrTheGreatest(String text, long number) {
        assertThat(Decimal.parse(text)).hasValue(number);
    }

    @ParameterizedTest
    @ValueSource(strings = {"-1", "+1", " 1", "1 ", "1.0", "0x1", "1e3", "\u0661"})
    void text_thatIsNoNumber_isNone(String text) {
        assertThat(Decimal.parse(text)).isEmpty();
    }

    @Test
    void text_thatIsEmpty_isNone() {
        assertThat(Decimal.parse("")).isEmpty();
    }
}
