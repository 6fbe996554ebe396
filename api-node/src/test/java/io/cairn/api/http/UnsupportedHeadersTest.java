package io.cairn.api.http;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatCode;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.cairn.api.auth.BodySigning;
import io.cairn.api.auth.FakeRequest;
import io.cairn.api.auth.Identity;
import io.cairn.api.error.S3Error;
import io.cairn.api.error.S3Exception;
import io.cairn.api.operation.S3Request;
import io.cairn.api.payload.Payload;
import io.cairn.api.request.Query;
import io.cairn.api.request.Target;
import java.util.List;
import java.util.OptionalLong;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

final class UnsupportedHeadersTest {
    @ParameterizedTest
    @CsvSource({
        "x-amz-acl, private, public-read",
        "x-amz-object-ownership, BucketOwnerEnforced, ObjectWriter"
    })
    void header_thatIsRepeated_isRefusedForAnyOfItsValues(String name, String kept, String not) {
        assertRefused(name + ": " + not, name + ": " + kept);
        assertRefused(name + ": " + kept, name + ": " + not);
        assertThatCode(() -> check(name + ": " + kept, name + ": " + kept))
                .doesNotThrowAnyException();
    }

    private static void assertRefused(String... headers) {
        assertThatThrownBy(() -> check(headers))
                .isInstanceOfSatisfying(
                        S3Exception.class,
                        e -> assertThat(e.error()).isEqualTo(S3Error.NotImplemented));
    }

    private static void check(String... headers) {
        FakeRequest http = FakeRequest.of("PUT", "/bucket/k", headers);
        UnsupportedHeaders.requireSupported(
                new S3Request(
                        http,
                        "id",
                        Target.of(http, List.of()),
                        Query.parse(""),
                        new Identity("key", "root", OptionalLong.empty()),
                        new Payload(http, new BodySigning.Unsigned(), () -> false)));
    }
}
