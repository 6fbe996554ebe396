package io.cairn.cli;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.OptionalLong;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class ByteSizeTest {
    @ParameterizedTest
    @CsvSource({
        "0, 0",
        "500, 500",
        "1B, 1",
        "10GiB, 10737418240",
        "2 tb, 2000000000000",
        "9223PB, 9223000000000000000",
        "8191PiB, 9222246136947933184"
    })
    void size_inAnyUnit_isItsBytes(String text, long bytes) {
        assertThat(ByteSize.parse(text)).isEqualTo(OptionalLong.of(bytes));
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "",
                "x",
                "-1",
                "1.5GB",
                "1XB",
                "8192PiB",
                "9224PB",
                "999999999999999999PB",
                "1234567890123456789"
            })
    void text_thatIsNoSizeOrTooLarge_isNone(String text) {
        assertThat(ByteSize.parse(text)).isEmpty();
    }
}
