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
import io.cairn.api.request.ParametersAsHeaders;
import io.cairn.api.request.ParametersAsHeaders.Which;
import io.cairn.api.request.Query;
import io.cairn.api.request.Target;
import io.cairn.platform.http.HttpRequest;
import java.util.List;
import java.util.Locale;
import java.util.OptionalLong;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

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

    @ParameterizedTest
    @ValueSource(strings = {"until", "retain-until", "modes", ""})
    void lock_ofAnUnknownKind_isRefused(String kind) {
        String name = "x-amz-object-lock-" + kind;
        assertRefused(name + ": GOVERNANCE");
        for (Which which : Which.values()) {
            assertRefused(which, name + "=GOVERNANCE");
            assertRefused(which, name.toUpperCase(Locale.ROOT) + "=");
        }
    }

    @ParameterizedTest
    @CsvSource({
        "x-amz-object-lock-mode, GOVERNANCE",
        "x-amz-object-lock-retain-until-date, 2190-01-01T00:00:00Z",
        "x-amz-object-lock-legal-hold, ON",
        "X-Amz-Object-Lock-Legal-Hold, OFF",
        "x-amz-bucket-object-lock-enabled, true",
    })
    void parameter_thatLocks_isRefusedUnlessItStandsForTheHeader(String name, String value) {
        String query = name + "=" + value;
        assertRefused(Which.NONE, query);
        assertRefused(Which.AMZ, query, name + ": other");
        assertThatCode(() -> check(Which.AMZ, query)).doesNotThrowAnyException();
        assertThatCode(() -> check(Which.AMZ_AND_CONTENT, query)).doesNotThrowAnyException();
        assertThatCode(() -> check(name + ": " + value)).doesNotThrowAnyException();
    }

    private static void assertRefused(String... headers) {
        assertRefused(Which.NONE, "", headers);
    }

    private static void assertRefused(Which which, String query, String... headers) {
        assertThatThrownBy(() -> check(which, query, headers))
                .isInstanceOfSatisfying(
                        S3Exception.class,
                        e -> assertThat(e.error()).isEqualTo(S3Error.NotImplemented));
    }

    private static void check(String... headers) {
        check(Which.NONE, "", headers);
    }

    private static void check(Which which, String text, String... headers) {
        FakeRequest sent = FakeRequest.of("PUT", "/bucket/k?" + text, headers);
        Query query = Query.parse(text);
        HttpRequest http = ParametersAsHeaders.of(sent, query, which);
        UnsupportedHeaders.requireSupported(
                new S3Request(
                        http,
                        "id",
                        Target.of(http, List.of()),
                        query,
                        new Identity("key", "root", OptionalLong.empty()),
                        new Payload(http, new BodySigning.Unsigned(), () -> false)));
    }
}
