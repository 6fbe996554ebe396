package io.cairn.api;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.cairn.api.auth.Signatures;
import io.cairn.api.operation.Limits;
import io.cairn.api.request.Region;
import java.util.List;
import org.assertj.core.api.ThrowableAssert.ThrowingCallable;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import software.amazon.awssdk.auth.credentials.AwsBasicCredentials;
import software.amazon.awssdk.auth.credentials.StaticCredentialsProvider;
import software.amazon.awssdk.core.sync.RequestBody;
import software.amazon.awssdk.services.s3.S3Client;
import software.amazon.awssdk.services.s3.model.Bucket;
import software.amazon.awssdk.services.s3.model.BucketLocationConstraint;
import software.amazon.awssdk.services.s3.model.ListBucketsResponse;
import software.amazon.awssdk.services.s3.model.S3Exception;

/// The operations on buckets, asked for by the AWS SDK.
final class BucketsTest {
    private final NodeFixture node = new NodeFixture();

    @AfterEach
    void close() {
        node.close();
    }

    static void assertFails(ThrowingCallable call, int status, String code) {
        assertThatThrownBy(call)
                .isInstanceOfSatisfying(
                        S3Exception.class,
                        e -> {
                            assertThat(e.statusCode()).isEqualTo(status);
                            assertThat(e.awsErrorDetails().errorCode()).isEqualTo(code);
                        });
    }

    @Test
    void bucket_livesFromCreateToDelete() {
        S3Client s3 = node.s3();
        s3.createBucket(b -> b.bucket("one"));
        assertThat(s3.headBucket(b -> b.bucket("one")).bucketRegion()).isEqualTo("us-east-1");
        assertThat(s3.getBucketLocation(b -> b.bucket("one")).locationConstraintAsString())
                .isNullOrEmpty();
        s3.putObject(b -> b.bucket("one").key("k"), RequestBody.fromString("x"));
        assertFails(() -> s3.deleteBucket(b -> b.bucket("one")), 409, "BucketNotEmpty");
        s3.deleteObject(b -> b.bucket("one").key("k"));
        s3.deleteBucket(b -> b.bucket("one"));
        assertFails(() -> s3.listObjectsV2(b -> b.bucket("one")), 404, "NoSuchBucket");
        assertThatThrownBy(() -> s3.headBucket(b -> b.bucket("one")))
                .isInstanceOfSatisfying(
                        S3Exception.class, e -> assertThat(e.statusCode()).isEqualTo(404));
    }

    private static void createIn(NodeFixture node, String bucket, String region) {
        node.s3()
                .createBucket(b ->
                        b.bucket(bucket)
                                .createBucketConfiguration(c -> c.locationConstraint(region)));
    }

    @Test
    void bucket_thatIsMadeAgain_isThereInTheFirstRegionOnly() {
        S3Client s3 = node.s3();
        s3.createBucket(b -> b.bucket("one"));
        s3.putObject(b -> b.bucket("one").key("k"), RequestBody.fromString("x"));
        s3.createBucket(b -> b.bucket("one"));
        createIn(node, "one", "us-east-1");
        assertThat(s3.headObject(b -> b.bucket("one").key("k")).contentLength()).isEqualTo(1);
        Signatures elsewhere = new Signatures(Region.of("eu-west-1"), true);
        try (NodeFixture other = new NodeFixture(Limits.DEFAULT, elsewhere)) {
            S3Client client = other.client(software.amazon.awssdk.regions.Region.EU_WEST_1);
            client.createBucket(b -> b.bucket("one"));
            assertFails(
                    () -> client.createBucket(b -> b.bucket("one")),
                    409,
                    "BucketAlreadyOwnedByYou");
            client.close();
        }
    }

    @Test
    void bucket_ofAServerWithoutARegion_isWhereItsClientSays() {
        try (NodeFixture any = new NodeFixture(Limits.DEFAULT, Signatures.DEFAULT)) {
            S3Client s3 = any.client(software.amazon.awssdk.regions.Region.EU_CENTRAL_1);
            s3.createBucket(b -> b.bucket("plain"));
            createIn(any, "south", "ap-south-1");
            assertFails(() -> createIn(any, "south", "ap-south-1"), 409, "BucketAlreadyOwnedByYou");
            assertFails(() -> createIn(any, "south", "eu-west-1"), 409, "BucketAlreadyOwnedByYou");
            assertFails(() -> createIn(any, "bad", "a b"), 400, "InvalidLocationConstraint");
            assertThat(s3.getBucketLocation(b -> b.bucket("south")).locationConstraintAsString())
                    .isEqualTo("ap-south-1");
            assertThat(s3.headBucket(b -> b.bucket("south")).bucketRegion())
                    .isEqualTo("ap-south-1");
            // The SDK names its own region where it is told none.
            assertThat(s3.headBucket(b -> b.bucket("plain")).bucketRegion())
                    .isEqualTo("eu-central-1");
            assertThat(s3.listBuckets(b -> b.bucketRegion("ap-south-1")).buckets())
                    .extracting(Bucket::name)
                    .containsExactly("south");
            s3.close();
        }
    }

