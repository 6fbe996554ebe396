package io.cairn.load.workload;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.ByteBuffer;
import org.junit.jupiter.api.Test;

class ContentTest {
    private static final long LARGE = (16 << 20) + 12_345L;

    private final Content content = new Content(false, true);

    @Test
    void check_ofAPayloadAroundThePool_isIntact() {
        Content.Check check = content.check("key", 0);
        content.payload("key", 0, LARGE).slices().forEach(slice -> check.accept(slice.duplicate()));

        assertThat(check.isIntact()).isTrue();
    }

    @Test
    void check_ofARange_takesTheSameBytesAsThePayloadFromThere() {
        Content.Check check = content.check("key", LARGE);
        content.payload("key", LARGE, 99)
                .slices()
                .forEach(slice -> check.accept(slice.duplicate()));

        assertThat(check.isIntact()).isTrue();
    }

    @Test
    void check_ofAnotherKeysBytes_isNotIntact() {
        Content.Check check = content.check("key", 0);
        content.payload("other", 0, 64).slices().forEach(slice -> check.accept(slice.duplicate()));

        assertThat(check.isIntact()).isFalse();
    }

    @Test
    void payload_ofOneKey_isAlwaysTheSame() {
        ByteBuffer first = content.payload("key", 0, 1000).slices().getFirst();
        ByteBuffer second = new Content(true, false).payload("key", 0, 1000).slices().getFirst();

        assertThat(first).isEqualTo(second);
    }
}
