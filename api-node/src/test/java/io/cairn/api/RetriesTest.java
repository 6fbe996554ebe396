package io.cairn.api;

import static org.assertj.core.api.Assertions.assertThat;

import io.cairn.schemas.EventId;
import io.cairn.schemas.event.EventBody;
import java.net.http.HttpResponse;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.UUID;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.regex.MatchResult;
import java.util.regex.Pattern;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import software.amazon.awssdk.core.sync.RequestBody;
import software.amazon.awssdk.services.s3.model.BucketVersioningStatus;

/// Attempts of one call, told by `amz-sdk-invocation-id`.
final class RetriesTest {
    private static final String BUCKET = "bucket";
    private static final String CALL = "0b5f3f6c-5c0d-4f4e-9a53-0d6f0a1b2c3d";
    private static final String OTHER_CALL = "0b5f3f6c-5c0d-4f4e-9a53-0d6f0a1b2c3e";

    private final NodeFixture node = new NodeFixture();

    @BeforeEach
    void createBucket() {
        node.s3().createBucket(b -> b.bucket(BUCKET));
        node.s3()
                .putBucketVersioning(b ->
                        b.bucket(BUCKET)
                                .versioningConfiguration(
                                        v -> v.status(BucketVersioningStatus.ENABLED)));
        node.namespace.lookups.set(0);
    }

    @AfterEach
    void close() {
        node.close();
    }

    private HandSignedRequest attempt(
            int attempt, String call, String method, String uri, String... headers) {
        List<String> all = new ArrayList<>(List.of(headers));
        all.add("amz-sdk-invocation-id: " + call);
        all.add("amz-sdk-request: attempt=" + attempt + "; max=3");
        return HandSignedRequest.of(method, uri, all.toArray(String[]::new));
    }

    private HttpResponse<String> put(int attempt, String call, String body, String... headers)
            throws Exception {
        return attempt(attempt, call, "PUT", "/bucket/k", headers).withBody(body).send(node);
    }

    private static Optional<String> version(HttpResponse<String> answer) {
        return answer.headers().firstValue("x-amz-version-id");
    }

    private int versions() throws Exception {
        String xml = HandSignedRequest.of("GET", "/bucket?versions").send(node).body();
        return (int) Pattern.compile("<VersionId>").matcher(xml).results().count();
    }

    @Test
    void put_thatIsSentAgain_isAnsweredWithWhatTheFirstDid() throws Exception {
        HttpResponse<String> first = put(1, CALL, "one", "if-none-match: *");
        HttpResponse<String> second = put(2, CALL, "one", "if-none-match: *");
        assertThat(first.statusCode()).isEqualTo(200);
        assertThat(second.statusCode()).isEqualTo(200);
        assertThat(version(second)).isPresent().isEqualTo(version(first));
        for (String name : List.of("etag", "x-amz-checksum-crc64nvme", "x-amz-checksum-type")) {
            assertThat(second.headers().firstValue(name))
                    .isPresent()
                    .isEqualTo(first.headers().firstValue(name));
        }
        assertThat(versions()).isEqualTo(1);
        assertThat(node.blobs.size()).isEqualTo(1);
    }

    /// An HTTP library may send a request again by itself: the attempt's number is the same then.
    @Test
    void put_thatIsSentAgainAsTheSameAttempt_isDecidedOnce() throws Exception {
        HttpResponse<String> first = put(1, CALL, "one");
        assertThat(version(put(1, CALL, "one"))).isEqualTo(version(first));
        assertThat(versions()).isEqualTo(1);
    }

    @Test
    void firstAttempt_ofACall_looksUpNothing() throws Exception {
        put(1, CALL, "one");
        assertThat(node.namespace.lookups).hasValue(0);
        put(2, CALL, "one");
        assertThat(node.namespace.lookups).hasValue(1);
    }

    @Test
    void put_thatAsksForSomethingElse_isAnotherRequest() throws Exception {
        put(1, CALL, "one");
        put(2, CALL, "two");
        put(2, CALL, "one", "x-amz-meta-a: b");
        put(2, CALL, "one", "content-type: text/plain");
        put(2, CALL, "one", "x-amz-tagging: a=b");
        put(2, CALL, "one", "if-match: *");
        put(2, OTHER_CALL, "one");
        attempt(2, CALL, "PUT", "/bucket/other").withBody("one").send(node);
        assertThat(versions()).isEqualTo(8);
    }

