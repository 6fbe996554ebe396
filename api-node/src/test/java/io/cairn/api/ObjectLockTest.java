package io.cairn.api;

import static io.cairn.api.BucketsTest.assertFails;
import static org.assertj.core.api.Assertions.assertThat;

import io.cairn.api.operation.Authorizer;
import java.net.http.HttpResponse;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;
import software.amazon.awssdk.core.sync.RequestBody;
import software.amazon.awssdk.services.s3.model.BucketVersioningStatus;
import software.amazon.awssdk.services.s3.model.CompletedPart;
import software.amazon.awssdk.services.s3.model.DefaultRetention;
import software.amazon.awssdk.services.s3.model.HeadObjectResponse;
import software.amazon.awssdk.services.s3.model.ObjectIdentifier;
import software.amazon.awssdk.services.s3.model.ObjectLockEnabled;
import software.amazon.awssdk.services.s3.model.ObjectLockLegalHoldStatus;
import software.amazon.awssdk.services.s3.model.ObjectLockMode;
import software.amazon.awssdk.services.s3.model.ObjectLockRetention;
import software.amazon.awssdk.services.s3.model.ObjectLockRetentionMode;
import software.amazon.awssdk.services.s3.model.ObjectLockRule;

/// Object lock, asked for by the AWS SDK.
final class ObjectLockTest {
    private static final String BUCKET = "locked";
    private static final String PLAIN = "plain";
    private static final Instant UNTIL = Instant.parse("2190-01-01T00:00:00.250Z");
    private static final Instant LATER = Instant.parse("2190-01-03T00:00:00Z");

    private final List<String> denied = Collections.synchronizedList(new ArrayList<>());
    private final NodeFixture node = new NodeFixture(this::allows);

    private boolean allows(Authorizer.Question question) {
        return !denied.contains(question.action().policyName());
    }

    @BeforeEach
    void createBuckets() {
        node.s3().createBucket(b -> b.bucket(BUCKET).objectLockEnabledForBucket(true));
        node.s3().createBucket(b -> b.bucket(PLAIN));
    }

    @AfterEach
    void close() {
        node.close();
    }

    private String put(String key) {
        return node.s3()
                .putObject(b -> b.bucket(BUCKET).key(key), RequestBody.fromString("content"))
                .versionId();
    }

    private static ObjectLockRetention retention(ObjectLockRetentionMode mode, Instant until) {
        return ObjectLockRetention.builder().mode(mode).retainUntilDate(until).build();
    }

    private void retain(String key, ObjectLockRetentionMode mode, Instant until, boolean bypass) {
        node.s3()
                .putObjectRetention(b ->
                        b.bucket(BUCKET)
                                .key(key)
                                .bypassGovernanceRetention(bypass ? true : null)
                                .retention(retention(mode, until)));
    }

    private ObjectLockRetention retention(String key) {
        return node.s3().getObjectRetention(b -> b.bucket(BUCKET).key(key)).retention();
    }

    private void hold(String key, ObjectLockLegalHoldStatus status) {
        node.s3()
                .putObjectLegalHold(
                        b -> b.bucket(BUCKET).key(key).legalHold(h -> h.status(status)));
    }

    private void delete(String key, String version, boolean bypass) {
        node.s3()
                .deleteObject(b ->
                        b.bucket(BUCKET)
                                .key(key)
                                .versionId(version)
                                .bypassGovernanceRetention(bypass ? true : null));
    }

    private void setDefault(String bucket, DefaultRetention.Builder retention) {
        ObjectLockRule rule = ObjectLockRule.builder().defaultRetention(retention.build()).build();
        node.s3()
                .putObjectLockConfiguration(b ->
                        b.bucket(bucket)
                                .objectLockConfiguration(c ->
                                        c.objectLockEnabled(ObjectLockEnabled.ENABLED).rule(rule)));
    }

    private static DefaultRetention.Builder days(int days) {
        return DefaultRetention.builder().mode(ObjectLockRetentionMode.GOVERNANCE).days(days);
    }

    private void set(String bucket, BucketVersioningStatus status) {
        node.s3()
                .putBucketVersioning(
                        b -> b.bucket(bucket).versioningConfiguration(v -> v.status(status)));
    }

