package io.cairn.cli.server;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.cairn.schemas.event.Change;
import io.cairn.schemas.event.ChangeKind;
import io.cairn.schemas.event.Coders;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.concurrent.Callable;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.function.Function;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import software.amazon.awssdk.core.sync.RequestBody;
import software.amazon.awssdk.http.urlconnection.UrlConnectionHttpClient;
import software.amazon.awssdk.regions.Region;
import software.amazon.awssdk.services.s3.S3Client;
import software.amazon.awssdk.services.s3.model.BucketVersioningStatus;
import software.amazon.awssdk.services.s3.model.CompleteMultipartUploadResponse;
import software.amazon.awssdk.services.s3.model.CompletedPart;
import software.amazon.awssdk.services.s3.model.CopyObjectResponse;
import software.amazon.awssdk.services.s3.model.DeleteObjectResponse;
import software.amazon.awssdk.services.s3.model.ListObjectVersionsResponse;
import software.amazon.awssdk.services.s3.model.MetadataDirective;
import software.amazon.awssdk.services.s3.model.MultipartUpload;
import software.amazon.awssdk.services.s3.model.ObjectIdentifier;
import software.amazon.awssdk.services.s3.model.ObjectVersion;
import software.amazon.awssdk.services.s3.model.PutObjectResponse;
import software.amazon.awssdk.services.s3.model.S3Exception;

/// Answers are lost between the SDK and the server, and the SDK tries again. Each call is done
/// once, and answered with what it did.
class RetriesEndToEndTest {
    private static final String CHANGES = "cairn.changes";
    private static final int WIRE_PREFIX_BYTES = 5;
    private static final int AT_A_TIME = 8;
    private static final int ATTEMPTS_MAX = 20;
    private static final int LOST_PERCENT = 30;

    @TempDir static Path directory;

    private static LiveServer server;

    private LossyProxy proxy;
    private S3Client lossy;

    @BeforeAll
    static void start() {
        server = new LiveServer(directory);
    }

    @AfterAll
    static void stop() {
        server.close();
    }

    @BeforeEach
    void connect() {
        proxy = new LossyProxy(server.endpoint());
        lossy =
                S3Client.builder()
                        .endpointOverride(proxy.endpoint())
                        .region(Region.US_EAST_1)
                        .credentialsProvider(LiveServer.credentials())
                        .forcePathStyle(true)
                        .overrideConfiguration(
                                c -> c.retryStrategy(r -> r.maxAttempts(ATTEMPTS_MAX)))
                        .httpClientBuilder(UrlConnectionHttpClient.builder())
                        .build();
    }

    @AfterEach
    void disconnect() {
        lossy.close();
        proxy.close();
    }

    private static String versioned(String name) {
        server.s3().createBucket(b -> b.bucket(name));
        server.s3()
                .putBucketVersioning(b ->
                        b.bucket(name)
                                .versioningConfiguration(
                                        v -> v.status(BucketVersioningStatus.ENABLED)));
        return name;
    }

    private void loseMany(long seed) {
        Random random = new Random(seed);
        proxy.lose(() -> {
            synchronized (random) {
                return random.nextInt(100) < LOST_PERCENT;
            }
        });
    }

    /// Loses the next answer only.
    private void loseOne() {
        AtomicBoolean open = new AtomicBoolean(true);
        proxy.lose(() -> open.getAndSet(false));
    }

    private static List<ObjectVersion> versions(String bucket) {
        return server.s3().listObjectVersionsPaginator(l -> l.bucket(bucket)).stream()
                .map(ListObjectVersionsResponse::versions)
                .flatMap(List::stream)
                .toList();
    }

    /// How many changes of each kind the log shows of a bucket.
    private static Map<ChangeKind, Long> changes(String bucket) {
        server.s3().putObject(p -> p.bucket(bucket).key("last"), RequestBody.empty());
        List<Change> seen = new ArrayList<>();
        assertThat(
                        LiveServer.await(() -> {
                            seen.clear();
                            seen.addAll(read(bucket));
                            return seen.stream().anyMatch(each -> each.key().equals("last"));
                        }))
                .isTrue();
        return seen.stream()
                .filter(each -> !each.key().equals("last"))
                .collect(Collectors.groupingBy(Change::kind, Collectors.counting()));
    }

