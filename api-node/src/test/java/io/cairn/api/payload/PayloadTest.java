package io.cairn.api.payload;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatCode;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.cairn.api.auth.BodySigning;
import io.cairn.api.auth.FakeRequest;
import io.cairn.api.error.S3Error;
import io.cairn.api.error.S3Exception;
import org.junit.jupiter.api.Test;

final class PayloadTest {
    private static Payload of(int length, BodySigning signing) {
        return new Payload(
                FakeRequest.withBody(new byte[length], "DELETE", "/bkt/k"), signing, () -> false);
    }

    @Test
    void bodyThatNobodyWants_isHashedUpToALimitAndNotReadUnhashed() {
        assertThatThrownBy(() -> of(11, new BodySigning.Hashed("0".repeat(64))).verifyUnwanted(10))
                .isInstanceOfSatisfying(
                        S3Exception.class,
                        e -> assertThat(e.error()).isEqualTo(S3Error.MaxMessageLengthExceeded));
        assertThatCode(() -> of(11, new BodySigning.Unsigned()).verifyUnwanted(10))
                .doesNotThrowAnyException();
    }
}