    @Test
    void bucket_withALock_keepsVersionsForEver() {
        assertThat(node.s3().getBucketVersioning(b -> b.bucket(BUCKET)).status())
                .isEqualTo(BucketVersioningStatus.ENABLED);
        assertFails(() -> set(BUCKET, BucketVersioningStatus.SUSPENDED), 409, "InvalidBucketState");
        set(BUCKET, BucketVersioningStatus.ENABLED);
        var shown = node.s3().getObjectLockConfiguration(b -> b.bucket(BUCKET));
        assertThat(shown.objectLockConfiguration().objectLockEnabled())
                .isEqualTo(ObjectLockEnabled.ENABLED);
        assertThat(shown.objectLockConfiguration().rule()).isNull();
        setDefault(BUCKET, days(36_500));
        var changed = node.s3().getObjectLockConfiguration(b -> b.bucket(BUCKET));
        assertThat(changed.objectLockConfiguration().rule().defaultRetention())
                .isEqualTo(days(36_500).build());
    }

    @Test
    void bucket_withoutALock_getsOneOnceItKeepsVersions() {
        assertFails(
                () -> node.s3().getObjectLockConfiguration(b -> b.bucket(PLAIN)),
                404,
                "ObjectLockConfigurationNotFoundError");
        assertFails(() -> setDefault(PLAIN, days(1)), 409, "InvalidBucketState");
        set(PLAIN, BucketVersioningStatus.SUSPENDED);
        assertFails(() -> setDefault(PLAIN, days(1)), 409, "InvalidBucketState");
        set(PLAIN, BucketVersioningStatus.ENABLED);
        setDefault(PLAIN, days(1));
        assertFails(() -> set(PLAIN, BucketVersioningStatus.SUSPENDED), 409, "InvalidBucketState");
    }

    @Test
    void bucket_thatIsMadeAgainWithALockThatItHasNot_isNotThere() {
        assertFails(
                () -> node.s3().createBucket(b -> b.bucket(PLAIN).objectLockEnabledForBucket(true)),
                409,
                "BucketAlreadyOwnedByYou");
        node.s3().createBucket(b -> b.bucket(BUCKET).objectLockEnabledForBucket(true));
    }

    @ParameterizedTest
    @CsvSource({
        "<Mode>GOVERNANCE</Mode><Days>1</Days><Years>1</Years>, MalformedXML",
        "<Mode>GOVERNANCE</Mode>, MalformedXML",
        "<Days>1</Days>, MalformedXML",
        "<Mode>abc</Mode><Years>1</Years>, MalformedXML",
        "<Mode>governance</Mode><Years>1</Years>, MalformedXML",
        "<Mode>GOVERNANCE</Mode><Days>x</Days>, MalformedXML",
        "<Mode>GOVERNANCE</Mode><Days>0</Days>, InvalidRetentionPeriod",
        "<Mode>GOVERNANCE</Mode><Years>-1</Years>, InvalidRetentionPeriod",
        "<Mode>GOVERNANCE</Mode><Days>36501</Days>, InvalidRetentionPeriod",
        "<Mode>GOVERNANCE</Mode><Years>101</Years>, InvalidRetentionPeriod",
    })
    void configuration_thatIsWrong_isRefused(String rule, String code) throws Exception {
        HttpResponse<String> answer = configure("Enabled", rule);
        assertThat(answer.statusCode()).isEqualTo(400);
        assertThat(answer.body()).contains("<Code>" + code + "</Code>");
    }

    @Test
    void configuration_thatDoesNotEnable_isRefused() throws Exception {
        String rule = "<Mode>GOVERNANCE</Mode><Years>1</Years>";
        assertThat(configure("Disabled", rule).body()).contains("<Code>MalformedXML</Code>");
        assertThat(configure("Enabled", rule).statusCode()).isEqualTo(200);
    }

    private HttpResponse<String> configure(String enabled, String rule) throws Exception {
        return HandSignedRequest.of("PUT", "/locked?object-lock")
                .withBody(
                        "<ObjectLockConfiguration><ObjectLockEnabled>"
                                + enabled
                                + "</ObjectLockEnabled><Rule><DefaultRetention>"
                                + rule
                                + "</DefaultRetention></Rule></ObjectLockConfiguration>")
                .send(node);
    }

