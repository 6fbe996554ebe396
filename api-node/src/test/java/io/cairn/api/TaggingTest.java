package io.cairn.api;

import static io.cairn.api.BucketsTest.assertFails;
import static org.assertj.core.api.Assertions.assertThat;

import io.cairn.api.operation.Authorizer;
import java.net.http.HttpResponse;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.stream.IntStream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import software.amazon.awssdk.core.sync.RequestBody;
import software.amazon.awssdk.services.s3.model.BucketVersioningStatus;
import software.amazon.awssdk.services.s3.model.CompletedPart;
import software.amazon.awssdk.services.s3.model.CopyObjectRequest;
import software.amazon.awssdk.services.s3.model.MetadataDirective;
import software.amazon.awssdk.services.s3.model.Tag;
import software.amazon.awssdk.services.s3.model.TaggingDirective;

/// Tags of objects, versions and buckets, asked for by the AWS SDK.
final class TaggingTest {
    private static final String BUCKET = "bucket";

    private final List<String> denied = Collections.synchronizedList(new ArrayList<>());
    private final NodeFixture node = new NodeFixture(this::allows);

    private boolean allows(Authorizer.Question question) {
        return !denied.contains(question.action().policyName());
    }

    @BeforeEach
    void createBucket() {
        node.s3().createBucket(b -> b.bucket(BUCKET));
    }

    @AfterEach
    void close() {
        node.close();
    }

    private void put(String key, String tagging) {
        node.s3()
                .putObject(
                        b -> b.bucket(BUCKET).key(key).tagging(tagging),
                        RequestBody.fromString("content"));
    }

    private Map<String, String> tags(String key) {
        return map(node.s3().getObjectTagging(b -> b.bucket(BUCKET).key(key)).tagSet());
    }

    private static Map<String, String> map(List<Tag> tags) {
        Map<String, String> map = new TreeMap<>();
        tags.forEach(tag -> map.put(tag.key(), tag.value()));
        return map;
    }

    private static List<Tag> tagSet(Map<String, String> tags) {
        return tags.entrySet().stream()
                .map(tag -> Tag.builder().key(tag.getKey()).value(tag.getValue()).build())
                .toList();
    }

    private void tag(String key, Map<String, String> tags) {
        node.s3()
                .putObjectTagging(
                        b -> b.bucket(BUCKET).key(key).tagging(t -> t.tagSet(tagSet(tags))));
    }

    @Test
    void tags_ofAnObject_areSetShownAndRemoved() {
        put("k", "a=1&b%20c=%C3%BC");
        assertThat(tags("k")).isEqualTo(Map.of("a", "1", "b c", "\u00fc"));
        assertThat(node.s3().headObject(b -> b.bucket(BUCKET).key("k")).tagCount()).isEqualTo(2);
        var before = node.s3().headObject(b -> b.bucket(BUCKET).key("k"));
        tag("k", Map.of("x", ""));
        assertThat(tags("k")).isEqualTo(Map.of("x", ""));
        var after = node.s3().headObject(b -> b.bucket(BUCKET).key("k"));
        assertThat(after.lastModified()).isEqualTo(before.lastModified());
        assertThat(after.eTag()).isEqualTo(before.eTag());
        node.s3().deleteObjectTagging(b -> b.bucket(BUCKET).key("k"));
        assertThat(tags("k")).isEmpty();
        assertThat(node.s3().headObject(b -> b.bucket(BUCKET).key("k")).tagCount()).isNull();
        assertFails(() -> tag("none", Map.of("a", "b")), 404, "NoSuchKey");
        tag("k", Map.of("a", "b"));
        put("k", "");
        assertThat(tags("k")).isEmpty();
    }

    @Test
    void tags_ofAVersion_areItsOwn() {
        node.s3()
                .putBucketVersioning(b ->
                        b.bucket(BUCKET)
                                .versioningConfiguration(
                                        v -> v.status(BucketVersioningStatus.ENABLED)));
        put("k", "v=1");
        String first = node.s3().headObject(b -> b.bucket(BUCKET).key("k")).versionId();
        put("k", "v=2");
        var set =
                node.s3()
                        .putObjectTagging(b ->
                                b.bucket(BUCKET)
                                        .key("k")
                                        .versionId(first)
                                        .tagging(t -> t.tagSet(tagSet(Map.of("v", "one")))));
        assertThat(set.versionId()).isEqualTo(first);
        var shown = node.s3().getObjectTagging(b -> b.bucket(BUCKET).key("k").versionId(first));
        assertThat(map(shown.tagSet())).isEqualTo(Map.of("v", "one"));
        assertThat(shown.versionId()).isEqualTo(first);
        assertThat(tags("k")).isEqualTo(Map.of("v", "2"));
        var removed =
                node.s3().deleteObjectTagging(b -> b.bucket(BUCKET).key("k").versionId(first));
        assertThat(removed.versionId()).isEqualTo(first);
        assertThat(tags("k")).isEqualTo(Map.of("v", "2"));
        assertThat(node.s3().listObjectVersions(b -> b.bucket(BUCKET)).versions()).hasSize(2);
        String marker = node.s3().deleteObject(b -> b.bucket(BUCKET).key("k")).versionId();
        assertFails(() -> tags("k"), 404, "NoSuchKey");
        assertFails(
                () -> node.s3().getObjectTagging(b -> b.bucket(BUCKET).key("k").versionId(marker)),
                405,
                "MethodNotAllowed");
    }

