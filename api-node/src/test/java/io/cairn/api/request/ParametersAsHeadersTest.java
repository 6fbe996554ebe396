package io.cairn.api.request;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.cairn.api.auth.FakeRequest;
import io.cairn.api.error.S3Error;
import io.cairn.api.error.S3Exception;
import io.cairn.platform.http.HttpRequest;
import java.util.Locale;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

final class ParametersAsHeadersTest {
    private static HttpRequest of(String query, String... headers) {
        FakeRequest sent = FakeRequest.of("PUT", "/bkt/k?" + query, headers);
        return ParametersAsHeaders.of(
                sent,
                Query.parse(query),
                query.contains("AWSAccessKeyId")
                        ? ParametersAsHeaders.Which.AMZ_AND_CONTENT
                        : ParametersAsHeaders.Which.AMZ);
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "x-amz-meta-a",
                "X-Amz-Meta-A",
                "x-amz-copy-source",
                "x-amz-checksum-algorithm",
                "x-amz-checksum-mode",
                "x-amz-checksum-type",
                "x-amz-expected-bucket-owner"
            })
    void parameter_ofAHeadersName_isThatHeader(String name) {
        HttpRequest request = of(name + "=v%201", "Host: h");
        assertThat(request.header(name)).contains("v 1");
        assertThat(request.headers(name.toUpperCase(Locale.ROOT))).containsExactly("v 1");
        assertThat(request.headerNames()).containsExactly("Host", name.toLowerCase(Locale.ROOT));
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "X-Amz-Algorithm",
                "X-Amz-Credential",
                "X-Amz-Date",
                "X-Amz-Expires",
                "X-Amz-SignedHeaders",
                "X-Amz-Signature",
                "X-Amz-Content-Sha256",
                "x-amz-checksum-crc32",
                "x-amz-checksum-sha256",
                "x-amz-sdk-checksum-algorithm",
                "x-amz-user-agent",
                "x-id",
                "Content-MD5",
                "Range"
            })
    void parameter_ofASignatureOrAPresigner_isNoHeader(String name) {
        assertThat(of(name + "=v", "Host: h").headerNames()).containsExactly("Host");
    }

    @Test
    void parameter_besideTheHeader_isHiddenByIt() {
        HttpRequest request = of("x-amz-meta-a=1", "X-Amz-Meta-A: 2");
        assertThat(request.headers("x-amz-meta-a")).containsExactly("2");
        assertThat(request.headerNames()).hasSize(1);
    }

    @Test
    void parameter_thatIsRepeated_hasAllItsValues() {
        assertThat(of("x-amz-meta-a=1&x-amz-meta-a=2").headers("x-amz-meta-a"))
                .containsExactly("1", "2");
    }

    @Test
    void value_beyondAscii_hasTheCharactersOfAHeader() {
        assertThat(of("x-amz-meta-a=%C3%A9").header("x-amz-meta-a")).contains("\u00c3\u00a9");
    }

    @ParameterizedTest
    @ValueSource(strings = {"%0d%0aa", "%20", ":", "%C3%A9", "("})
    void name_thatNoHeaderCanHave_isRefused(String end) {
        assertThatThrownBy(() -> of("x-amz-meta-" + end + "=v"))
                .isInstanceOfSatisfying(
                        S3Exception.class,
                        e -> assertThat(e.error()).isEqualTo(S3Error.InvalidArgument));
    }
}
