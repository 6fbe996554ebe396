package io.cairn.api.lock;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.cairn.api.error.S3Error;
import io.cairn.api.error.S3Exception;
import io.cairn.api.xml.XmlElement;
import io.cairn.api.xml.XmlWriter;
import io.cairn.schemas.event.DefaultRetention;
import io.cairn.schemas.event.LegalHold;
import io.cairn.schemas.event.ObjectLock;
import io.cairn.schemas.event.Retention;
import io.cairn.schemas.event.RetentionMode;
import java.nio.charset.StandardCharsets;
import java.time.Instant;
import java.util.Optional;
import java.util.Random;
import java.util.Set;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

final class LockDocumentsTest {
    private static final int ROUNDS = 2000;
    private static final long NOW = 1_700_000_000_000L;

    static Stream<Long> seeds() {
        return Stream.of(1L, System.nanoTime());
    }

    private static XmlElement parse(XmlWriter xml) {
        return XmlElement.parse(xml.toBytes());
    }

    private static RetentionMode mode(Random random) {
        return RetentionMode.values()[random.nextInt(2)];
    }

    @ParameterizedTest
    @MethodSource("seeds")
    void documents_thatAreWritten_areReadAsTheyWere(long seed) {
        Random random = new Random(seed);
        for (int round = 0; round < ROUNDS; round++) {
            DefaultRetention rule =
                    random.nextBoolean()
                            ? new DefaultRetention(mode(random), 1 + random.nextInt(36_500), 0)
                            : new DefaultRetention(mode(random), 0, 1 + random.nextInt(100));
            ObjectLock lock =
                    new ObjectLock(random.nextInt(5) == 0 ? Optional.empty() : Optional.of(rule));
            assertThat(LockDocuments.lock(parse(LockDocuments.write(lock)))).isEqualTo(lock);
            long until =
                    random.nextLong(NOW + 1, Instant.parse("9999-12-31T23:59:59Z").toEpochMilli());
            Retention retention = new Retention(mode(random), until);
            assertThat(LockDocuments.retention(parse(LockDocuments.write(retention)), NOW))
                    .as("seed %d", seed)
                    .contains(retention);
        }
        for (LegalHold hold : Set.of(LegalHold.ON, LegalHold.OFF)) {
            assertThat(LockDocuments.legalHold(parse(LockDocuments.write(hold)))).isEqualTo(hold);
        }
    }

    /// Whatever stands for the period: it is a number within the bounds, or the document is refused
    /// by one of two errors.
    @ParameterizedTest
    @MethodSource("seeds")
    void period_ofAnyText_isWithinItsBoundsOrRefused(long seed) {
        Random random = new Random(seed);
        String signs = "0123456789-+. xe";
        for (int round = 0; round < ROUNDS; round++) {
            StringBuilder period = new StringBuilder();
            for (int i = random.nextInt(7); i >= 0; i--) {
                period.append(signs.charAt(random.nextInt(round % 2 == 0 ? 10 : signs.length())));
            }
            XmlElement document = document("<Days>" + period + "</Days>");
            try {
                DefaultRetention rule =
                        LockDocuments.lock(document).defaultRetention().orElseThrow();
                assertThat(rule.days()).isBetween(1, 36_500);
                assertThat(rule.days()).isEqualTo(Integer.parseInt(period.toString().strip()));
            } catch (S3Exception e) {
                assertThat(e.error())
                        .as("seed %d: %s", seed, period)
                        .isIn(S3Error.MalformedXML, S3Error.InvalidRetentionPeriod);
            }
        }
    }

    private static XmlElement document(String period) {
        String text =
                "<ObjectLockConfiguration><ObjectLockEnabled>Enabled</ObjectLockEnabled><Rule>"
                        + "<DefaultRetention><Mode>GOVERNANCE</Mode>"
                        + period
                        + "</DefaultRetention></Rule></ObjectLockConfiguration>";
        return XmlElement.parse(text.getBytes(StandardCharsets.UTF_8));
    }

    @Test
    void retention_thatEndsBeyondAllYears_isRefused() {
        String text =
                "<Retention><Mode>COMPLIANCE</Mode>"
                        + "<RetainUntilDate>+10000-01-01T00:00:00Z</RetainUntilDate></Retention>";
        XmlElement document = XmlElement.parse(text.getBytes(StandardCharsets.UTF_8));
        assertThatThrownBy(() -> LockDocuments.retention(document, NOW))
                .isInstanceOfSatisfying(
                        S3Exception.class,
                        e -> assertThat(e.error()).isEqualTo(S3Error.InvalidArgument));
    }

    @Test
    void years_areThoseOfTheCalendar() {
        long leapDay = Instant.parse("2028-02-29T12:00:00.005Z").toEpochMilli();
        assertThat(new DefaultRetention(RetentionMode.GOVERNANCE, 0, 1).from(leapDay))
                .isEqualTo(
                        new Retention(
                                RetentionMode.GOVERNANCE,
                                Instant.parse("2029-02-28T12:00:00.005Z").toEpochMilli()));
    }
}
