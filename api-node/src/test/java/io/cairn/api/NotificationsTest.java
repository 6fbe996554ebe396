package io.cairn.api;

import static io.cairn.api.BucketsTest.assertFails;
import static org.assertj.core.api.Assertions.assertThat;

import java.net.http.HttpResponse;
import java.util.List;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;
import software.amazon.awssdk.services.s3.S3Client;
import software.amazon.awssdk.services.s3.model.Event;
import software.amazon.awssdk.services.s3.model.FilterRule;
import software.amazon.awssdk.services.s3.model.GetBucketNotificationConfigurationResponse;
import software.amazon.awssdk.services.s3.model.NotificationConfiguration;
import software.amazon.awssdk.services.s3.model.QueueConfiguration;
import software.amazon.awssdk.services.s3.model.TopicConfiguration;

/// Notification configurations, set by the AWS SDK and by hand.
final class NotificationsTest {
    private static final String BUCKET = "bucket";
    private static final String QUEUE = "arn:aws:sqs:us-east-1:1:orders";

    private final NodeFixture node = new NodeFixture();
    private final S3Client s3 = node.s3();

    @BeforeEach
    void createBucket() {
        s3.createBucket(b -> b.bucket(BUCKET));
    }

    @AfterEach
    void close() {
        node.close();
    }

    private void set(NotificationConfiguration rules) {
        s3.putBucketNotificationConfiguration(
                b -> b.bucket(BUCKET).notificationConfiguration(rules));
    }

    private static QueueConfiguration queue(String arn, String suffix, Event... events) {
        return QueueConfiguration.builder()
                .queueArn(arn)
                .events(events)
                .filter(f ->
                        f.key(k ->
                                k.filterRules(
                                        FilterRule.builder().name("suffix").value(suffix).build())))
                .build();
    }

    private HttpResponse<String> put(String rules) throws Exception {
        return HandSignedRequest.of("PUT", "/" + BUCKET + "?notification")
                .withBody("<NotificationConfiguration>" + rules + "</NotificationConfiguration>")
                .send(node);
    }

    private static String rule(String inside) {
        return "<QueueConfiguration><Queue>"
                + QUEUE
                + "</Queue>"
                + inside
                + "</QueueConfiguration>";
    }

    @Test
    void configuration_isShownAsSet_withIdsForRulesThatHaveNone() {
        assertThat(
                        s3.getBucketNotificationConfiguration(b -> b.bucket(BUCKET))
                                .queueConfigurations())
                .isEmpty();
        TopicConfiguration topic =
                TopicConfiguration.builder()
                        .id("mine")
                        .topicArn("arn:cairn:kafka:us-east-1::other")
                        .events(Event.S3_OBJECT_REMOVED)
                        .build();
        QueueConfiguration queue = queue(QUEUE, ".jpg", Event.S3_OBJECT_CREATED);
        set(
                NotificationConfiguration.builder()
                        .queueConfigurations(queue)
                        .topicConfigurations(topic)
                        .build());
        GetBucketNotificationConfigurationResponse shown =
                s3.getBucketNotificationConfiguration(b -> b.bucket(BUCKET));
        assertThat(shown.topicConfigurations()).containsExactly(topic);
        QueueConfiguration first = shown.queueConfigurations().getFirst();
        assertThat(first.id()).isNotEmpty();
        assertThat(first.toBuilder().id(null).build()).isEqualTo(queue);
        RecordedTargets.Prepared prepared = node.targets.prepared.getFirst();
        assertThat(prepared.rules().topics()).containsExactly("orders", "other");
        assertThat(prepared.asked().bucket()).isEqualTo(BUCKET);
        assertThat(prepared.tested()).isTrue();
    }

    @Test
    void emptyConfiguration_removesTheRules() {
        set(
                NotificationConfiguration.builder()
                        .queueConfigurations(queue(QUEUE, "", Event.S3_OBJECT_CREATED))
                        .build());
        set(NotificationConfiguration.builder().build());
        set(NotificationConfiguration.builder().build());
        GetBucketNotificationConfigurationResponse shown =
                s3.getBucketNotificationConfiguration(b -> b.bucket(BUCKET));
        assertThat(shown.queueConfigurations()).isEmpty();
        assertThat(shown.topicConfigurations()).isEmpty();
    }