    private static List<Change> read(String bucket) {
        return new TopicReader(server.kafka())
                .all(CHANGES).stream()
                        .map(each -> Coders.CHANGE.decode(each.value(), WIRE_PREFIX_BYTES))
                        .filter(change -> change.bucket().equals(bucket))
                        .toList();
    }

    /// 600 objects that must not exist yet, and 10 chains of 40 versions each of which must follow
    /// the one before.
    @Test
    void conditionalPuts_ofWhichManyAnswersAreLost_areDoneOnce() throws Exception {
        String bucket = versioned("conditional");
        loseMany(20_261);
        List<Callable<List<String>>> calls = new ArrayList<>();
        for (int i = 0; i < 600; i++) {
            String key = "new-" + i;
            calls.add(() -> List.of(putNew(bucket, key)));
        }
        for (int i = 0; i < 10; i++) {
            String key = "chain-" + i;
            calls.add(() -> chain(bucket, key, 40));
        }
        List<String> answered = Tasks.run(AT_A_TIME, calls).stream().flatMap(List::stream).toList();
        assertThat(proxy.lost()).isGreaterThan(250);
        assertThat(answered).hasSize(1000).doesNotHaveDuplicates();
        assertThat(versions(bucket))
                .extracting(ObjectVersion::versionId)
                .containsExactlyInAnyOrderElementsOf(answered);
        assertThat(changes(bucket)).containsEntry(ChangeKind.OBJECT_PUT, 1000L);
    }

    private String putNew(String bucket, String key) {
        return lossy.putObject(
                        p -> p.bucket(bucket).key(key).ifNoneMatch("*"),
                        RequestBody.fromString("of " + key))
                .versionId();
    }

    private List<String> chain(String bucket, String key, int length) {
        List<String> ids = new ArrayList<>();
        PutObjectResponse last =
                lossy.putObject(
                        p -> p.bucket(bucket).key(key).ifNoneMatch("*"),
                        RequestBody.fromString("0"));
        ids.add(last.versionId());
        for (int i = 1; i < length; i++) {
            String etag = last.eTag();
            last =
                    lossy.putObject(
                            p -> p.bucket(bucket).key(key).ifMatch(etag),
                            RequestBody.fromString(String.valueOf(i)));
            ids.add(last.versionId());
        }
        return ids;
    }

    @Test
    void deletes_ofWhichManyAnswersAreLost_makeOneMarkerEach() throws Exception {
        String bucket = versioned("deletes");
        loseMany(20_262);
        List<Callable<List<String>>> calls = new ArrayList<>();
        for (int i = 0; i < 100; i++) {
            String key = "one-" + i;
            calls.add(() -> List.of(deleteOne(bucket, key)));
            String other = "many-" + i;
            calls.add(() -> deleteMany(bucket, other));
        }
        List<String> answered = Tasks.run(AT_A_TIME, calls).stream().flatMap(List::stream).toList();
        assertThat(proxy.lost()).isGreaterThan(40);
        assertThat(answered).hasSize(400).doesNotHaveDuplicates();
        assertThat(
                        server.s3().listObjectVersionsPaginator(l -> l.bucket(bucket)).stream()
                                .flatMap(page -> page.deleteMarkers().stream())
                                .map(marker -> marker.versionId()))
                .containsExactlyInAnyOrderElementsOf(answered);
        assertThat(changes(bucket)).containsEntry(ChangeKind.DELETE_MARKER_CREATED, 400L);
    }

    private String deleteOne(String bucket, String key) {
        DeleteObjectResponse deleted = lossy.deleteObject(d -> d.bucket(bucket).key(key));
        assertThat(deleted.deleteMarker()).isTrue();
        return deleted.versionId();
    }