    @Test
    void put_intoABucketThatWasMadeAgain_isAnotherRequest() throws Exception {
        node.s3().createBucket(b -> b.bucket("again"));
        attempt(1, CALL, "PUT", "/again/k").withBody("one").send(node);
        node.s3().deleteObject(b -> b.bucket("again").key("k"));
        node.s3().deleteBucket(b -> b.bucket("again"));
        node.s3().createBucket(b -> b.bucket("again"));
        assertThat(attempt(2, CALL, "PUT", "/again/k").withBody("one").send(node).statusCode())
                .isEqualTo(200);
        assertThat(node.s3().listObjectsV2(b -> b.bucket("again")).keyCount()).isEqualTo(1);
    }

    /// A client that gives all its calls the same name must not lose any.
    @ParameterizedTest
    @ValueSource(strings = {"1", "", "0b5f3f6c5c0d4f4e9a530d6f0a1b2c3d"})
    void put_whoseCallIsNotNamedByAUuid_isAlwaysDone(String call) throws Exception {
        put(1, call, "one");
        put(2, call, "one");
        assertThat(versions()).isEqualTo(2);
    }

    /// The log did not take the first attempt, and says so: the second one is done.
    @Test
    void put_afterOneThatWasUnavailable_isDone() throws Exception {
        node.namespace.appending = ScriptedNamespace.Appending.UNAVAILABLE;
        assertThat(put(1, CALL, "one").statusCode()).isEqualTo(503);
        node.namespace.appending = ScriptedNamespace.Appending.WORKS;
        assertThat(put(2, CALL, "one").statusCode()).isEqualTo(200);
        assertThat(versions()).isEqualTo(1);
    }

    /// The event of the first attempt was withdrawn, so its id is used up. Each further attempt
    /// goes on behind that.
    @Test
    void put_afterOneThatWasWithdrawn_isDoneOnce() throws Exception {
        node.namespace.withdrawing.set(2);
        assertThat(put(1, CALL, "one").statusCode()).isEqualTo(503);
        assertThat(put(2, CALL, "one").statusCode()).isEqualTo(503);
        HttpResponse<String> done = put(3, CALL, "one");
        assertThat(done.statusCode()).isEqualTo(200);
        assertThat(version(put(4, CALL, "one"))).isEqualTo(version(done));
        assertThat(versions()).isEqualTo(1);
    }

    /// What resends by itself does not count its attempts.
    @Test
    void put_afterOneThatWasWithdrawn_thatIsSentAgainAsTheSameAttempt_isDoneOnce()
            throws Exception {
        node.namespace.withdrawing.set(2);
        assertThat(put(1, CALL, "one").statusCode()).isEqualTo(503);
        assertThat(put(1, CALL, "one").statusCode()).isEqualTo(503);
        HttpResponse<String> done = put(1, CALL, "one");
        assertThat(done.statusCode()).isEqualTo(200);
        assertThat(version(put(1, CALL, "one"))).isEqualTo(version(done));
        assertThat(versions()).isEqualTo(1);
    }

    @Test
    void put_ofUnknownOutcome_isFoundOutByTheNextAttempt() throws Exception {
        node.namespace.appending = ScriptedNamespace.Appending.OUTCOME_UNKNOWN;
        assertThat(put(1, CALL, "one", "if-none-match: *").statusCode()).isEqualTo(500);
        node.namespace.appending = ScriptedNamespace.Appending.WORKS;
        assertThat(put(2, CALL, "one", "if-none-match: *").statusCode()).isEqualTo(200);
        assertThat(versions()).isEqualTo(1);
    }

    @Test
    void rejection_ofACall_isTheAnswerToEveryAttempt() throws Exception {
        HandSignedRequest.of("PUT", "/bucket/k").send(node);
        assertThat(put(1, CALL, "one", "if-none-match: *").statusCode()).isEqualTo(412);
        node.s3().deleteObject(b -> b.bucket(BUCKET).key("k"));
        HttpResponse<String> again = put(2, CALL, "one", "if-none-match: *");
        assertThat(again.statusCode()).isEqualTo(412);
        assertThat(again.body()).contains("<Condition>If-None-Match</Condition>");
        assertThat(put(2, OTHER_CALL, "one", "if-none-match: *").statusCode()).isEqualTo(200);
    }

