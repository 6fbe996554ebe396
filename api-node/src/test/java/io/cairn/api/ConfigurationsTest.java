package io.cairn.api;

import static io.cairn.api.BucketsTest.assertFails;
import static org.assertj.core.api.Assertions.assertThat;

import java.net.http.HttpResponse;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;
import software.amazon.awssdk.services.s3.S3Client;
import software.amazon.awssdk.services.s3.model.AnalyticsConfiguration;
import software.amazon.awssdk.services.s3.model.AnalyticsFilter;
import software.amazon.awssdk.services.s3.model.BucketAccelerateStatus;
import software.amazon.awssdk.services.s3.model.IntelligentTieringAccessTier;
import software.amazon.awssdk.services.s3.model.IntelligentTieringConfiguration;
import software.amazon.awssdk.services.s3.model.IntelligentTieringStatus;
import software.amazon.awssdk.services.s3.model.InventoryConfiguration;
import software.amazon.awssdk.services.s3.model.InventoryFormat;
import software.amazon.awssdk.services.s3.model.InventoryFrequency;
import software.amazon.awssdk.services.s3.model.InventoryIncludedObjectVersions;
import software.amazon.awssdk.services.s3.model.InventoryOptionalField;
import software.amazon.awssdk.services.s3.model.ListBucketMetricsConfigurationsResponse;
import software.amazon.awssdk.services.s3.model.LoggingEnabled;
import software.amazon.awssdk.services.s3.model.MetricsConfiguration;
import software.amazon.awssdk.services.s3.model.MetricsFilter;
import software.amazon.awssdk.services.s3.model.Payer;
import software.amazon.awssdk.services.s3.model.RoutingRule;
import software.amazon.awssdk.services.s3.model.StorageClassAnalysis;
import software.amazon.awssdk.services.s3.model.Tiering;
import software.amazon.awssdk.services.s3.model.WebsiteConfiguration;

/// Configurations that are kept and shown, set by the AWS SDK.
final class ConfigurationsTest {
    private static final String BUCKET = "bucket";

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

    private HttpResponse<String> put(String selector, String document) throws Exception {
        return HandSignedRequest.of("PUT", "/" + BUCKET + "?" + selector)
                .withBody(document)
                .send(node);
    }

    @Test
    void requestPaymentAndAcceleration_areShownAsSet() {
        s3.putBucketRequestPayment(
                b -> b.bucket(BUCKET).requestPaymentConfiguration(c -> c.payer(Payer.REQUESTER)));
        assertThat(s3.getBucketRequestPayment(b -> b.bucket(BUCKET)).payer())
                .isEqualTo(Payer.REQUESTER);
        s3.putBucketAccelerateConfiguration(b ->
                b.bucket(BUCKET)
                        .accelerateConfiguration(c -> c.status(BucketAccelerateStatus.ENABLED)));
        assertThat(s3.getBucketAccelerateConfiguration(b -> b.bucket(BUCKET)).status())
                .isEqualTo(BucketAccelerateStatus.ENABLED);
    }

    @Test
    void acceleration_ofABucketWithAPeriod_isRefused() {
        s3.createBucket(b -> b.bucket("a.b"));
        assertFails(
                () ->
                        s3.putBucketAccelerateConfiguration(b ->
                                b.bucket("a.b")
                                        .accelerateConfiguration(
                                                c -> c.status(BucketAccelerateStatus.ENABLED))),
                400,
                "InvalidRequest");
    }

    private void log(LoggingEnabled logging) {
        s3.putBucketLogging(
                b -> b.bucket(BUCKET).bucketLoggingStatus(c -> c.loggingEnabled(logging)));
    }

    @Test
    void logging_isShownAndTurnedOff_andNeedsATarget() {
        LoggingEnabled logging =
                LoggingEnabled.builder().targetBucket(BUCKET).targetPrefix("logs/").build();
        log(logging);
        assertThat(s3.getBucketLogging(b -> b.bucket(BUCKET)).loggingEnabled()).isEqualTo(logging);
        s3.putBucketLogging(b -> b.bucket(BUCKET).bucketLoggingStatus(c -> {}));
        assertThat(s3.getBucketLogging(b -> b.bucket(BUCKET)).loggingEnabled()).isNull();
        assertFails(
                () -> log(LoggingEnabled.builder().targetBucket("none").targetPrefix("").build()),
                400,
                "InvalidTargetBucketForLogging");
    }

