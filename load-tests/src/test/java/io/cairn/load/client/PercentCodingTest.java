package io.cairn.load.client;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class PercentCodingTest {
    @ParameterizedTest
    @CsvSource({
        "a/b.txt, a/b.txt, a%2Fb.txt",
        "A-z_0.9~, A-z_0.9~, A-z_0.9~",
        "a b+c, a%20b%2Bc, a%20b%2Bc",
        "//x/../%2F, //x/../%252F, %2F%2Fx%2F..%2F%252F",
        "\u00e4\u20ac, %C3%A4%E2%82%AC, %C3%A4%E2%82%AC",
        "\ud83e\udea8, %F0%9F%AA%A8, %F0%9F%AA%A8",
    })
    void encode_ofAKey_isAsSignatureVersion4Wants(String key, String path, String query) {
        assertThat(PercentCoding.path(key)).isEqualTo(path);
        assertThat(PercentCoding.query(key)).isEqualTo(query);
    }
}
