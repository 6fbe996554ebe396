package io.cairn.api.object;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.charset.StandardCharsets;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

final class EncodedWordTest {
    private static String wire(String text) {
        return new String(text.getBytes(StandardCharsets.UTF_8), StandardCharsets.ISO_8859_1);
    }

    @ParameterizedTest
    @ValueSource(strings = {"", "plain", "a  b\tc", "=?UTF-8?B?R3LDvMOfZQ==?=", "~!@#%^&*()"})
    void ascii_staysAsItIs(String text) {
        assertThat(EncodedWord.of(text)).isEqualTo(text);
    }

    @ParameterizedTest
    @CsvSource({
        "Gr\u00fc\u00dfe, R3LDvMOfZQ==",
        "\u65e5\u672c, 5pel5pys",
        "a\ud83d\ude00, YfCfmIA="
    })
    void utf8_isOneWord(String text, String base64) {
        assertThat(EncodedWord.of(wire(text))).isEqualTo("=?UTF-8?B?" + base64 + "?=");
    }

    @Test
    void bytesThatAreNoUtf8_areLatin1() {
        assertThat(EncodedWord.of("Gr\u00fc\u00dfe")).isEqualTo("=?UTF-8?B?R3LDvMOfZQ==?=");
    }

    @Test
    void longText_isOneWordToo() {
        String shown = EncodedWord.of(wire("\u00fc".repeat(500)));
        assertThat(shown).startsWith("=?UTF-8?B?").endsWith("?=").doesNotContain(" ");
    }
}