    @Test
    void delete_thatIsSentAgain_makesOneMarker() throws Exception {
        HttpResponse<String> first = attempt(1, CALL, "DELETE", "/bucket/k").send(node);
        HttpResponse<String> second = attempt(2, CALL, "DELETE", "/bucket/k").send(node);
        assertThat(version(second)).isPresent().isEqualTo(version(first));
        assertThat(second.headers().firstValue("x-amz-delete-marker")).contains("true");
        assertThat(versions()).isEqualTo(1);
    }

    @Test
    void upload_thatIsBegunAgain_hasTheSameId() throws Exception {
        List<String> ids = new ArrayList<>();
        for (int number = 1; number <= 3; number++) {
            String xml = attempt(number, CALL, "POST", "/bucket/k?uploads").send(node).body();
            Pattern.compile("<UploadId>([^<]*)</UploadId>")
                    .matcher(xml)
                    .results()
                    .map((MatchResult found) -> found.group(1))
                    .forEach(ids::add);
        }
        assertThat(ids).hasSize(3);
        assertThat(ids.stream().distinct()).hasSize(1);
        assertThat(node.s3().listMultipartUploads(b -> b.bucket(BUCKET)).uploads()).hasSize(1);
    }

    /// A rewrite that is overtaken is run again by the node: that is no attempt of its client.
    @Test
    void rewrite_thatIsOvertaken_isDoneOnceAndFoundByTheNextAttempt() throws Exception {
        node.s3().createBucket(b -> b.bucket("plain"));
        HandSignedRequest.of("PUT", "/plain/k").withBody("one").send(node);
        String[] copy = {"x-amz-copy-source: /plain/k", "x-amz-metadata-directive: REPLACE"};
        AtomicInteger rewrites = new AtomicInteger();
        node.namespace.beforeAppend =
                event -> {
                    if (event.body() instanceof EventBody.ObjectRewrite
                            && rewrites.getAndIncrement() == 0) {
                        node.s3()
                                .putObject(
                                        b -> b.bucket("plain").key("k"),
                                        RequestBody.fromString("two"));
                    }
                };
        HttpResponse<String> first = attempt(1, CALL, "PUT", "/plain/k", copy).send(node);
        assertThat(first.statusCode()).isEqualTo(200);
        assertThat(rewrites).hasValue(2);
        HandSignedRequest.of("DELETE", "/plain/k").send(node);
        HttpResponse<String> second = attempt(2, CALL, "PUT", "/plain/k", copy).send(node);
        assertThat(second.statusCode()).isEqualTo(200);
        assertThat(second.body()).isEqualTo(first.body());
    }

    @Test
    void copy_thatIsSentAgain_isAnsweredWithWhatTheFirstDidAndCopiesNothing() throws Exception {
        HandSignedRequest.of("PUT", "/bucket/source").withBody("one").send(node);
        String[] copy = {"x-amz-copy-source: /bucket/source"};
        HttpResponse<String> first = attempt(1, CALL, "PUT", "/bucket/k", copy).send(node);
        HandSignedRequest.of("PUT", "/bucket/source").withBody("two").send(node);
        int written = node.blobs.asked.size();
        HttpResponse<String> second = attempt(2, CALL, "PUT", "/bucket/k", copy).send(node);
        assertThat(second.body()).isEqualTo(first.body());
        assertThat(version(second)).isPresent().isEqualTo(version(first));
        assertThat(node.blobs.asked).hasSize(written);
        assertThat(versions()).isEqualTo(3);
    }

    @Test
    void eventIds_ofCalls_areUuidsOfVersion8() throws Exception {
        List<EventId> ids = new ArrayList<>();
        node.namespace.beforeAppend =
                event -> {
                    if (event.body() instanceof EventBody.ObjectPut) {
                        ids.add(event.id());
                    }
                };
        put(1, CALL, "one");
        put(1, OTHER_CALL, "one");
        assertThat(ids).hasSize(2).doesNotHaveDuplicates();
        assertThat(ids).extracting(EventId::value).extracting(UUID::version).containsOnly(8);
        assertThat(ids).extracting(EventId::value).extracting(UUID::variant).containsOnly(2);
    }
}