    private void copy(String to, java.util.function.Consumer<CopyObjectRequest.Builder> how) {
        node.s3()
                .copyObject(b -> {
                    b.sourceBucket(BUCKET).sourceKey("k").destinationBucket(BUCKET);
                    b.destinationKey(to);
                    how.accept(b);
                });
    }

    @Test
    void copy_hasTheTagsOfItsSourceUnlessItBringsOthers() {
        put("k", "a=1");
        copy("l", b -> {});
        assertThat(tags("l")).isEqualTo(Map.of("a", "1"));
        copy("l", b -> b.tagging("b=2"));
        assertThat(tags("l")).isEqualTo(Map.of("a", "1"));
        copy("l", b -> b.taggingDirective(TaggingDirective.REPLACE).tagging("b=2"));
        assertThat(tags("l")).isEqualTo(Map.of("b", "2"));
        copy("k", b -> b.metadataDirective(MetadataDirective.REPLACE));
        assertThat(tags("k")).isEqualTo(Map.of("a", "1"));
        copy(
                "k",
                b ->
                        b.metadataDirective(MetadataDirective.REPLACE)
                                .taggingDirective(TaggingDirective.REPLACE));
        assertThat(tags("k")).isEmpty();
        assertFails(() -> copy("l", b -> b.taggingDirective("OTHER")), 400, "InvalidArgument");
    }

    @Test
    void upload_hasTheTagsThatItBeganWith() {
        String upload =
                node.s3()
                        .createMultipartUpload(b -> b.bucket(BUCKET).key("k").tagging("a=1"))
                        .uploadId();
        String etag =
                node.s3()
                        .uploadPart(
                                b -> b.bucket(BUCKET).key("k").uploadId(upload).partNumber(1),
                                RequestBody.fromString("part"))
                        .eTag();
        CompletedPart part = CompletedPart.builder().partNumber(1).eTag(etag).build();
        node.s3()
                .completeMultipartUpload(b ->
                        b.bucket(BUCKET)
                                .key("k")
                                .uploadId(upload)
                                .multipartUpload(m -> m.parts(part)));
        assertThat(tags("k")).isEqualTo(Map.of("a", "1"));
    }

    @Test
    void tags_ofABucket_areSetShownAndRemoved() {
        Map<String, String> fifty = numbered(50);
        node.s3().putBucketTagging(b -> b.bucket(BUCKET).tagging(t -> t.tagSet(tagSet(fifty))));
        assertThat(map(node.s3().getBucketTagging(b -> b.bucket(BUCKET)).tagSet()))
                .isEqualTo(fifty);
        assertFails(
                () ->
                        node.s3()
                                .putBucketTagging(b ->
                                        b.bucket(BUCKET)
                                                .tagging(t -> t.tagSet(tagSet(numbered(51))))),
                400,
                "BadRequest");
        node.s3().deleteBucketTagging(b -> b.bucket(BUCKET));
        assertFails(() -> node.s3().getBucketTagging(b -> b.bucket(BUCKET)), 404, "NoSuchTagSet");
    }

    private static Map<String, String> numbered(int tags) {
        Map<String, String> map = new TreeMap<>();
        IntStream.range(0, tags).forEach(i -> map.put("tag" + i, String.valueOf(i)));
        return map;
    }

    @Test
    void tags_ofLettersNumbersAndSpacesOfAnyScript_areTaken() {
        put("k", "");
        Map<String, String> tags = Map.of("größe", "½ m²", "世界", "_.:/=+-@ Ⅷ");
        tag("k", tags);
        assertThat(tags("k")).isEqualTo(tags);
    }

    @Test
    void tags_upToTheLimits_areTaken() {
        put("k", "");
        Map<String, String> longest = new TreeMap<>();
        IntStream.range(0, 10).forEach(i -> longest.put("k".repeat(127) + i, "v".repeat(256)));
        tag("k", longest);
        assertThat(tags("k")).isEqualTo(longest);
        assertFails(() -> tag("k", numbered(11)), 400, "BadRequest");
        assertFails(() -> tag("k", Map.of("k".repeat(129), "")), 400, "InvalidTag");
        assertFails(() -> tag("k", Map.of("k", "v".repeat(257))), 400, "InvalidTag");
        assertThat(tags("k")).isEqualTo(longest);
    }