    @Test
    void governance_isExtendedByAnybodyAndWeakenedOnlyPastIt() {
        String version = put("k");
        assertFails(() -> retention("k"), 404, "NoSuchObjectLockConfiguration");
        ObjectLockRetentionMode governance = ObjectLockRetentionMode.GOVERNANCE;
        retain("k", governance, UNTIL, false);
        assertThat(retention("k")).isEqualTo(retention(governance, UNTIL));
        retain("k", governance, LATER, false);
        assertFails(() -> retain("k", governance, UNTIL, false), 403, "AccessDenied");
        assertFails(
                () -> retain("k", ObjectLockRetentionMode.COMPLIANCE, LATER, false),
                403,
                "AccessDenied");
        retain("k", governance, UNTIL, true);
        assertThat(retention("k").retainUntilDate()).isEqualTo(UNTIL);
        assertFails(() -> delete("k", version, false), 403, "AccessDenied");
        denied.add("s3:BypassGovernanceRetention");
        assertFails(() -> delete("k", version, true), 403, "AccessDenied");
        assertFails(
                () -> retain("k", governance, Instant.now().plusSeconds(60), true),
                403,
                "AccessDenied");
        denied.clear();
        delete("k", version, true);
        assertFails(() -> retention("k"), 404, "NoSuchKey");
    }

    @Test
    void compliance_isOnlyEverExtended() {
        String version = put("k");
        ObjectLockRetentionMode compliance = ObjectLockRetentionMode.COMPLIANCE;
        retain("k", compliance, UNTIL, false);
        assertFails(
                () -> retain("k", ObjectLockRetentionMode.GOVERNANCE, LATER, true),
                403,
                "AccessDenied");
        retain("k", compliance, LATER, false);
        assertFails(() -> retain("k", compliance, UNTIL, true), 403, "AccessDenied");
        assertFails(() -> delete("k", version, true), 403, "AccessDenied");
        assertThat(retention("k")).isEqualTo(retention(compliance, LATER));
    }

    @Test
    void retention_thatIsRemoved_isGone() throws Exception {
        String version = put("k");
        retain("k", ObjectLockRetentionMode.GOVERNANCE, UNTIL, false);
        HandSignedRequest plain = HandSignedRequest.of("PUT", "/locked/k?retention");
        assertThat(plain.withBody("<Retention/>").send(node).statusCode()).isEqualTo(403);
        HandSignedRequest bypassing =
                HandSignedRequest.of(
                        "PUT",
                        "/locked/k?retention&versionId=" + version,
                        "x-amz-bypass-governance-retention: true");
        assertThat(bypassing.withBody("<Retention/>").send(node).statusCode()).isEqualTo(200);
        assertFails(() -> retention("k"), 404, "NoSuchObjectLockConfiguration");
    }

    @ParameterizedTest
    @CsvSource({
        "<Mode>governance</Mode><RetainUntilDate>2190-01-01T00:00:00Z</RetainUntilDate>, MalformedXML",
        "<Mode>GOVERNANCE</Mode>, MalformedXML",
        "<RetainUntilDate>2190-01-01T00:00:00Z</RetainUntilDate>, MalformedXML",
        "<Mode>GOVERNANCE</Mode><RetainUntilDate>soon</RetainUntilDate>, MalformedXML",
        "<Mode>GOVERNANCE</Mode><RetainUntilDate>2020-01-01T00:00:00Z</RetainUntilDate>, InvalidArgument",
    })
    void retention_thatIsWrong_isRefused(String retention, String code) throws Exception {
        put("k");
        HttpResponse<String> answer =
                HandSignedRequest.of("PUT", "/locked/k?retention")
                        .withBody("<Retention>" + retention + "</Retention>")
                        .send(node);
        assertThat(answer.statusCode()).isEqualTo(400);
        assertThat(answer.body()).contains("<Code>" + code + "</Code>");
    }

    @Test
    void retention_ofAVersion_isItsOwn() {
        String first = put("k");
        put("k");
        node.s3()
                .putObjectRetention(b ->
                        b.bucket(BUCKET)
                                .key("k")
                                .versionId(first)
                                .retention(retention(ObjectLockRetentionMode.GOVERNANCE, UNTIL)));
        assertFails(() -> retention("k"), 404, "NoSuchObjectLockConfiguration");
        var shown = node.s3().getObjectRetention(b -> b.bucket(BUCKET).key("k").versionId(first));
        assertThat(shown.retention().retainUntilDate()).isEqualTo(UNTIL);
    }