    private List<String> deleteMany(String bucket, String key) {
        List<ObjectIdentifier> named =
                IntStream.range(0, 3)
                        .mapToObj(i -> ObjectIdentifier.builder().key(key + "/" + i).build())
                        .toList();
        return lossy
                .deleteObjects(d -> d.bucket(bucket).delete(all -> all.objects(named)))
                .deleted()
                .stream()
                .map(deleted -> deleted.deleteMarkerVersionId())
                .toList();
    }

    @Test
    void uploadsAndCopies_ofWhichManyAnswersAreLost_areDoneOnce() throws Exception {
        String bucket = versioned("uploads");
        server.s3()
                .putObject(p -> p.bucket(bucket).key("source"), RequestBody.fromString("source"));
        loseMany(20_263);
        List<Callable<List<String>>> calls = new ArrayList<>();
        for (int i = 0; i < 60; i++) {
            String key = "upload-" + i;
            calls.add(() -> List.of(upload(bucket, key)));
            String copy = "copy-" + i;
            calls.add(() -> List.of(copy(bucket, copy).versionId()));
        }
        List<String> answered = Tasks.run(AT_A_TIME, calls).stream().flatMap(List::stream).toList();
        assertThat(proxy.lost()).isGreaterThan(50);
        assertThat(versions(bucket))
                .filteredOn(version -> !version.key().equals("source"))
                .extracting(ObjectVersion::versionId)
                .containsExactlyInAnyOrderElementsOf(answered);
        assertThat(changes(bucket))
                .containsEntry(ChangeKind.UPLOAD_CREATED, 60L)
                .containsEntry(ChangeKind.OBJECT_COMPLETED, 60L)
                .containsEntry(ChangeKind.OBJECT_COPIED, 60L);
        assertThat(server.s3().listMultipartUploads(l -> l.bucket(bucket)).uploads()).isEmpty();
    }

    private String upload(String bucket, String key) {
        String id = lossy.createMultipartUpload(c -> c.bucket(bucket).key(key)).uploadId();
        String etag =
                lossy.uploadPart(
                                u -> u.bucket(bucket).key(key).uploadId(id).partNumber(1),
                                RequestBody.fromString(key))
                        .eTag();
        CompletedPart part = CompletedPart.builder().partNumber(1).eTag(etag).build();
        CompleteMultipartUploadResponse completed =
                lossy.completeMultipartUpload(c ->
                        c.bucket(bucket)
                                .key(key)
                                .uploadId(id)
                                .ifNoneMatch("*")
                                .multipartUpload(m -> m.parts(part)));
        return completed.versionId();
    }

    private CopyObjectResponse copy(String bucket, String key) {
        return lossy.copyObject(c ->
                c.sourceBucket(bucket)
                        .sourceKey("source")
                        .destinationBucket(bucket)
                        .destinationKey(key)
                        .ifNoneMatch("*"));
    }

    @Test
    void upload_whoseFirstAnswerIsLost_isBegunOnce() {
        String bucket = versioned("begun");
        loseOne();
        String id = lossy.createMultipartUpload(c -> c.bucket(bucket).key("k")).uploadId();
        assertThat(proxy.lost()).isEqualTo(1);
        assertThat(server.s3().listMultipartUploads(l -> l.bucket(bucket)).uploads())
                .extracting(MultipartUpload::uploadId)
                .containsExactly(id);
    }

    /// The source is gone before the second attempt.
    @Test
    void copy_whoseAnswerIsLost_isAnsweredWhateverBecameOfItsSource() {
        String bucket = versioned("moved");
        server.s3().putObject(p -> p.bucket(bucket).key("source"), RequestBody.fromString("x"));
        proxy.beforeLoss(() -> server.s3().deleteObject(d -> d.bucket(bucket).key("source")));
        loseOne();
        CopyObjectResponse copied = copy(bucket, "copy");
        assertThat(proxy.lost()).isEqualTo(1);
        assertThat(versions(bucket))
                .filteredOn(version -> version.key().equals("copy"))
                .singleElement()
                .satisfies(version -> {
                    assertThat(version.versionId()).isEqualTo(copied.versionId());
                    assertThat(version.eTag()).isEqualTo(copied.copyObjectResult().eTag());
                    assertThat(version.lastModified())
                            .isEqualTo(copied.copyObjectResult().lastModified());
                });
    }

