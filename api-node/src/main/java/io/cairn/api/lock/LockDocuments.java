package io.cairn.api.lock;

import io.cairn.api.error.S3Error;
import io.cairn.api.operation.Timestamps;
import io.cairn.api.request.Decimal;
import io.cairn.api.xml.XmlElement;
import io.cairn.api.xml.XmlWriter;
import io.cairn.schemas.event.DefaultRetention;
import io.cairn.schemas.event.LegalHold;
import io.cairn.schemas.event.ObjectLock;
import io.cairn.schemas.event.Retention;
import io.cairn.schemas.event.RetentionMode;
import java.util.Optional;

/// The documents of object lock, read and written.
final class LockDocuments {
    private static final String CONFIGURATION = "ObjectLockConfiguration";
    private static final String ENABLED = "ObjectLockEnabled";
    private static final String RULE = "Rule";
    private static final String DEFAULT = "DefaultRetention";
    private static final String MODE = "Mode";
    private static final String DAYS = "Days";
    private static final String YEARS = "Years";
    private static final String RETENTION = "Retention";
    private static final String UNTIL = "RetainUntilDate";
    private static final String LEGAL_HOLD = "LegalHold";
    private static final String STATUS = "Status";

    private LockDocuments() {}

    /// The configuration of a bucket. Throws MalformedXML or InvalidRetentionPeriod.
    static ObjectLock lock(XmlElement document) {
        require(document.name().equals(CONFIGURATION));
        require(text(document, ENABLED).filter("Enabled"::equals).isPresent());
        return new ObjectLock(document.child(RULE).map(LockDocuments::rule));
    }

    private static DefaultRetention rule(XmlElement rule) {
        XmlElement given = rule.child(DEFAULT).orElseThrow(S3Error.MalformedXML::exception);
        RetentionMode mode = mode(given);
        Optional<String> days = text(given, DAYS);
        Optional<String> years = text(given, YEARS);
        require(days.isPresent() != years.isPresent());
        return days.isPresent()
                ? new DefaultRetention(mode, period(days.get(), DefaultRetention.DAYS_MAX), 0)
                : new DefaultRetention(
                        mode, 0, period(years.orElseThrow(), DefaultRetention.YEARS_MAX));
    }

    private static int period(String text, int max) {
        boolean negative = text.startsWith("-");
        long number =
                Decimal.parse(negative ? text.substring(1) : text)
                        .orElseThrow(S3Error.MalformedXML::exception);
        if (negative || number < 1 || number > max) {
            throw S3Error.InvalidRetentionPeriod.exception();
        }
        return (int) number;
    }

    static XmlWriter write(ObjectLock lock) {
        XmlWriter xml = new XmlWriter().openRoot(CONFIGURATION).element(ENABLED, "Enabled");
        lock.defaultRetention()
                .ifPresent(retention -> {
                    xml.open(RULE).open(DEFAULT).element(MODE, retention.mode().name());
                    if (retention.days() > 0) {
                        xml.element(DAYS, retention.days());
                    } else {
                        xml.element(YEARS, retention.years());
                    }
                    xml.close(DEFAULT).close(RULE);
                });
        return xml.close(CONFIGURATION);
    }

    /// The retention of a version; an empty document removes it. Throws MalformedXML, or
    /// InvalidArgument for one that does not end after `nowMillis`.
    static Optional<Retention> retention(XmlElement document, long nowMillis) {
        require(document.name().equals(RETENTION));
        Optional<String> until = text(document, UNTIL);
        if (until.isEmpty() && document.child(MODE).isEmpty()) {
            return Optional.empty();
        }
        RetentionMode mode = mode(document);
        long millis =
                Timestamps.parseIso(until.orElseThrow(S3Error.MalformedXML::exception))
                        .orElseThrow(S3Error.MalformedXML::exception);
        return Optional.of(Locks.retention(mode, millis, nowMillis));
    }

    static XmlWriter write(Retention retention) {
        XmlWriter xml = new XmlWriter().openRoot(RETENTION);
        xml.element(MODE, retention.mode().name());
        xml.element(UNTIL, Timestamps.isoMillis(retention.untilMillis()));
        return xml.close(RETENTION);
    }

    /// The legal hold of a version. Throws MalformedXML.
    static LegalHold legalHold(XmlElement document) {
        require(document.name().equals(LEGAL_HOLD));
        return text(document, STATUS)
                .flatMap(Locks::legalHold)
                .orElseThrow(S3Error.MalformedXML::exception);
    }

    static XmlWriter write(LegalHold hold) {
        XmlWriter xml = new XmlWriter().openRoot(LEGAL_HOLD);
        return xml.element(STATUS, hold.name()).close(LEGAL_HOLD);
    }

    private static RetentionMode mode(XmlElement parent) {
        return text(parent, MODE).flatMap(Locks::mode).orElseThrow(S3Error.MalformedXML::exception);
    }

    private static Optional<String> text(XmlElement parent, String name) {
        return parent.childText(name).map(String::strip);
    }

    private static void require(boolean wellFormed) {
        if (!wellFormed) {
            throw S3Error.MalformedXML.exception();
        }
    }
}
