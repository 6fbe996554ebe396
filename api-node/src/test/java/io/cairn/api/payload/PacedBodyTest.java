package io.cairn.api.payload;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.cairn.api.error.S3Error;
import io.cairn.api.error.S3Exception;
import java.io.IOException;
import java.io.InputStream;
import java.time.Duration;
import java.util.Arrays;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.atomic.AtomicLong;
import org.junit.jupiter.api.Test;

class PacedBodyTest {
    private final AtomicLong now = new AtomicLong(Long.MAX_VALUE - 1);
    private final AtomicBoolean contended = new AtomicBoolean();

    @Test
    void slowBody_whileNobodyWaits_isReadToItsEnd() throws IOException {
        assertThat(body(1000, 100, Duration.ofSeconds(25)).readAllBytes()).hasSize(1000);
    }

    @Test
    void slowBody_onceSomebodyWaits_isRequestTimeout() throws IOException {
        InputStream body = body(1000, 100, Duration.ofSeconds(25));
        assertThat(body.read(new byte[100], 0, 100)).isEqualTo(100);
        contended.set(true);
        assertThatThrownBy(() -> body.read(new byte[100], 0, 100))
                .isInstanceOfSatisfying(
                        S3Exception.class,
                        e -> assertThat(e.error()).isEqualTo(S3Error.RequestTimeout));
    }

    @Test
    void shortBody_withinAWindow_isRead() throws IOException {
        contended.set(true);
        assertThat(body(3, 1, Duration.ofMillis(1500)).readAllBytes()).hasSize(3);
    }

    @Test
    void steadyBody_overLong_isRead() throws IOException {
        contended.set(true);
        int piece = (int) PacedBody.BYTES_PER_SECOND_MIN;
        InputStream body = body(60 * piece, piece, Duration.ofSeconds(1));
        for (int second = 0; second < 60; second++) {
            assertThat(body.read(new byte[piece], 0, piece)).isEqualTo(piece);
        }
        assertThat(body.read()).isEqualTo(-1);
    }

    @Test
    void bodyThatBeginsFastAndThenDawdles_onceSomebodyWaits_isRequestTimeout() throws IOException {
        contended.set(true);
        int piece = (int) PacedBody.BYTES_PER_SECOND_MIN;
        InputStream body = body(100 * piece, piece, Duration.ofSeconds(1));
        for (int second = 0; second < 40; second++) {
            assertThat(body.read(new byte[piece], 0, piece)).isEqualTo(piece);
        }
        assertThatThrownBy(
                        () -> {
                            for (int second = 0; second < 40; second++) {
                                assertThat(body.read(new byte[1], 0, 1)).isEqualTo(1);
                            }
                        })
                .isInstanceOfSatisfying(
                        S3Exception.class,
                        e -> assertThat(e.error()).isEqualTo(S3Error.RequestTimeout));
    }

    /// A body of `length` bytes whose every piece takes `each` to arrive.
    private PacedBody body(int length, int piece, Duration each) {
        InputStream slow =
                new InputStream() {
                    private int left = length;

                    @Override
                    public int read() {
                        throw new UnsupportedOperationException();
                    }

                    @Override
                    public int read(byte[] bytes, int offset, int wanted) {
                        if (left == 0) {
                            return -1;
                        }
                        now.addAndGet(each.toNanos());
                        int read = Math.min(Math.min(wanted, piece), left);
                        Arrays.fill(bytes, offset, offset + read, (byte) 1);
                        left -= read;
                        return read;
                    }
                };
        return new PacedBody(slow, contended::get, now::get);
    }
}
