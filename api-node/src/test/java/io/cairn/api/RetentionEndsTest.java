package io.cairn.api;

import static org.assertj.core.api.Assertions.assertThat;

import java.net.URI;
import java.net.URLEncoder;
import java.net.http.HttpResponse;
import java.nio.charset.StandardCharsets;
import java.time.Instant;
import java.util.Base64;
import javax.crypto.Mac;
import javax.crypto.spec.SecretKeySpec;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import software.amazon.awssdk.http.SdkHttpMethod;
import software.amazon.awssdk.http.SdkHttpRequest;

/// When retentions begin and end, by the clock of the node and the time of the signature.
final class RetentionEndsTest {
    private static final Instant BEFORE = Instant.parse("2030-01-01T00:00:00Z");
    private static final Instant END = BEFORE.plusSeconds(120);
    private static final Instant AFTER = BEFORE.plusSeconds(180);

    private final SettableClock clock = new SettableClock(BEFORE);
    private final NodeFixture node = new NodeFixture(clock);

    @BeforeEach
    void createBucket() throws Exception {
        HandSignedRequest create =
                HandSignedRequest.of("PUT", "/bkt", "x-amz-bucket-object-lock-enabled: true");
        assertThat(create.send(node).statusCode()).isEqualTo(200);
    }

    @AfterEach
    void close() {
        node.close();
    }

    /// A delete of a new version that is retained until [#END].
    private HandSignedRequest deleteOfARetained() throws Exception {
        HttpResponse<String> put =
                HandSignedRequest.of("PUT", "/bkt/k").withBody("content").send(node);
        String version = put.headers().firstValue("x-amz-version-id").orElseThrow();
        String retention =
                "<Retention><Mode>COMPLIANCE</Mode><RetainUntilDate>%s</RetainUntilDate></Retention>"
                        .formatted(END);
        assertThat(
                        HandSignedRequest.of("PUT", "/bkt/k?retention")
                                .withBody(retention)
                                .send(node)
                                .statusCode())
                .isEqualTo(200);
        return HandSignedRequest.of("DELETE", "/bkt/k?versionId=" + version);
    }

    @Test
    void delete_signedAndSentAfterTheEnd_isDone() throws Exception {
        HandSignedRequest delete = deleteOfARetained();
        assertThat(delete.send(node).statusCode()).isEqualTo(403);
        clock.set(END.minusMillis(1));
        assertThat(delete.send(node).statusCode()).isEqualTo(403);
        clock.set(AFTER);
        assertThat(delete.send(node).statusCode()).isEqualTo(204);
    }

    @Test
    void url_signedBeforeTheEnd_deletesNothingAfterIt() throws Exception {
        HandSignedRequest delete = deleteOfARetained();
        SdkHttpRequest url = delete.presigned(node);
        clock.set(AFTER);
        HttpResponse<String> answer = delete.send(url);
        assertThat(answer.statusCode()).isEqualTo(403);
        assertThat(answer.body()).contains("protected by object lock");
        assertThat(delete.sendPresigned(node).statusCode()).isEqualTo(204);
    }

    @Test
    void urlOfVersionTwo_deletesNothingThatIsRetained() throws Exception {
        HandSignedRequest delete = deleteOfARetained();
        clock.set(AFTER);
        HttpResponse<String> answer = delete.send(versionTwo(delete));
        assertThat(answer.statusCode()).isEqualTo(403);
        assertThat(answer.body()).contains("protected by object lock");
        assertThat(delete.send(node).statusCode()).isEqualTo(204);
    }

    @Test
    void urlOfVersionTwo_beginsNoDefaultRetention() throws Exception {
        configure(
                "<Rule><DefaultRetention><Mode>COMPLIANCE</Mode><Days>1</Days></DefaultRetention></Rule>");
        HandSignedRequest put = HandSignedRequest.of("PUT", "/bkt/k").withBody("content");
        HttpResponse<String> answer = put.send(versionTwo(put));
        assertThat(answer.statusCode()).isEqualTo(400);
        assertThat(answer.body())
                .contains("<Code>InvalidRequest</Code>", "does not say when that was");
        assertThat(put.send(node).statusCode()).isEqualTo(200);
        configure("");
        assertThat(put.send(versionTwo(put)).statusCode()).isEqualTo(200);
    }

    private void configure(String rule) throws Exception {
        HttpResponse<String> answer =
                HandSignedRequest.of("PUT", "/bkt?object-lock")
                        .withBody(
                                "<ObjectLockConfiguration><ObjectLockEnabled>Enabled"
                                        + "</ObjectLockEnabled>"
                                        + rule
                                        + "</ObjectLockConfiguration>")
                        .send(node);
        assertThat(answer.statusCode()).isEqualTo(200);
    }

    /// The request as a URL with a signature of version 2.
    private SdkHttpRequest versionTwo(HandSignedRequest request) throws Exception {
        long expires = AFTER.plusSeconds(60).getEpochSecond();
        String text = request.method() + "\n\n\n" + expires + "\n" + request.uri();
        Mac mac = Mac.getInstance("HmacSHA1");
        mac.init(
                new SecretKeySpec(NodeFixture.SECRET.getBytes(StandardCharsets.UTF_8), "HmacSHA1"));
        String signature =
                Base64.getEncoder()
                        .encodeToString(mac.doFinal(text.getBytes(StandardCharsets.UTF_8)));
        String uri =
                request.uri()
                        + (request.uri().contains("?") ? "&" : "?")
                        + "AWSAccessKeyId="
                        + NodeFixture.ACCESS_KEY
                        + "&Expires="
                        + expires
                        + "&Signature="
                        + URLEncoder.encode(signature, StandardCharsets.UTF_8);
        return SdkHttpRequest.builder()
                .uri(URI.create(node.endpoint() + uri))
                .method(SdkHttpMethod.fromValue(request.method()))
                .build();
    }
}
