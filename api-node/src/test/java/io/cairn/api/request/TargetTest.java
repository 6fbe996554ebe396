package io.cairn.api.request;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.cairn.api.auth.FakeRequest;
import io.cairn.api.error.S3Exception;
import io.cairn.schemas.ObjectKey;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

final class TargetTest {
    private static Target of(String path, String host) {
        return Target.of(FakeRequest.of("GET", path, "Host: " + host), List.of("s3.test"));
    }

    @ParameterizedTest
    @CsvSource({
        "/bkt/k, k",
        "/bkt/a//b, a//b",
        "/bkt//a, /a",
        "/bkt/%2Fa, /a",
        "/bkt/a/, a/",
        "/bkt/.., ..",
        "/bkt/a%20b+c, a b+c",
        "/bkt/a;v=1, a;v=1",
        "/bkt/%C3%A9, \u00e9",
        "/bkt/\u00c3\u00a9, \u00e9"
    })
    void key_inAPath_isLiteral(String path, String key) {
        assertThat(of(path, "127.0.0.1:9000"))
                .isEqualTo(new Target.Entry("bkt", new ObjectKey(key)));
    }

    @Test
    void bucket_isFoundInPathOrHost() {
        assertThat(of("/", "s3.test")).isEqualTo(new Target.Service());
        assertThat(of("/bkt", "s3.test:9000")).isEqualTo(new Target.Bucket("bkt"));
        assertThat(of("/bkt/", "localhost")).isEqualTo(new Target.Bucket("bkt"));
        assertThat(of("/", "my.bucket.S3.test:9000")).isEqualTo(new Target.Bucket("my.bucket"));
        assertThat(of("/", "bucket.s3.test.")).isEqualTo(new Target.Bucket("bucket"));
        assertThat(of("/", "bucket.s3.test.:9000")).isEqualTo(new Target.Bucket("bucket"));
        assertThat(of("/bkt", "s3.test.:9000")).isEqualTo(new Target.Bucket("bkt"));
        assertThat(of("/bkt/k", "bucket.s3.test"))
                .isEqualTo(new Target.Entry("bucket", new ObjectKey("bkt/k")));
    }

    @ParameterizedTest
    @ValueSource(strings = {"/bkt/%", "/bkt/%4", "/bkt/%zz", "/bkt/%ff", "/bkt/%c3", "/ab"})
    void path_thatIsMalformed_isRefused(String path) {
        assertThatThrownBy(() -> of(path, "localhost")).isInstanceOf(S3Exception.class);
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "ab",
                "Abc",
                "a_b",
                "-abc",
                "abc-",
                ".abc",
                "a..b",
                "a.-b",
                "192.168.1.1",
                "a b"
            })
    void name_againstTheRules_isInvalid(String name) {
        assertThat(BucketName.isValid(name)).isFalse();
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "xn--abc",
                "sthree-abc",
                "amzn-s3-demo-abc",
                "abc-s3alias",
                "abc--ol-s3",
                "abc.mrap",
                "abc--x-s3",
                "abc--table-s3"
            })
    void name_thatS3KeepsForItself_isReservedButReachesWhatIsThere(String name) {
        assertThat(BucketName.isReserved(name)).isTrue();
        assertThat(BucketName.isValid(name)).isTrue();
    }

    @ParameterizedTest
    @ValueSource(strings = {"abc", "a-s3-alias", "mrap", "x-s3", "amzn-s3", "abc.xn--d"})
    void name_likeAReservedOne_isFree(String name) {
        assertThat(BucketName.isReserved(name)).isFalse();
    }

    @Test
    void query_isDecodedOnce() {
        Query query = Query.parse("a=1&b&c=x%26y%3D&d=a+b&&a=2&e=%2525");
        assertThat(query.text("a")).isEqualTo("1");
        assertThat(query.has("b")).isTrue();
        assertThat(query.text("c")).isEqualTo("x&y=");
        assertThat(query.text("d")).isEqualTo("a b");
        assertThat(query.text("e")).isEqualTo("%25");
        assertThat(query.parameters()).hasSize(6);
    }

    @Test
    void formEncode_keepsWhatS3Keeps() {
        assertThat(PercentCoding.formEncode("a b/c*-._~+\u00e9"))
                .isEqualTo("a+b/c*-._%7E%2B%C3%A9");
    }
}
