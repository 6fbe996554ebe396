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
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.Random;
import java.util.Set;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.MethodSource;
import org.junit.jupiter.params.provider.ValueSource;

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

    @ParameterizedTest
    @CsvSource({
        "Days, 36501, The default retention period must be at most 36500 days.",
        "Years, 101, The default retention period must be at most 100 years.",
        "Years, 99999999999999999999, The default retention period must be at most 100 years.",
        "Days, 0, The retention period must be a positive integer value."
    })
    void period_beyondItsBounds_isRefusedForWhatItIs(String unit, String period, String message) {
        XmlElement document = document("<" + unit + ">" + period + "</" + unit + ">");
        assertThatThrownBy(() -> LockDocuments.lock(document)).hasMessage(message);
    }

    @ParameterizedTest
    @CsvSource({
        "+10000-01-01T00:00:00Z, InvalidArgument",
        "+999999999-12-31T23:59:59Z, MalformedXML",
        "-999999999-01-01T00:00:00Z, MalformedXML"
    })
    void retention_thatEndsBeyondAllYears_isRefused(String until, S3Error error) {
        assertRefused(
                parse("<Retention><Mode>COMPLIANCE</Mode>" + until(until) + "</Retention>"), error);
    }

    private static String until(String date) {
        return "<RetainUntilDate>" + date + "</RetainUntilDate>";
    }

    private static XmlElement parse(String text) {
        return XmlElement.parse(text.getBytes(StandardCharsets.UTF_8));
    }

    /// Reads a document as what the first letters of its name say that it is.
    private static void assertRefused(XmlElement document, S3Error error) {
        assertThatThrownBy(
                        () -> {
                            switch (document.name().charAt(0)) {
                                case 'R', 'r' -> LockDocuments.retention(document, NOW);
                                case 'L', 'l' -> LockDocuments.legalHold(document);
                                default -> LockDocuments.lock(document);
                            }
                        })
                .as("%s", document)
                .isInstanceOfSatisfying(
                        S3Exception.class, e -> assertThat(e.error()).isEqualTo(error));
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "<Retention/>",
                "<Retention></Retention>",
                "<Retention xmlns='http://s3.amazonaws.com/doc/2006-03-01/'>\n </Retention>",
            })
    void retention_ofNothing_removes(String document) {
        assertThat(LockDocuments.retention(parse(document), NOW)).isEmpty();
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "<retention/>",
                "<Retention>none</Retention>",
                "<Retention><Retention/></Retention>",
                "<Retention><mode>GOVERNANCE</mode></Retention>",
                "<Retention><mode>GOVERNANCE</mode>"
                        + "<retainUntilDate>2190-01-01T00:00:00Z</retainUntilDate></Retention>",
                "<Retention><Mode/><RetainUntilDate/></Retention>",
                "<ObjectLockConfiguration/>",
                "<ObjectLockConfiguration><ObjectLockEnabled>Enabled</ObjectLockEnabled><Rule/>"
                        + "</ObjectLockConfiguration>",
                "<LegalHold/>",
            })
    void document_ofAnotherForm_isRefused(String document) {
        assertRefused(parse(document), S3Error.MalformedXML);
    }

    /// Of each document, each element is misspelt, there twice, joined by one that is unknown, or
    /// among text.
    @Test
    void document_withOneMistake_isRefused() {
        List<XmlElement> right =
                List.of(
                        document("<Days>1</Days>"),
                        document("<Years>1</Years>"),
                        parse(
                                "<Retention><Mode>GOVERNANCE</Mode>"
                                        + until("2190-01-01T00:00:00Z")
                                        + "</Retention>"),
                        parse("<LegalHold><Status>OFF</Status></LegalHold>"));
        for (XmlElement document : right) {
            List<XmlElement> wrong = mistaken(document);
            assertThat(wrong).hasSizeGreaterThan(5);
            wrong.forEach(each -> assertRefused(each, S3Error.MalformedXML));
        }
    }

    private static List<XmlElement> mistaken(XmlElement right) {
        String name = right.name();
        List<XmlElement> children = right.children();
        List<XmlElement> wrong = new ArrayList<>();
        String misspelt = name.substring(0, 1).toLowerCase(Locale.ROOT) + name.substring(1);
        wrong.add(new XmlElement(misspelt, right.text(), children));
        wrong.add(new XmlElement(name, right.text() + "x", children));
        List<XmlElement> more = new ArrayList<>(children);
        more.add(new XmlElement("Unknown", "", List.of()));
        wrong.add(new XmlElement(name, right.text(), more));
        for (int i = 0; i < children.size(); i++) {
            List<XmlElement> twice = new ArrayList<>(children);
            twice.add(children.get(i));
            wrong.add(new XmlElement(name, right.text(), twice));
            for (XmlElement child : mistaken(children.get(i))) {
                List<XmlElement> changed = new ArrayList<>(children);
                changed.set(i, child);
                wrong.add(new XmlElement(name, right.text(), changed));
            }
        }
        return wrong;
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
