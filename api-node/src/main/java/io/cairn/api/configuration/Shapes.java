package io.cairn.api.configuration;

import static io.cairn.api.xml.Shape.anyText;
import static io.cairn.api.xml.Shape.choice;
import static io.cairn.api.xml.Shape.flag;
import static io.cairn.api.xml.Shape.many;
import static io.cairn.api.xml.Shape.maybe;
import static io.cairn.api.xml.Shape.one;
import static io.cairn.api.xml.Shape.oneOf;
import static io.cairn.api.xml.Shape.text;
import static io.cairn.api.xml.Shape.tree;

import io.cairn.api.xml.Shape;
import io.cairn.api.xml.Shape.Leaf;
import io.cairn.api.xml.Shape.Part;
import io.cairn.api.xml.Shape.Tree;
import io.cairn.api.xml.XmlElement;
import java.util.List;
import java.util.Optional;

/// The shapes of the documents, as the service model of S3 and the API reference of each operation
/// describe them.
final class Shapes {
    private static final int ROUTING_RULES_MAX = 50;
    private static final int TAGS_MAX = 10;
    private static final int TIERS = 2;
    private static final int FIELDS_MAX = 20;
    private static final int DAYS_MAX = 730;
    private static final int ARCHIVE_DAYS_MIN = 90;
    private static final int DEEP_ARCHIVE_DAYS_MIN = 180;
    private static final int DAYS_DIGITS_MAX = 3;

    private static final Shape TAG = tree(one("Key", text()), one("Value", anyText()));
    private static final Part PREFIX = maybe("Prefix", anyText());
    private static final Part ID = one("Id", text());

    static final Shape ACCELERATE = tree(one("Status", oneOf("Enabled", "Suspended")));

    static final Shape REQUEST_PAYMENT = tree(one("Payer", oneOf("BucketOwner", "Requester")));

    /// Grants to others are no part of it: the owner of a bucket owns all that is in it.
    static final Shape LOGGING =
            tree(
                    maybe(
                            "LoggingEnabled",
                            tree(
                                    one("TargetBucket", text()),
                                    one("TargetPrefix", anyText()),
                                    maybe("TargetObjectKeyFormat", keyFormat()))));

    static final Shape WEBSITE =
            new Tree(
                    List.of(
                            maybe(
                                    "RedirectAllRequestsTo",
                                    tree(one("HostName", text()), maybe("Protocol", protocol()))),
                            maybe("IndexDocument", tree(one("Suffix", suffix()))),
                            maybe("ErrorDocument", tree(one("Key", text()))),
                            maybe(
                                    "RoutingRules",
                                    tree(
                                            new Part(
                                                    "RoutingRule",
                                                    1,
                                                    ROUTING_RULES_MAX,
                                                    routingRule())))),
                    Shapes::redirectsOrServes);

    static final Shape ANALYTICS =
            tree(
                    ID,
                    maybe("Filter", filter()),
                    one("StorageClassAnalysis", storageClassAnalysis()));

    static final Shape METRICS = tree(ID, maybe("Filter", accessPointFilter()));

    static final Shape INVENTORY =
            tree(
                    ID,
                    one("IsEnabled", flag()),
                    one("Destination", tree(one("S3BucketDestination", inventoryTarget()))),
                    maybe("Filter", tree(one("Prefix", anyText()))),
                    one("IncludedObjectVersions", oneOf("All", "Current")),
                    maybe("OptionalFields", tree(many("Field", FIELDS_MAX, text()))),
                    one("Schedule", tree(one("Frequency", oneOf("Daily", "Weekly")))));

    static final Shape INTELLIGENT_TIERING =
            tree(
                    ID,
                    maybe("Filter", filter()),
                    one("Status", oneOf("Enabled", "Disabled")),
                    new Part("Tiering", 1, TIERS, tiering()));

    private Shapes() {}

    private static Shape keyFormat() {
        return choice(
                maybe("SimplePrefix", tree()),
                maybe(
                        "PartitionedPrefix",
                        tree(one("PartitionDateSource", oneOf("EventTime", "DeliveryTime")))));
    }

    private static Shape protocol() {
        return oneOf("http", "https");
    }

    private static Shape suffix() {
        return new Leaf(suffix -> !suffix.isEmpty() && suffix.indexOf('/') < 0);
    }

    private static Shape routingRule() {
        return tree(
                maybe(
                        "Condition",
                        tree(
                                maybe("HttpErrorCodeReturnedEquals", text()),
                                maybe("KeyPrefixEquals", text()))),
                one(
                        "Redirect",
                        tree(
                                maybe("HostName", text()),
                                maybe("HttpRedirectCode", text()),
                                maybe("Protocol", protocol()),
                                maybe("ReplaceKeyPrefixWith", anyText()),
                                maybe("ReplaceKeyWith", text()))));
    }

    /// Either all requests go elsewhere, or there is an index.
    private static boolean redirectsOrServes(XmlElement website) {
        boolean redirects = website.child("RedirectAllRequestsTo").isPresent();
        boolean serves = website.child("IndexDocument").isPresent();
        return redirects ? website.children().size() == 1 : serves;
    }

    private static Shape filter() {
        return choice(
                PREFIX, maybe("Tag", TAG), maybe("And", tree(PREFIX, many("Tag", TAGS_MAX, TAG))));
    }

    private static Shape accessPointFilter() {
        return choice(
                PREFIX,
                maybe("Tag", TAG),
                maybe("AccessPointArn", text()),
                maybe(
                        "And",
                        tree(PREFIX, many("Tag", TAGS_MAX, TAG), maybe("AccessPointArn", text()))));
    }

    private static Shape storageClassAnalysis() {
        return tree(
                maybe(
                        "DataExport",
                        tree(
                                one("OutputSchemaVersion", oneOf("V_1")),
                                one(
                                        "Destination",
                                        tree(
                                                one(
                                                        "S3BucketDestination",
                                                        tree(
                                                                one("Format", oneOf("CSV")),
                                                                maybe("BucketAccountId", text()),
                                                                one("Bucket", text()),
                                                                PREFIX)))))));
    }

    private static Shape inventoryTarget() {
        return tree(
                maybe("AccountId", text()),
                one("Bucket", text()),
                one("Format", oneOf("CSV", "ORC", "Parquet")),
                PREFIX,
                maybe(
                        "Encryption",
                        choice(
                                maybe("SSE-S3", tree()),
                                maybe("SSE-KMS", tree(one("KeyId", text()))))));
    }

    private static Shape tiering() {
        return new Tree(
                List.of(
                        one("Days", new Leaf(days -> days(days).isPresent())),
                        one("AccessTier", oneOf("ARCHIVE_ACCESS", "DEEP_ARCHIVE_ACCESS"))),
                tiering -> {
                    int days = tiering.childText("Days").flatMap(Shapes::days).orElse(0);
                    boolean deep =
                            tiering.childText("AccessTier")
                                    .filter(tier -> tier.strip().startsWith("DEEP"))
                                    .isPresent();
                    return days >= (deep ? DEEP_ARCHIVE_DAYS_MIN : ARCHIVE_DAYS_MIN)
                            && days <= DAYS_MAX;
                });
    }

    private static Optional<Integer> days(String text) {
        String digits = text.strip();
        boolean number =
                !digits.isEmpty()
                        && digits.length() <= DAYS_DIGITS_MAX
                        && digits.chars().allMatch(c -> c >= '0' && c <= '9');
        return number ? Optional.of(Integer.parseInt(digits)) : Optional.empty();
    }
}
