package io.cairn.api;

import static org.assertj.core.api.Assertions.assertThat;

import io.cairn.api.auth.Credentials;
import io.cairn.api.auth.Signatures;
import io.cairn.api.operation.Authorizer;
import io.cairn.api.operation.Limits;
import io.cairn.api.operation.RootAuthorizer;
import io.cairn.api.request.Region;
import io.cairn.platform.http.HttpLimits;
import io.cairn.schemas.TimeOrderedIds;
import java.net.URI;
import java.time.Clock;
import java.time.Duration;
import java.util.List;
import java.util.Random;
import java.util.concurrent.atomic.AtomicInteger;
import software.amazon.awssdk.auth.credentials.AwsBasicCredentials;
import software.amazon.awssdk.auth.credentials.StaticCredentialsProvider;
import software.amazon.awssdk.http.urlconnection.UrlConnectionHttpClient;
import software.amazon.awssdk.services.s3.S3Client;
import software.amazon.awssdk.services.s3.S3Configuration;
import software.amazon.awssdk.services.s3.presigner.S3Presigner;

/// A node over the fakes, on a free port, and the AWS SDK to speak to it.
final class NodeFixture implements AutoCloseable {
    static final String ACCESS_KEY = "AKIDTEST";
    static final String SECRET = "secret+/of the test";
    private static final Signatures TEST_REGION = new Signatures(Region.of("us-east-1"), true);

    final ScriptedNamespace namespace = new ScriptedNamespace();
    final RecordedTargets targets = new RecordedTargets();
    final InMemoryBlobStore blobs = new InMemoryBlobStore();
    final AtomicInteger readsRunning = new AtomicInteger();
    final InMemoryStatus status = new InMemoryStatus();
    private final Clock clock;
    private final S3Node node;
    private S3Client client;

    NodeFixture() {
        this(Limits.DEFAULT);
    }

    NodeFixture(Limits limits) {
        this(limits, TEST_REGION);
    }

    /// A node whose senders may do what `authorizer` allows.
    NodeFixture(Authorizer authorizer) {
        this(Limits.DEFAULT, authorizer);
    }

    NodeFixture(Limits limits, Signatures signatures) {
        this(limits, signatures, new RootAuthorizer(), Clock.systemUTC());
    }

    /// A node with a clock of its own, which requests signed by hand share.
    NodeFixture(Clock clock) {
        this(Limits.DEFAULT, TEST_REGION, new RootAuthorizer(), clock);
    }

    /// A node with its own limits, whose senders may do what `authorizer` allows.
    NodeFixture(Limits limits, Authorizer authorizer) {
        this(limits, TEST_REGION, authorizer, Clock.systemUTC());
    }

    private NodeFixture(Limits limits, Signatures signatures, Authorizer authorizer, Clock clock) {
        this.clock = clock;
        S3Config config =
                new S3Config(
                        "127.0.0.1",
                        0,
                        signatures,
                        List.of("s3.test"),
                        "host-of-test",
                        true,
                        Duration.ofSeconds(5),
                        limits,
                        HttpLimits.DEFAULT);
        node =
                new S3Node(
                        config,
                        new S3Node.Stores(
                                namespace,
                                blobs,
                                () -> {
                                    readsRunning.incrementAndGet();
                                    return readsRunning::decrementAndGet;
                                },
                                targets),
                        new AccessControl(
                                Credentials.of(
                                        new Credentials.AccessKey(ACCESS_KEY, SECRET, "root")),
                                authorizer),
                        new TimeOrderedIds(clock, new Random(7)),
                        status);
        node.start();
        client = client(credentials());
    }

    S3Client s3() {
        return client;
    }

    Clock clock() {
        return clock;
    }

    int port() {
        return node.port();
    }

    URI endpoint() {
        return URI.create("http://127.0.0.1:" + node.port());
    }

    static StaticCredentialsProvider credentials() {
        return StaticCredentialsProvider.create(AwsBasicCredentials.create(ACCESS_KEY, SECRET));
    }

    S3Client client(StaticCredentialsProvider credentials) {
        return client(credentials, software.amazon.awssdk.regions.Region.US_EAST_1);
    }

    S3Client client(software.amazon.awssdk.regions.Region region) {
        return client(credentials(), region);
    }

    private S3Client client(
            StaticCredentialsProvider credentials, software.amazon.awssdk.regions.Region region) {
        return S3Client.builder()
                .endpointOverride(endpoint())
                .region(region)
                .credentialsProvider(credentials)
                .forcePathStyle(true)
                .httpClientBuilder(UrlConnectionHttpClient.builder())
                .build();
    }

    S3Presigner presigner() {
        return S3Presigner.builder()
                .endpointOverride(endpoint())
                .region(software.amazon.awssdk.regions.Region.US_EAST_1)
                .credentialsProvider(credentials())
                .serviceConfiguration(
                        S3Configuration.builder().pathStyleAccessEnabled(true).build())
                .build();
    }

    /// Closes the node, when no read or write may be left running and no content open.
    @Override
    public void close() {
        client.close();
        node.close();
        assertAllContentClosed();
        assertThat(readsRunning).hasValue(0);
        assertThat(namespace.writesRunning()).isZero();
    }

    private void assertAllContentClosed() {
        try {
            assertThat(blobs.allClosed()).as("all content is closed").isTrue();
        } catch (InterruptedException e) {
            throw new IllegalStateException(e);
        }
    }
}