    @Test
    void website_isShownAndRemoved() {
        WebsiteConfiguration website =
                WebsiteConfiguration.builder()
                        .indexDocument(i -> i.suffix("index.html"))
                        .errorDocument(e -> e.key("4 & 5.html"))
                        .routingRules(
                                RoutingRule.builder()
                                        .condition(c -> c.keyPrefixEquals("docs/"))
                                        .redirect(d -> d.replaceKeyPrefixWith(""))
                                        .build())
                        .build();
        s3.putBucketWebsite(b -> b.bucket(BUCKET).websiteConfiguration(website));
        var shown = s3.getBucketWebsite(b -> b.bucket(BUCKET));
        assertThat(shown.indexDocument()).isEqualTo(website.indexDocument());
        assertThat(shown.errorDocument()).isEqualTo(website.errorDocument());
        assertThat(shown.routingRules()).isEqualTo(website.routingRules());
        s3.deleteBucketWebsite(b -> b.bucket(BUCKET));
        assertFails(
                () -> s3.getBucketWebsite(b -> b.bucket(BUCKET)),
                404,
                "NoSuchWebsiteConfiguration");
    }

    @Test
    void configurationsOfAnId_areShownListedAndRemoved() {
        InventoryConfiguration inventory =
                InventoryConfiguration.builder()
                        .id("daily")
                        .isEnabled(true)
                        .includedObjectVersions(InventoryIncludedObjectVersions.ALL)
                        .optionalFields(InventoryOptionalField.SIZE, InventoryOptionalField.E_TAG)
                        .schedule(s -> s.frequency(InventoryFrequency.DAILY))
                        .destination(d ->
                                d.s3BucketDestination(t ->
                                        t.bucket("arn:aws:s3:::bucket")
                                                .format(InventoryFormat.CSV)))
                        .build();
        s3.putBucketInventoryConfiguration(
                b -> b.bucket(BUCKET).id("daily").inventoryConfiguration(inventory));
        assertThat(
                        s3.getBucketInventoryConfiguration(b -> b.bucket(BUCKET).id("daily"))
                                .inventoryConfiguration())
                .isEqualTo(inventory);
        assertThat(
                        s3.listBucketInventoryConfigurations(b -> b.bucket(BUCKET))
                                .inventoryConfigurationList())
                .containsExactly(inventory);
        s3.deleteBucketInventoryConfiguration(b -> b.bucket(BUCKET).id("daily"));
        assertThat(
                        s3.listBucketInventoryConfigurations(b -> b.bucket(BUCKET))
                                .inventoryConfigurationList())
                .isEmpty();

        AnalyticsConfiguration analytics =
                AnalyticsConfiguration.builder()
                        .id("a")
                        .filter(AnalyticsFilter.builder().prefix("p/").build())
                        .storageClassAnalysis(StorageClassAnalysis.builder().build())
                        .build();
        s3.putBucketAnalyticsConfiguration(
                b -> b.bucket(BUCKET).id("a").analyticsConfiguration(analytics));
        assertThat(
                        s3.listBucketAnalyticsConfigurations(b -> b.bucket(BUCKET))
                                .analyticsConfigurationList())
                .hasSize(1);

        IntelligentTieringConfiguration tiering =
                IntelligentTieringConfiguration.builder()
                        .id("cold")
                        .status(IntelligentTieringStatus.ENABLED)
                        .tierings(
                                Tiering.builder()
                                        .days(90)
                                        .accessTier(IntelligentTieringAccessTier.ARCHIVE_ACCESS)
                                        .build())
                        .build();
        s3.putBucketIntelligentTieringConfiguration(
                b -> b.bucket(BUCKET).id("cold").intelligentTieringConfiguration(tiering));
        assertThat(
                        s3.listBucketIntelligentTieringConfigurations(b -> b.bucket(BUCKET))
                                .intelligentTieringConfigurationList())
                .containsExactly(tiering);
    }

    private void putMetrics(String id) {
        s3.putBucketMetricsConfiguration(b ->
                b.bucket(BUCKET)
                        .id(id)
                        .metricsConfiguration(
                                MetricsConfiguration.builder()
                                        .id(id)
                                        .filter(MetricsFilter.fromPrefix("p"))
                                        .build()));
    }