    @Test
    void hold_keepsAVersionWhateverElseIsSaid() {
        String version = put("k");
        assertFails(
                () -> node.s3().getObjectLegalHold(b -> b.bucket(BUCKET).key("k")),
                404,
                "NoSuchObjectLockConfiguration");
        hold("k", ObjectLockLegalHoldStatus.ON);
        assertFails(() -> delete("k", version, true), 403, "AccessDenied");
        hold("k", ObjectLockLegalHoldStatus.OFF);
        var shown = node.s3().getObjectLegalHold(b -> b.bucket(BUCKET).key("k"));
        assertThat(shown.legalHold().status()).isEqualTo(ObjectLockLegalHoldStatus.OFF);
        delete("k", version, false);
    }

    @Test
    void hold_thatIsWrong_isRefused() throws Exception {
        put("k");
        HttpResponse<String> answer =
                HandSignedRequest.of("PUT", "/locked/k?legal-hold")
                        .withBody("<LegalHold><Status>abc</Status></LegalHold>")
                        .send(node);
        assertThat(answer.body()).contains("<Code>MalformedXML</Code>");
    }

    @Test
    void locks_inABucketWithoutALock_areRefused() {
        node.s3().putObject(b -> b.bucket(PLAIN).key("k"), RequestBody.fromString("x"));
        String code = "InvalidRequest";
        assertFails(
                () ->
                        node.s3()
                                .putObjectRetention(b ->
                                        b.bucket(PLAIN)
                                                .key("k")
                                                .retention(
                                                        retention(
                                                                ObjectLockRetentionMode.GOVERNANCE,
                                                                UNTIL))),
                400,
                code);
        assertFails(() -> node.s3().getObjectRetention(b -> b.bucket(PLAIN).key("k")), 400, code);
        assertFails(
                () ->
                        node.s3()
                                .putObjectLegalHold(b ->
                                        b.bucket(PLAIN)
                                                .key("k")
                                                .legalHold(h ->
                                                        h.status(ObjectLockLegalHoldStatus.ON))),
                400,
                code);
        assertFails(() -> node.s3().getObjectLegalHold(b -> b.bucket(PLAIN).key("k")), 400, code);
        assertFails(
                () ->
                        node.s3()
                                .putObject(
                                        b ->
                                                b.bucket(PLAIN)
                                                        .key("k")
                                                        .objectLockLegalHoldStatus("ON"),
                                        RequestBody.fromString("x")),
                400,
                code);
    }