    @Test
    void skippedValidation_reachesTheTargets() {
        s3.putBucketNotificationConfiguration(b ->
                b.bucket(BUCKET)
                        .skipDestinationValidation(true)
                        .notificationConfiguration(c ->
                                c.queueConfigurations(
                                        queue(QUEUE, "", Event.S3_OBJECT_CREATED_PUT))));
        assertThat(node.targets.prepared)
                .extracting(RecordedTargets.Prepared::tested)
                .isEqualTo(List.of(false));
    }

    @Test
    void refusedDestination_isInvalidArgument_andNothingIsKept() {
        assertFails(
                () ->
                        set(
                                NotificationConfiguration.builder()
                                        .queueConfigurations(
                                                queue(
                                                        "arn:aws:sqs:us-east-1:1:refused",
                                                        "",
                                                        Event.S3_OBJECT_CREATED))
                                        .build()),
                400,
                "InvalidArgument");
        assertThat(
                        s3.getBucketNotificationConfiguration(b -> b.bucket(BUCKET))
                                .queueConfigurations())
                .isEmpty();
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                "<Event>s3:ObjectMoved:*</Event>|is not supported for notifications",
                "<Event>s3:ObjectCreated:*</Event><Filter><S3Key><FilterRule><Name>infix</Name>"
                        + "<Value>a</Value></FilterRule></S3Key></Filter>|either prefix or suffix",
                "<Event>s3:ObjectCreated:*</Event><Filter><S3Key><FilterRule><Name>prefix</Name>"
                        + "<Value>a</Value></FilterRule><FilterRule><Value>b</Value><Name>Prefix"
                        + "</Name></FilterRule></S3Key></Filter>|Cannot specify more than one prefix"
            })
    void rule_thatNoBucketCanHave_isInvalidArgument(String inside, String words) throws Exception {
        HttpResponse<String> answer = put(rule(inside));
        assertThat(answer.statusCode()).isEqualTo(400);
        assertThat(answer.body()).contains("<Code>InvalidArgument</Code>", words);
    }

    @Test
    void overlappingRules_areInvalidArgument_inS3sWords() throws Exception {
        String first = rule("<Event>s3:ObjectCreated:*</Event>");
        String second = rule("<Event>s3:ObjectCreated:Put</Event>");
        HttpResponse<String> answer = put(first + second);
        assertThat(answer.body())
                .contains(
                        "<Code>InvalidArgument</Code>",
                        "Configuration is ambiguously defined. Cannot have overlapping suffixes in two"
                                + " rules if the prefixes are overlapping for the same event type.");
        assertThat(put(first + rule("<Event>s3:ObjectRemoved:*</Event>")).statusCode())
                .isEqualTo(200);
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "<Other/>",
                "<QueueConfiguration><Queue>arn:aws:sqs:r:1:q</Queue></QueueConfiguration>",
                "<QueueConfiguration><Topic>arn:aws:sns:r:1:q</Topic><Event>s3:ObjectCreated:*"
                        + "</Event></QueueConfiguration>",
                "text"
            })
    void anyOtherDocument_isMalformed(String inside) throws Exception {
        assertThat(put(inside).body()).contains("<Code>MalformedXML</Code>");
    }

    @Test
    void arn_thatNamesNoDestination_isInvalidArgument() throws Exception {
        HttpResponse<String> answer =
                put(rule("<Event>s3:ObjectCreated:*</Event>").replace("sqs", "ec2"));
        assertThat(answer.body())
                .contains("<Code>InvalidArgument</Code>", "The ARN is not well formed");
    }

    @Test
    void eventBridge_isNotImplemented() throws Exception {
        assertThat(put("<EventBridgeConfiguration/>").body())
                .contains("<Code>NotImplemented</Code>", "NotificationConfiguration");
    }
}