    @Test
    void list_ofMoreThanAPage_goesOnBehindItsToken() {
        for (int i = 0; i < 101; i++) {
            putMetrics("m-%03d".formatted(i));
        }
        ListBucketMetricsConfigurationsResponse first =
                s3.listBucketMetricsConfigurations(b -> b.bucket(BUCKET));
        assertThat(first.isTruncated()).isTrue();
        assertThat(first.metricsConfigurationList()).hasSize(100);
        ListBucketMetricsConfigurationsResponse second =
                s3.listBucketMetricsConfigurations(
                        b -> b.bucket(BUCKET).continuationToken(first.nextContinuationToken()));
        assertThat(second.isTruncated()).isFalse();
        assertThat(second.metricsConfigurationList())
                .extracting(MetricsConfiguration::id)
                .containsExactly("m-100");
    }

    @ParameterizedTest
    @CsvSource({"other, MalformedXML", "a%2Fb, InvalidArgument", "'', InvalidArgument"})
    void put_underAnotherIdThanItsOwn_isRefused(String id, String code) throws Exception {
        String document = "<MetricsConfiguration><Id>own</Id></MetricsConfiguration>";
        assertThat(put("metrics&id=" + id, document).body()).contains("<Code>" + code + "</Code>");
    }

    @ParameterizedTest
    @ValueSource(strings = {"analytics", "inventory", "metrics", "intelligent-tiering"})
    void delete_ofAnUnknownId_isNoSuchConfiguration(String selector) throws Exception {
        assertThat(
                        HandSignedRequest.of("DELETE", "/" + BUCKET + "?" + selector + "&id=a")
                                .send(node)
                                .body())
                .contains("<Code>NoSuchConfiguration</Code>");
    }

    /// The root elements of the API reference; the SDK ignores them.
    @ParameterizedTest
    @CsvSource({
        "analytics, ListBucketAnalyticsConfigurationResult",
        "inventory, ListInventoryConfigurationsResult",
        "metrics, ListMetricsConfigurationsResult",
        "intelligent-tiering, ListBucketIntelligentTieringConfigurationsOutput"
    })
    void list_hasTheRootOfTheReference(String selector, String root) throws Exception {
        assertThat(HandSignedRequest.of("GET", "/" + BUCKET + "?" + selector).send(node).body())
                .contains("<" + root + " xmlns=");
    }

    @Test
    void logging_toABucketWithALock_isRefused() {
        s3.createBucket(b -> b.bucket("locked").objectLockEnabledForBucket(true));
        assertFails(
                () -> log(LoggingEnabled.builder().targetBucket("locked").targetPrefix("").build()),
                400,
                "InvalidTargetBucketForLogging");
    }

    @ParameterizedTest
    @CsvSource({
        "accelerate, <AccelerateConfiguration><Status>On</Status></AccelerateConfiguration>",
        "accelerate, <Other><Status>Enabled</Status></Other>",
        "requestPayment, <RequestPaymentConfiguration/>",
        "requestPayment, <RequestPaymentConfiguration><Payer>BucketOwner</Payer>"
                + "<Payer>BucketOwner</Payer></RequestPaymentConfiguration>",
        "logging, <BucketLoggingStatus><LoggingEnabled><TargetBucket>bucket</TargetBucket>"
                + "</LoggingEnabled></BucketLoggingStatus>",
        "website, <WebsiteConfiguration/>",
        "website, <WebsiteConfiguration><IndexDocument><Suffix>a/b</Suffix></IndexDocument>"
                + "</WebsiteConfiguration>",
        "website, <WebsiteConfiguration><RedirectAllRequestsTo><HostName>h</HostName>"
                + "</RedirectAllRequestsTo><ErrorDocument><Key>k</Key></ErrorDocument>"
                + "</WebsiteConfiguration>",
        "metrics&id=a, <MetricsConfiguration><Id>a</Id><Filter/></MetricsConfiguration>",
        "metrics&id=a, <MetricsConfiguration><Id>a</Id><Unknown/></MetricsConfiguration>",
        "intelligent-tiering&id=a, <IntelligentTieringConfiguration><Id>a</Id>"
                + "<Status>Enabled</Status><Tiering><Days>89</Days>"
                + "<AccessTier>ARCHIVE_ACCESS</AccessTier></Tiering>"
                + "</IntelligentTieringConfiguration>"
    })
    void document_thatS3DoesNotKnow_isMalformedAndNotKept(String selector, String document)
            throws Exception {
        HttpResponse<String> before =
                HandSignedRequest.of("GET", "/" + BUCKET + "?" + selector).send(node);

        assertThat(put(selector, document).body()).contains("<Code>MalformedXML</Code>");

        HttpResponse<String> after =
                HandSignedRequest.of("GET", "/" + BUCKET + "?" + selector).send(node);
        assertThat(after.statusCode()).isEqualTo(before.statusCode());
    }
}
