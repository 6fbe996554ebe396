package io.cairn.api.lock;

import static io.cairn.api.xml.Shape.maybe;
import static io.cairn.api.xml.Shape.one;
import static io.cairn.api.xml.Shape.oneOf;
import static io.cairn.api.xml.Shape.text;
import static io.cairn.api.xml.Shape.tree;

import io.cairn.api.error.S3Error;
import io.cairn.api.operation.Timestamps;
import io.cairn.api.request.Decimal;
import io.cairn.api.xml.Shape;
import io.cairn.api.xml.XmlElement;
import io.cairn.api.xml.XmlWriter;
import io.cairn.schemas.event.DefaultRetention;
import io.cairn.schemas.event.LegalHold;
import io.cairn.schemas.event.ObjectLock;
import io.cairn.schemas.event.Retention;
import io.cairn.schemas.event.RetentionMode;
import java.util.Optional;

/// The documents of object lock, read and written. An element that is unknown, misspelt or there
/// twice is refused: to ignore it could be to protect less than its sender asks for.
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

    private static final Shape OF_CONFIGURATION =
            tree(
                    one(ENABLED, oneOf("Enabled")),
                    maybe(
                            RULE,
                            tree(
                                    one(
                                            DEFAULT,
                                            tree(
                                                    one(MODE, text()),
                                                    maybe(DAYS, text()),
                                                    maybe(YEARS, text()))))));
    private static final Shape OF_RETENTION = tree(one(MODE, text()), one(UNTIL, text()));
    private static final Shape OF_LEGAL_HOLD = tree(one(STATUS, text()));

    private LockDocuments() {}

    /// The configuration of a bucket. Throws MalformedXML or InvalidRetentionPeriod.
    static ObjectLock lock(XmlElement document) {
        require(document.name().equals(CONFIGURATION) && OF_CONFIGURATION.fits(document));
        return new ObjectLock(document.child(RULE).map(LockDocuments::rule));
    }

    private static DefaultRetention rule(XmlElement rule) {
        XmlElement given = rule.child(DEFAULT).orElseThrow(S3Error.MalformedXML::exception);
        RetentionMode mode = mode(given);
        Optional<String> days = textOf(given, DAYS);
        Optional<String> years = textOf(given, YEARS);
        require(days.isPresent() != years.isPresent());
        return days.isPresent()
                ? new DefaultRetention(
                        mode, period(days.get(), DefaultRetention.DAYS_MAX, "days"), 0)
                : new DefaultRetention(
                        mode, 0, period(years.orElseThrow(), DefaultRetention.YEARS_MAX, "years"));
    }

    private static int period(String text, int max, String unit) {
        boolean negative = text.startsWith("-");
        long number =
                Decimal.parse(negative ? text.substring(1) : text)
                        .orElseThrow(S3Error.MalformedXML::exception);
        if (negative || number < 1) {
            throw S3Error.InvalidRetentionPeriod.exception();
        }
        if (number > max) {
            throw S3Error.InvalidRetentionPeriod.exception(
                    "The default retention period must be at most " + max + " " + unit + ".");
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
        if (document.children().isEmpty() && document.text().isBlank()) {
            return Optional.empty();
        }
        require(OF_RETENTION.fits(document));
        RetentionMode mode = mode(document);
        long millis =
                Timestamps.parseIso(textOf(document, UNTIL).orElseThrow())
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
        require(document.name().equals(LEGAL_HOLD) && OF_LEGAL_HOLD.fits(document));
        return textOf(document, STATUS)
                .flatMap(Locks::legalHold)
                .orElseThrow(S3Error.MalformedXML::exception);
    }

    static XmlWriter write(LegalHold hold) {
        XmlWriter xml = new XmlWriter().openRoot(LEGAL_HOLD);
        return xml.element(STATUS, hold.name()).close(LEGAL_HOLD);
    }

    private static RetentionMode mode(XmlElement parent) {
        return textOf(parent, MODE)
                .flatMap(Locks::mode)
                .orElseThrow(S3Error.MalformedXML::exception);
    }

    private static Optional<String> textOf(XmlElement parent, String name) {
        return parent.childText(name).map(String::strip);
    }

    private static void require(boolean wellFormed) {
        if (!wellFormed) {
            throw S3Error.MalformedXML.exception();
        }
    }
}