    @ParameterizedTest
    @CsvSource({
        "<Tag><Key></Key><Value>v</Value></Tag>, InvalidTag",
        "<Tag><Key>a;b</Key><Value>v</Value></Tag>, InvalidTag",
        "<Tag><Key>a</Key><Value>v*</Value></Tag>, InvalidTag",
        "<Tag><Key>aws:a</Key><Value>v</Value></Tag>, InvalidTag",
        "<Tag><Key>a</Key><Value>1</Value></Tag><Tag><Key>a</Key><Value>2</Value></Tag>,"
                + " InvalidTag",
        "<Tag><Key>a</Key></Tag>, MalformedXML",
        "<Tag><Value>a</Value></Tag>, MalformedXML",
        "<Other><Key>a</Key><Value>v</Value></Other>, MalformedXML",
        "<Tag><Key>a</Key><Value>v</Value><Other/></Tag>, MalformedXML",
    })
    void tags_thatAreNone_areRefused(String tags, String code) throws Exception {
        put("k", "a=b");
        for (String uri : List.of("/bucket/k?tagging", "/bucket?tagging")) {
            HttpResponse<String> answer =
                    HandSignedRequest.of("PUT", uri)
                            .withBody("<Tagging><TagSet>" + tags + "</TagSet></Tagging>")
                            .send(node);
            assertThat(answer.statusCode()).isEqualTo(400);
            assertThat(answer.body()).contains("<Code>" + code + "</Code>");
        }
        assertThat(tags("k")).isEqualTo(Map.of("a", "b"));
    }

    @ParameterizedTest
    @CsvSource({
        "a=1&a=2, InvalidArgument",
        "a=%zz, InvalidArgument",
        "a%3Bb=1, InvalidTag",
        "=1, InvalidTag",
        "a=1&b=2&c=3&d=4&e=5&f=6&g=7&h=8&i=9&j=10&k=11, BadRequest",
    })
    void header_thatHoldsNoTags_isRefused(String header, String code) throws Exception {
        HttpResponse<String> answer =
                HandSignedRequest.of("PUT", "/bucket/k", "x-amz-tagging: " + header).send(node);
        assertThat(answer.statusCode()).isEqualTo(400);
        assertThat(answer.body()).contains("<Code>" + code + "</Code>");
    }

    @Test
    void header_thatComesTwice_countsBothTimes() throws Exception {
        HttpResponse<String> answer =
                HandSignedRequest.of("PUT", "/bucket/k", "x-amz-tagging: ", "x-amz-tagging: a=b")
                        .send(node);
        assertThat(answer.statusCode()).isEqualTo(200);
        assertThat(tags("k")).isEqualTo(Map.of("a", "b"));
    }

    @Test
    void tags_ofADocumentWithAnotherElement_areRefused() throws Exception {
        HttpResponse<String> answer =
                HandSignedRequest.of("PUT", "/bucket?tagging")
                        .withBody("<Tagging><TagSet/><Other/></Tagging>")
                        .send(node);
        assertThat(answer.body()).contains("<Code>MalformedXML</Code>");
    }

    @Test
    void count_ofTags_isToldToThoseWhoMaySeeThem() {
        put("k", "a=b");
        assertThat(node.s3().headObject(b -> b.bucket(BUCKET).key("k")).tagCount()).isEqualTo(1);
        denied.add("s3:GetObjectTagging");
        assertThat(node.s3().headObject(b -> b.bucket(BUCKET).key("k")).tagCount()).isNull();
    }

    /// Tags and metadata are changed at once, and the content stays where it is.
    @Test
    void copy_ontoItselfWithOtherTags_writesNoContent() {
        put("k", "a=1");
        int written = node.blobs.asked.size();
        copy(
                "k",
                b ->
                        b.metadataDirective(MetadataDirective.REPLACE)
                                .metadata(Map.of("m", "n"))
                                .taggingDirective(TaggingDirective.REPLACE)
                                .tagging("b=2"));
        assertThat(tags("k")).isEqualTo(Map.of("b", "2"));
        assertThat(node.s3().headObject(b -> b.bucket(BUCKET).key("k")).metadata())
                .isEqualTo(Map.of("m", "n"));
        assertThat(node.blobs.asked).hasSize(written);
    }

    @Test
    void tags_ofAWrite_needARightOfTheirOwn() {
        put("k", "a=b");
        denied.add("s3:PutObjectTagging");
        assertFails(() -> put("l", "a=b"), 403, "AccessDenied");
        assertFails(() -> copy("l", b -> {}), 403, "AccessDenied");
        assertFails(
                () ->
                        node.s3()
                                .createMultipartUpload(
                                        b -> b.bucket(BUCKET).key("l").tagging("a=b")),
                403,
                "AccessDenied");
        put("l", "");
        denied.clear();
        denied.add("s3:GetObjectTagging");
        assertFails(() -> copy("l", b -> {}), 403, "AccessDenied");
        copy("l", b -> b.taggingDirective(TaggingDirective.REPLACE));
    }
}