    @Test
    void buckets_arePagedByPrefix() {
        for (String name : List.of("aaa", "abb", "abc", "abd", "bbb")) {
            node.s3().createBucket(b -> b.bucket(name));
        }
        ListBucketsResponse first = node.s3().listBuckets(b -> b.prefix("ab").maxBuckets(2));
        assertThat(first.buckets()).extracting(Bucket::name).containsExactly("abb", "abc");
        ListBucketsResponse second =
                node.s3()
                        .listBuckets(
                                b -> b.prefix("ab").continuationToken(first.continuationToken()));
        assertThat(second.buckets()).extracting(Bucket::name).containsExactly("abd");
        assertThat(second.continuationToken()).isNull();
        assertThat(node.s3().listBuckets().owner().id()).isEqualTo("root");
    }

    @Test
    void create_withBadNameOrRegion_isRefused() {
        for (String reserved : List.of("xn--abc", "abc--ol-s3", "abc.mrap")) {
            assertFails(
                    () -> node.s3().createBucket(b -> b.bucket(reserved)),
                    400,
                    "InvalidBucketName");
            assertFails(() -> node.s3().listObjects(b -> b.bucket(reserved)), 404, "NoSuchBucket");
        }
        assertFails(
                () ->
                        node.s3()
                                .createBucket(b ->
                                        b.bucket("elsewhere")
                                                .createBucketConfiguration(c ->
                                                        c.locationConstraint(
                                                                BucketLocationConstraint
                                                                        .EU_WEST_1))),
                400,
                "IllegalLocationConstraintException");
    }

    @Test
    void features_thatNobodyConfigured_answerAsInS3() {
        S3Client s3 = node.s3();
        s3.createBucket(b -> b.bucket("plain"));
        assertThat(s3.getBucketVersioning(b -> b.bucket("plain")).status()).isNull();
        assertThat(s3.getBucketAcl(b -> b.bucket("plain")).grants()).hasSize(1);
        assertThat(
                        s3.getBucketNotificationConfiguration(b -> b.bucket("plain"))
                                .topicConfigurations())
                .isEmpty();
        assertThat(s3.getBucketLogging(b -> b.bucket("plain")).loggingEnabled()).isNull();
        assertThat(s3.getBucketRequestPayment(b -> b.bucket("plain")).payerAsString())
                .isEqualTo("BucketOwner");
        assertThat(s3.getBucketAccelerateConfiguration(b -> b.bucket("plain")).status()).isNull();
        assertThat(
                        s3.getBucketOwnershipControls(b -> b.bucket("plain"))
                                .ownershipControls()
                                .rules())
                .hasSize(1);
        assertFails(() -> s3.getBucketPolicy(b -> b.bucket("plain")), 404, "NoSuchBucketPolicy");
        assertFails(() -> s3.getBucketTagging(b -> b.bucket("plain")), 404, "NoSuchTagSet");
        assertFails(() -> s3.getBucketCors(b -> b.bucket("plain")), 404, "NoSuchCORSConfiguration");
        assertFails(
                () -> s3.getBucketLifecycleConfiguration(b -> b.bucket("plain")),
                404,
                "NoSuchLifecycleConfiguration");
        assertFails(
                () -> s3.getBucketEncryption(b -> b.bucket("plain")),
                404,
                "ServerSideEncryptionConfigurationNotFoundError");
        assertFails(
                () -> s3.getObjectLockConfiguration(b -> b.bucket("plain")),
                404,
                "ObjectLockConfigurationNotFoundError");
        assertFails(
                () -> s3.getPublicAccessBlock(b -> b.bucket("plain")),
                404,
                "NoSuchPublicAccessBlockConfiguration");
        assertFails(
                () -> s3.getBucketWebsite(b -> b.bucket("plain")),
                404,
                "NoSuchWebsiteConfiguration");
        assertFails(
                () -> s3.getBucketReplication(b -> b.bucket("plain")),
                404,
                "ReplicationConfigurationNotFoundError");
    }

    @Test
    void configurations_thatABucketMayHaveSeveralOf_areNone() {
        S3Client s3 = node.s3();
        s3.createBucket(b -> b.bucket("plain"));
        assertThat(
                        s3.listBucketInventoryConfigurations(b -> b.bucket("plain"))
                                .inventoryConfigurationList())
                .isEmpty();
        assertFails(
                () -> s3.getBucketMetricsConfiguration(b -> b.bucket("plain").id("a")),
                404,
                "NoSuchConfiguration");
    }

    @Test
    void requests_ofStrangers_areRefused() {
        StaticCredentialsProvider unknown =
                StaticCredentialsProvider.create(AwsBasicCredentials.create("OTHER", "secret"));
        StaticCredentialsProvider wrong =
                StaticCredentialsProvider.create(
                        AwsBasicCredentials.create(NodeFixture.ACCESS_KEY, "wrong"));
        try (S3Client stranger = node.client(unknown);
                S3Client forger = node.client(wrong)) {
            assertFails(stranger::listBuckets, 403, "InvalidAccessKeyId");
            assertFails(forger::listBuckets, 403, "SignatureDoesNotMatch");
        }
    }

    @Test
    void expectedOwner_thatIsAnother_isAccessDenied() {
        node.s3().createBucket(b -> b.bucket("mine"));
        assertFails(
                () -> node.s3().listObjectsV2(b -> b.bucket("mine").expectedBucketOwner("other")),
                403,
                "AccessDenied");
    }
}