    @Test
    void object_thatIsPutWithLocks_hasAndShowsThem() {
        String version =
                node.s3()
                        .putObject(
                                b ->
                                        b.bucket(BUCKET)
                                                .key("k")
                                                .objectLockMode(ObjectLockMode.COMPLIANCE)
                                                .objectLockRetainUntilDate(UNTIL)
                                                .objectLockLegalHoldStatus("ON"),
                                RequestBody.fromString("content"))
                        .versionId();
        HeadObjectResponse head = node.s3().headObject(b -> b.bucket(BUCKET).key("k"));
        assertThat(head.objectLockMode()).isEqualTo(ObjectLockMode.COMPLIANCE);
        assertThat(head.objectLockRetainUntilDate()).isEqualTo(UNTIL);
        assertThat(head.objectLockLegalHoldStatus()).isEqualTo(ObjectLockLegalHoldStatus.ON);
        assertFails(() -> delete("k", version, true), 403, "AccessDenied");
        denied.add("s3:GetObjectRetention");
        denied.add("s3:GetObjectLegalHold");
        var get = node.s3().getObjectAsBytes(b -> b.bucket(BUCKET).key("k")).response();
        assertThat(get.objectLockMode()).isNull();
        assertThat(get.objectLockLegalHoldStatus()).isNull();
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "x-amz-object-lock-mode: GOVERNANCE",
                "x-amz-object-lock-retain-until-date: 2190-01-01T00:00:00Z",
                "x-amz-object-lock-legal-hold: on",
            })
    void header_ofALock_thatIsWrong_isRefused(String header) throws Exception {
        HttpResponse<String> answer =
                HandSignedRequest.of("PUT", "/locked/k", header).withBody("x").send(node);
        assertThat(answer.statusCode()).isEqualTo(400);
        assertThat(answer.body()).contains("<Code>InvalidArgument</Code>");
    }

    @Test
    void headers_ofARetention_thatIsWrong_areRefused() throws Exception {
        assertThat(putWith("WORM", "2190-01-01T00:00:00Z").body()).contains("InvalidArgument");
        assertThat(putWith("GOVERNANCE", "2020-01-01T00:00:00Z").body())
                .contains("must be in the future");
        assertThat(putWith("GOVERNANCE", "2190-01-01T02:00:00%2B02:00").statusCode())
                .isEqualTo(400);
        assertThat(putWith("GOVERNANCE", "2190-01-01T02:00:00+02:00").statusCode()).isEqualTo(200);
        assertThat(retention("k").retainUntilDate())
                .isEqualTo(Instant.parse("2190-01-01T00:00:00Z"));
    }

    private HttpResponse<String> putWith(String mode, String until) throws Exception {
        return HandSignedRequest.of(
                        "PUT",
                        "/locked/k",
                        "x-amz-object-lock-mode: " + mode,
                        "x-amz-object-lock-retain-until-date: " + until)
                .withBody("x")
                .send(node);
    }

    @ParameterizedTest
    @ValueSource(strings = {"s3:PutObjectRetention", "s3:PutObjectLegalHold"})
    void object_withLocks_needsTheRightToSetThem(String action) {
        denied.add(action);
        assertFails(
                () ->
                        node.s3()
                                .putObject(
                                        b ->
                                                b.bucket(BUCKET)
                                                        .key("k")
                                                        .objectLockMode(ObjectLockMode.GOVERNANCE)
                                                        .objectLockRetainUntilDate(UNTIL)
                                                        .objectLockLegalHoldStatus("ON"),
                                        RequestBody.fromString("x")),
                403,
                "AccessDenied");
        put("k");
    }

    @Test
    void bucket_withALock_needsTheRightToSetIt() {
        denied.add("s3:PutBucketObjectLockConfiguration");
        assertFails(
                () -> node.s3().createBucket(b -> b.bucket("new").objectLockEnabledForBucket(true)),
                403,
                "AccessDenied");
        node.s3().createBucket(b -> b.bucket("new"));
    }

    @Test
    void defaultRetention_isThatOfVersionsThatAskForNone() {
        setDefault(BUCKET, days(2));
        Instant before = Instant.now();
        String version = put("k");
        ObjectLockRetention kept = retention("k");
        assertThat(kept.mode()).isEqualTo(ObjectLockRetentionMode.GOVERNANCE);
        assertThat(kept.retainUntilDate())
                .isBetween(before.plusSeconds(172_799), before.plusSeconds(172_860));
        assertFails(() -> delete("k", version, false), 403, "AccessDenied");
        node.s3()
                .putObject(
                        b ->
                                b.bucket(BUCKET)
                                        .key("k")
                                        .objectLockMode(ObjectLockMode.COMPLIANCE)
                                        .objectLockRetainUntilDate(UNTIL),
                        RequestBody.fromString("x"));
        assertThat(retention("k")).isEqualTo(retention(ObjectLockRetentionMode.COMPLIANCE, UNTIL));
    }

    @Test
    void copy_hasTheLocksThatItAsksForAndNotThoseOfItsSource() {
        put("k");
        retain("k", ObjectLockRetentionMode.GOVERNANCE, UNTIL, false);
        hold("k", ObjectLockLegalHoldStatus.ON);
        node.s3()
                .copyObject(b ->
                        b.sourceBucket(BUCKET)
                                .sourceKey("k")
                                .destinationBucket(BUCKET)
                                .destinationKey("plain"));
        assertFails(() -> retention("plain"), 404, "NoSuchObjectLockConfiguration");
        node.s3()
                .copyObject(b ->
                        b.sourceBucket(BUCKET)
                                .sourceKey("k")
                                .destinationBucket(BUCKET)
                                .destinationKey("copy")
                                .objectLockMode(ObjectLockMode.COMPLIANCE)
                                .objectLockRetainUntilDate(LATER)
                                .objectLockLegalHoldStatus("OFF"));
        HeadObjectResponse head = node.s3().headObject(b -> b.bucket(BUCKET).key("copy"));
        assertThat(head.objectLockMode()).isEqualTo(ObjectLockMode.COMPLIANCE);
        assertThat(head.objectLockRetainUntilDate()).isEqualTo(LATER);
        assertThat(head.objectLockLegalHoldStatus()).isEqualTo(ObjectLockLegalHoldStatus.OFF);
        assertThat(retention("k").mode()).isEqualTo(ObjectLockRetentionMode.GOVERNANCE);
    }

    @Test
    void upload_thatIsMadeWithLocks_givesItsObjectThem() {
        String id =
                node.s3()
                        .createMultipartUpload(b ->
                                b.bucket(BUCKET)
                                        .key("k")
                                        .objectLockMode(ObjectLockMode.GOVERNANCE)
                                        .objectLockRetainUntilDate(UNTIL)
                                        .objectLockLegalHoldStatus("ON"))
                        .uploadId();
        String etag =
                node.s3()
                        .uploadPart(
                                b -> b.bucket(BUCKET).key("k").uploadId(id).partNumber(1),
                                RequestBody.fromString("part"))
                        .eTag();
        CompletedPart part = CompletedPart.builder().partNumber(1).eTag(etag).build();
        String version =
                node.s3()
                        .completeMultipartUpload(b ->
                                b.bucket(BUCKET)
                                        .key("k")
                                        .uploadId(id)
                                        .multipartUpload(u -> u.parts(part)))
                        .versionId();
        assertThat(retention("k")).isEqualTo(retention(ObjectLockRetentionMode.GOVERNANCE, UNTIL));
        assertFails(() -> delete("k", version, true), 403, "AccessDenied");
        hold("k", ObjectLockLegalHoldStatus.OFF);
        assertFails(() -> delete("k", version, false), 403, "AccessDenied");
        delete("k", version, true);
    }

    @Test
    void deleteObjects_leavesWhatIsLocked() {
        String free = put("free");
        String locked = put("locked");
        retain("locked", ObjectLockRetentionMode.GOVERNANCE, UNTIL, false);
        ObjectIdentifier[] both = {
            ObjectIdentifier.builder().key("free").versionId(free).build(),
            ObjectIdentifier.builder().key("locked").versionId(locked).build()
        };
        var first = node.s3().deleteObjects(b -> b.bucket(BUCKET).delete(d -> d.objects(both)));
        assertThat(first.deleted()).extracting(d -> d.key()).containsExactly("free");
        assertThat(first.errors())
                .singleElement()
                .satisfies(error -> {
                    assertThat(error.code()).isEqualTo("AccessDenied");
                    assertThat(error.key()).isEqualTo("locked");
                    assertThat(error.versionId()).isEqualTo(locked);
                });
        assertFails(() -> node.s3().deleteBucket(b -> b.bucket(BUCKET)), 409, "BucketNotEmpty");
        var second =
                node.s3()
                        .deleteObjects(b ->
                                b.bucket(BUCKET)
                                        .bypassGovernanceRetention(true)
                                        .delete(d -> d.objects(both[1])));
        assertThat(second.errors()).isEmpty();
        node.s3().deleteBucket(b -> b.bucket(BUCKET));
    }

    @Test
    void lockHeader_thatIsGivenTwice_isRefused() throws Exception {
        HttpResponse<String> answer =
                HandSignedRequest.of(
                                "PUT",
                                "/locked/twice",
                                "x-amz-object-lock-legal-hold: OFF",
                                "x-amz-object-lock-legal-hold: ON")
                        .send(node);
        assertThat(answer.body())
                .contains("<Code>InvalidArgument</Code>")
                .contains("must be given once");
        assertFails(
                () -> node.s3().headObject(b -> b.bucket(BUCKET).key("twice")), 404, "NoSuchKey");
    }

    @Test
    void deleteOfAKey_hidesWhatIsLocked() {
        String version = put("k");
        retain("k", ObjectLockRetentionMode.COMPLIANCE, UNTIL, false);
        String marker = node.s3().deleteObject(b -> b.bucket(BUCKET).key("k")).versionId();
        assertFails(() -> retention("k"), 404, "NoSuchKey");
        assertFails(() -> delete("k", version, false), 403, "AccessDenied");
        delete("k", marker, false);
        assertThat(retention("k").retainUntilDate()).isEqualTo(UNTIL);
    }
}
