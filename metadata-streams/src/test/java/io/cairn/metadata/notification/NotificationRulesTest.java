package io.cairn.metadata.notification;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.util.ArrayList;
import java.util.List;
import java.util.Random;
import java.util.stream.Collectors;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/// Rules as documents, and when two of them overlap.
class NotificationRulesTest {
    private static final long SEED = 20_182;
    private static final int PAIRS = 2_000;
    private static final int KEY_LENGTH_MAX = 4;
    private static final List<String> NAMES =
            List.of(
                    "s3:ObjectCreated:*",
                    "s3:ObjectCreated:Put",
                    "s3:ObjectCreated:Copy",
                    "s3:ObjectCreated:PutTagging",
                    "s3:ObjectRemoved:*",
                    "s3:ObjectRemoved:Delete",
                    "s3:ObjectTagging:*",
                    "s3:ObjectTagging:Put",
                    "s3:ObjectCreated:PutRetention");

    private static String rule(String id, String arn, String name, String prefix, String suffix) {
        return """
        <QueueConfiguration><Id>%s</Id><Queue>%s</Queue><Event>%s</Event><Filter><S3Key>
        <FilterRule><Name>prefix</Name><Value>%s</Value></FilterRule>
        <FilterRule><Name>suffix</Name><Value>%s</Value></FilterRule>
        </S3Key></Filter></QueueConfiguration>
        """
                .formatted(id, arn, name, prefix, suffix);
    }

    private static NotificationRules parse(String... rules) {
        return NotificationRules.parse(
                "<NotificationConfiguration>"
                        + String.join("", rules)
                        + "</NotificationConfiguration>");
    }

    @ParameterizedTest
    @CsvSource({
        "arn:cairn:kafka:us-east-1::orders,orders,S3",
        "arn:cairn:kafka:::orders,orders,S3",
        "arn:cairn:kafka::s3:orders,orders,S3",
        "arn:cairn:kafka::minio:orders,orders,MINIO",
        "arn:cairn:kafka::cloudevents:orders,orders,CLOUDEVENTS",
        "arn:aws:sns:eu-west-1:123456789012:orders,orders,S3",
        "arn:aws:sqs:eu-west-1:123456789012:orders,orders,S3",
        "arn:aws:lambda:eu-west-1:123456789012:function:orders,orders,S3",
        "arn:minio:sqs::orders:kafka,orders,MINIO"
    })
    void arn_ofATopic_namesItAndItsFormat(String arn, String topic, MessageFormat format) {
        assertThat(Destination.parse(arn)).contains(new Destination(topic, format));
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "",
                "orders",
                "arn:aws:ec2:r:1:orders",
                "arn:aws:sqs:r:orders",
                "arn:cairn:kafka::avro:orders",
                "arn:cairn:kafka:::orders:more",
                "arn:minio:sqs::1:amqp"
            })
    void arn_ofAnythingElse_isRefused(String arn) {
        assertThat(Destination.parse(arn)).isEmpty();
        assertThatThrownBy(() -> parse(rule("a", arn, "s3:ObjectCreated:*", "", "")))
                .isInstanceOf(InvalidRuleException.class);
    }

    @Test
    void rules_readFromADocument_matchWhatTheySay() {
        NotificationRules rules =
                parse(
                        rule("a", "arn:aws:sqs:r:1:one", "s3:ObjectCreated:*", "in/", ".jpg"),
                        rule("b", "arn:aws:sqs:r:1:two", "s3:ObjectRemoved:*", "", ""));
        assertThat(rules.topics()).containsExactly("one", "two");
        assertThat(rules.matching("one", EventType.PUT, "in/x.jpg"))
                .extracting(NotificationRule::id)
                .containsExactly("a");
        assertThat(rules.matching("one", EventType.PUT, "in/x.png")).isEmpty();
        assertThat(rules.matching("one", EventType.DELETE, "in/x.jpg")).isEmpty();
        assertThat(rules.matching("two", EventType.DELETE, "any")).hasSize(1);
        assertThat(rules.matching("two", EventType.PUT, "in/x.jpg")).isEmpty();
    }

    @Test
    void wildcard_meansTheEventsOfS3() {
        assertThat(EventType.named("s3:ObjectCreated:*"))
                .containsExactlyInAnyOrder(
                        EventType.PUT, EventType.COPY, EventType.COMPLETE_MULTIPART_UPLOAD);
        assertThat(EventType.named("s3:ObjectRemoved:*"))
                .containsExactlyInAnyOrder(EventType.DELETE, EventType.DELETE_MARKER_CREATED);
        assertThat(EventType.named("s3:ObjectCreated:PutTagging"))
                .containsExactly(EventType.TAGGING_PUT);
        assertThat(EventType.isName("s3:LifecycleExpiration:*")).isTrue();
        assertThat(EventType.isName("s3:ObjectCreated")).isFalse();
        assertThat(EventType.isName("*")).isFalse();
    }

    @Test
    void rulesOfTheSameId_areRefused() {
        assertThatThrownBy(() ->
                        parse(
                                rule("a", "arn:aws:sqs:r:1:q", "s3:ObjectCreated:*", "", ""),
                                rule("a", "arn:aws:sqs:r:1:q", "s3:ObjectRemoved:*", "", "")))
                .hasMessageContaining("IDs must be unique");
    }

    @Test
    void twoRules_areRefused_exactlyIfSomeChangeConcernsBoth() {
        Random random = new Random(SEED);
        List<String> keys = words(KEY_LENGTH_MAX);
        for (int pair = 0; pair < PAIRS; pair++) {
            String first = random(random, "a");
            String second = random(random, "b");
            NotificationRules one = parse(first);
            NotificationRules other = parse(second);
            boolean both =
                    keys.stream().anyMatch(key -> concerns(one, key) && together(one, other, key));
            boolean refused = isRefused(first, second);
            assertThat(refused)
                    .as("seed %d, pair %d: %s and %s", SEED, pair, first, second)
                    .isEqualTo(both);
        }
    }

    private static String random(Random random, String id) {
        List<String> short2 = words(2);
        return rule(
                id,
                "arn:aws:sqs:r:1:q",
                NAMES.get(random.nextInt(NAMES.size())),
                short2.get(random.nextInt(short2.size())),
                short2.get(random.nextInt(short2.size())));
    }

    private static boolean concerns(NotificationRules rules, String key) {
        return types().stream().anyMatch(type -> rules.matching("q", type, key).count() > 0);
    }

    private static boolean together(NotificationRules one, NotificationRules other, String key) {
        return types().stream()
                .anyMatch(type ->
                        one.matching("q", type, key).count() > 0
                                && other.matching("q", type, key).count() > 0);
    }

    private static List<EventType> types() {
        return List.of(EventType.values());
    }

    private static boolean isRefused(String... rules) {
        try {
            parse(rules);
            return false;
        } catch (InvalidRuleException e) {
            return true;
        }
    }

    /// All words of two letters up to this length.
    private static List<String> words(int length) {
        List<String> all = new ArrayList<>(List.of(""));
        List<String> last = List.of("");
        for (int i = 0; i < length; i++) {
            last =
                    last.stream()
                            .flatMap(word -> List.of(word + "a", word + "b").stream())
                            .collect(Collectors.toList());
            all.addAll(last);
        }
        return all;
    }
}