    /// Another client writes between the two attempts: the retry must not undo that.
    @Test
    void put_whoseAnswerIsLost_doesNotComeAgainOverWhatCameAfterIt() {
        String bucket = versioned("overtaken");
        proxy.beforeLoss(() ->
                server.s3().putObject(p -> p.bucket(bucket).key("k"), RequestBody.fromString("2")));
        loseOne();
        String first =
                lossy.putObject(p -> p.bucket(bucket).key("k"), RequestBody.fromString("1"))
                        .versionId();
        assertThat(versions(bucket)).hasSize(2);
        assertThat(versions(bucket).getLast().versionId()).isEqualTo(first);
        assertThat(server.s3().getObjectAsBytes(g -> g.bucket(bucket).key("k")).asUtf8String())
                .isEqualTo("2");
    }

    @Test
    void rewrite_whoseAnswerIsLost_isDoneOnce() {
        String bucket = "rewritten";
        server.s3().createBucket(b -> b.bucket(bucket));
        String etag =
                server.s3()
                        .putObject(p -> p.bucket(bucket).key("k"), RequestBody.fromString("x"))
                        .eTag();
        loseOne();
        CopyObjectResponse copied =
                lossy.copyObject(c ->
                        c.sourceBucket(bucket)
                                .sourceKey("k")
                                .destinationBucket(bucket)
                                .destinationKey("k")
                                .metadataDirective(MetadataDirective.REPLACE)
                                .metadata(Map.of("a", "b")));
        assertThat(proxy.lost()).isEqualTo(1);
        assertThat(copied.copyObjectResult().eTag()).isEqualTo(etag);
        assertThat(changes(bucket)).containsEntry(ChangeKind.OBJECT_REWRITTEN, 1L);
    }

    /// A condition that did not hold does not hold for the retry either, although it would now.
    @Test
    void rejection_whoseAnswerIsLost_isAnsweredAgain() {
        String bucket = versioned("refused");
        server.s3().putObject(p -> p.bucket(bucket).key("k"), RequestBody.fromString("x"));
        proxy.beforeLoss(() -> server.s3().deleteObject(d -> d.bucket(bucket).key("k")));
        loseOne();
        assertThatThrownBy(() -> putNew(bucket, "k"))
                .isInstanceOfSatisfying(
                        S3Exception.class,
                        failure -> assertThat(failure.statusCode()).isEqualTo(412));
        assertThat(proxy.lost()).isEqualTo(1);
        assertThat(versions(bucket)).hasSize(1);
    }

    /// The server is stopped and started between the two attempts.
    @Test
    void calls_whoseAnswersAreLostInARestart_areDoneOnce() {
        String bucket = versioned("restarted");
        server.s3()
                .putObject(p -> p.bucket(bucket).key("source"), RequestBody.fromString("source"));
        List<Function<String, String>> calls =
                List.of(
                        key -> putNew(bucket, key),
                        key -> copy(bucket, key).versionId(),
                        key -> deleteOne(bucket, key));
        proxy.beforeLoss(() -> {
            server.close();
            server = new LiveServer(directory);
            proxy.server(server.endpoint());
        });
        List<String> answered = new ArrayList<>();
        for (int i = 0; i < calls.size(); i++) {
            loseOne();
            answered.add(calls.get(i).apply("k" + i));
        }
        assertThat(proxy.lost()).isEqualTo(calls.size());
        List<String> kept = new ArrayList<>();
        versions(bucket).stream()
                .filter(version -> !version.key().equals("source"))
                .forEach(version -> kept.add(version.versionId()));
        server.s3()
                .listObjectVersions(l -> l.bucket(bucket))
                .deleteMarkers()
                .forEach(marker -> kept.add(marker.versionId()));
        assertThat(kept).containsExactlyInAnyOrderElementsOf(answered);
        assertThat(changes(bucket))
                .containsEntry(ChangeKind.OBJECT_PUT, 2L)
                .containsEntry(ChangeKind.OBJECT_COPIED, 1L)
                .containsEntry(ChangeKind.DELETE_MARKER_CREATED, 1L);
    }
}
