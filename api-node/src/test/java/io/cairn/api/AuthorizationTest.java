package io.cairn.api;

import static org.assertj.core.api.Assertions.assertThat;

import io.cairn.api.operation.Authorizer;
import java.net.http.HttpResponse;
import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.util.ArrayList;
import java.util.Base64;
import java.util.Collections;
import java.util.List;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import software.amazon.awssdk.core.sync.RequestBody;
import software.amazon.awssdk.services.s3.model.ObjectIdentifier;

/// Each operation asks whether its sender may do it, by the names that policies use, and is not
/// done if not.
final class AuthorizationTest {
    private final List<String> asked = Collections.synchronizedList(new ArrayList<>());
    private final Set<String> denied = ConcurrentHashMap.newKeySet();
    private final Set<String> deniedTheSecondTime = ConcurrentHashMap.newKeySet();
    private final NodeFixture node = new NodeFixture(this::allows);

    private boolean allows(Authorizer.Question question) {
        String words = question.action().policyName() + " " + question.resource().arn();
        boolean again = asked.contains(words);
        asked.add(words);
        return !denied.contains(words) && !(again && deniedTheSecondTime.contains(words));
    }

    @BeforeEach
    void fill() {
        node.s3().createBucket(b -> b.bucket("bkt"));
        node.s3().createBucket(b -> b.bucket("other"));
        node.s3().putObject(b -> b.bucket("bkt").key("k"), RequestBody.fromString("x"));
        asked.clear();
    }

    @AfterEach
    void close() {
        node.close();
    }

    @ParameterizedTest
    @CsvSource({
        "GET,    /,                         s3:ListAllMyBuckets arn:aws:s3:::*",
        "PUT,    /new,                      s3:CreateBucket arn:aws:s3:::new",
        "HEAD,   /bkt,                      s3:ListBucket arn:aws:s3:::bkt",
        "DELETE, /bkt,                      s3:DeleteBucket arn:aws:s3:::bkt",
        "GET,    /bkt,                      s3:ListBucket arn:aws:s3:::bkt",
        "GET,    /bkt?list-type=2,          s3:ListBucket arn:aws:s3:::bkt",
        "GET,    /bkt?versions,             s3:ListBucketVersions arn:aws:s3:::bkt",
        "GET,    /bkt?uploads,              s3:ListBucketMultipartUploads arn:aws:s3:::bkt",
        "GET,    /bkt?location,             s3:GetBucketLocation arn:aws:s3:::bkt",
        "GET,    /bkt?policy,               s3:GetBucketPolicy arn:aws:s3:::bkt",
        "DELETE, /bkt?policy,               s3:DeleteBucketPolicy arn:aws:s3:::bkt",
        "DELETE, /bkt?lifecycle,            s3:PutLifecycleConfiguration arn:aws:s3:::bkt",
        "GET,    /bkt?cors,                 s3:GetBucketCORS arn:aws:s3:::bkt",
        "PUT,    /bkt?versioning,           s3:PutBucketVersioning arn:aws:s3:::bkt",
        "GET,    /bkt/k,                    s3:GetObject arn:aws:s3:::bkt/k",
        "GET,    /bkt/k?versionId=null,     s3:GetObjectVersion arn:aws:s3:::bkt/k",
        "GET,    /bkt/none,                 s3:GetObject arn:aws:s3:::bkt/none",
        "HEAD,   /bkt/k,                    s3:GetObject arn:aws:s3:::bkt/k",
        "PUT,    /bkt/a/b,                  s3:PutObject arn:aws:s3:::bkt/a/b",
        "DELETE, /bkt/k,                    s3:DeleteObject arn:aws:s3:::bkt/k",
        "DELETE, /bkt/k?versionId=null,     s3:DeleteObjectVersion arn:aws:s3:::bkt/k",
        "GET,    /bkt/k?acl,                s3:GetObjectAcl arn:aws:s3:::bkt/k",
        "GET,    /bkt/k?tagging,            s3:GetObjectTagging arn:aws:s3:::bkt/k",
        "GET,    /bkt/k?retention,          s3:GetObjectRetention arn:aws:s3:::bkt/k",
        "POST,   /bkt/k?restore,            s3:RestoreObject arn:aws:s3:::bkt/k",
        "POST,   /bkt/k?uploads,            s3:PutObject arn:aws:s3:::bkt/k",
    })
    void operation_asked_isNamedAsPoliciesNameItAndIsDoneOnlyIfAllowed(
            String method, String uri, String question) throws Exception {
        denied.add(question);
        HttpResponse<String> answer = HandSignedRequest.of(method, uri).send(node);
        assertThat(answer.statusCode()).isEqualTo(403);
        if (!method.equals("HEAD")) {
            assertThat(answer.body()).contains("<Code>AccessDenied</Code>");
        }
        assertThat(asked).containsExactly(question);
    }

    @ParameterizedTest
    @CsvSource({
        "PUT,    /bkt/k?partNumber=1&uploadId=, s3:PutObject arn:aws:s3:::bkt/k",
        "DELETE, /bkt/k?uploadId=,              s3:AbortMultipartUpload arn:aws:s3:::bkt/k",
        "GET,    /bkt/k?uploadId=,              s3:ListMultipartUploadParts arn:aws:s3:::bkt/k",
    })
    void operation_onAnUpload_isNamedAsPoliciesNameIt(String method, String uri, String question)
            throws Exception {
        String id = node.s3().createMultipartUpload(b -> b.bucket("bkt").key("k")).uploadId();
        asked.clear();
        denied.add(question);
        HttpResponse<String> answer = HandSignedRequest.of(method, uri + id).send(node);
        assertThat(answer.body()).contains("<Code>AccessDenied</Code>");
        assertThat(asked).containsExactly(question);
        assertThat(node.s3().listMultipartUploads(b -> b.bucket("bkt")).uploads()).hasSize(1);
    }

    @Test
    void completion_thatIsNotAllowed_keepsNothing() throws Exception {
        String id = node.s3().createMultipartUpload(b -> b.bucket("bkt").key("k")).uploadId();
        denied.add("s3:PutObject arn:aws:s3:::bkt/k");
        HttpResponse<String> answer =
                HandSignedRequest.of("POST", "/bkt/k?uploadId=" + id)
                        .withBody(
                                "<CompleteMultipartUpload><Part><PartNumber>1</PartNumber>"
                                        + "<ETag>\"0\"</ETag></Part></CompleteMultipartUpload>")
                        .send(node);
        assertThat(answer.statusCode()).isEqualTo(403);
    }

    @ParameterizedTest
    @CsvSource({
        "/bkt/k?uploadId=, AccessDenied",
        "/none/k?uploadId=, NoSuchBucket",
    })
    void completion_thatIsNotAllowed_isRefusedBeforeItsBodyIsRead(String uri, String code)
            throws Exception {
        String id = node.s3().createMultipartUpload(b -> b.bucket("bkt").key("k")).uploadId();
        denied.add("s3:PutObject arn:aws:s3:::bkt/k");
        HttpResponse<String> answer =
                HandSignedRequest.of("POST", uri + id).withBody("no document").send(node);
        assertThat(answer.body()).contains("<Code>" + code + "</Code>");
    }

    @Test
    void attributes_needTwoActions() throws Exception {
        HandSignedRequest.of("GET", "/bkt/k?attributes", "x-amz-object-attributes: ETag")
                .send(node);
        assertThat(asked)
                .containsExactly(
                        "s3:GetObject arn:aws:s3:::bkt/k",
                        "s3:GetObjectAttributes arn:aws:s3:::bkt/k");
    }

    @Test
    void copy_needsItsSourceToo() throws Exception {
        HttpResponse<String> copy =
                HandSignedRequest.of("PUT", "/other/k", "x-amz-copy-source: bkt/k").send(node);
        assertThat(copy.statusCode()).isEqualTo(200);
        assertThat(asked)
                .containsExactly(
                        "s3:PutObject arn:aws:s3:::other/k", "s3:GetObject arn:aws:s3:::bkt/k");
        denied.add("s3:GetObject arn:aws:s3:::bkt/k");
        HttpResponse<String> refused =
                HandSignedRequest.of("PUT", "/other/l", "x-amz-copy-source: bkt/k").send(node);
        assertThat(refused.body()).contains("<Code>AccessDenied</Code>");
        HttpResponse<String> ontoItself =
                HandSignedRequest.of(
                                "PUT",
                                "/bkt/k",
                                "x-amz-copy-source: bkt/k",
                                "x-amz-metadata-directive: REPLACE")
                        .send(node);
        assertThat(ontoItself.body()).contains("<Code>AccessDenied</Code>");
        assertThat(node.s3().listObjectsV2(b -> b.bucket("other")).keyCount()).isEqualTo(1);
    }

    @Test
    void deleteObjects_ofSeveralKeys_asksForEachAndDeletesThoseThatAreAllowed() {
        node.s3().putObject(b -> b.bucket("bkt").key("l"), RequestBody.fromString("x"));
        asked.clear();
        denied.add("s3:DeleteObject arn:aws:s3:::bkt/k");
        var answer =
                node.s3()
                        .deleteObjects(b ->
                                b.bucket("bkt")
                                        .delete(d ->
                                                d.objects(
                                                        ObjectIdentifier.builder().key("k").build(),
                                                        ObjectIdentifier.builder()
                                                                .key("l")
                                                                .build())));
        assertThat(asked)
                .containsExactly(
                        "s3:DeleteObject arn:aws:s3:::bkt/k", "s3:DeleteObject arn:aws:s3:::bkt/l");
        assertThat(answer.deleted()).extracting(d -> d.key()).containsExactly("l");
        assertThat(answer.errors()).extracting(e -> e.code()).containsExactly("AccessDenied");
        assertThat(node.s3().headObject(b -> b.bucket("bkt").key("k")).contentLength())
                .isEqualTo(1);
    }

    @ParameterizedTest
    @CsvSource({
        "'',                          s3:DeleteObject,        <Deleted><Key>k</Key></Deleted>",
        "<VersionId>null</VersionId>, s3:DeleteObjectVersion, <VersionId>null</VersionId></Deleted>",
        "<VersionId/>,                s3:DeleteObjectVersion, <Code>NoSuchVersion</Code>",
        "<VersionId></VersionId>,     s3:DeleteObjectVersion, <Code>NoSuchVersion</Code>",
        "<VersionId>v</VersionId>,    s3:DeleteObjectVersion, <Code>NoSuchVersion</Code>",
    })
    void deleteObjects_ofAVersion_asksForThatAndDoesThat(
            String version, String action, String result) throws Exception {
        HandSignedRequest delete =
                deleteObjects("<Delete><Object><Key>k</Key>" + version + "</Object></Delete>");
        String question = action + " arn:aws:s3:::bkt/k";
        denied.add(question);
        assertThat(delete.send(node).body()).contains("<Code>AccessDenied</Code>");
        denied.clear();
        assertThat(delete.send(node).body()).contains(result);
        assertThat(asked).containsExactly(question, question);
        assertThat(node.s3().listObjectsV2(b -> b.bucket("bkt")).keyCount())
                .isEqualTo(result.contains("Deleted") ? 0 : 1);
    }

    private static HandSignedRequest deleteObjects(String body) throws Exception {
        byte[] md5 = MessageDigest.getInstance("MD5").digest(body.getBytes(StandardCharsets.UTF_8));
        return HandSignedRequest.of(
                        "POST",
                        "/bkt?delete",
                        "Content-MD5: " + Base64.getEncoder().encodeToString(md5))
                .withBody(body);
    }

    @ParameterizedTest
    @CsvSource({
        "GET,  /bkt/none,                s3:GetObject",
        "HEAD, /bkt/none,                s3:GetObject",
        "GET,  /bkt/none?versionId=null, s3:GetObjectVersion",
        "GET,  /bkt/none?acl,            s3:GetObjectAcl",
        "GET,  /bkt/none?tagging,        s3:GetObjectTagging",
        "POST, /bkt/none?restore,        s3:RestoreObject",
    })
    void missingKey_isToldOnlyToWhoMayListTheBucket(String method, String uri, String action)
            throws Exception {
        HttpResponse<String> told = HandSignedRequest.of(method, uri).send(node);
        assertThat(told.statusCode()).isEqualTo(404);
        assertThat(asked)
                .containsExactly(
                        action + " arn:aws:s3:::bkt/none", "s3:ListBucket arn:aws:s3:::bkt");
        denied.add("s3:ListBucket arn:aws:s3:::bkt");
        HttpResponse<String> hidden = HandSignedRequest.of(method, uri).send(node);
        assertThat(hidden.statusCode()).isEqualTo(403);
        if (!method.equals("HEAD")) {
            assertThat(told.body())
                    .contains(
                            uri.contains("versionId")
                                    ? "<Code>NoSuchVersion</Code>"
                                    : "<Code>NoSuchKey</Code>");
            assertThat(hidden.body()).contains("<Code>AccessDenied</Code>");
        }
    }

    /// A marker that is named by its id exists; one that hides the key is not told of.
    @Test
    void deleteMarker_isToldByItsIdToWhoMayNotListTheBucket() throws Exception {
        node.s3()
                .putBucketVersioning(
                        b -> b.bucket("bkt").versioningConfiguration(v -> v.status("Enabled")));
        String marker = node.s3().deleteObject(b -> b.bucket("bkt").key("k")).versionId();
        denied.add("s3:ListBucket arn:aws:s3:::bkt");
        HttpResponse<String> named =
                HandSignedRequest.of("GET", "/bkt/k?versionId=" + marker).send(node);
        HttpResponse<String> hidden = HandSignedRequest.of("GET", "/bkt/k").send(node);
        assertThat(named.statusCode()).isEqualTo(405);
        assertThat(hidden.statusCode()).isEqualTo(403);
    }

    @ParameterizedTest
    @CsvSource({
        "/other/k?x-id=,                 bkt/none",
        "/other/k?x-id=,                 bkt/none?versionId=null",
        "/other/k?partNumber=1&uploadId=, bkt/none",
    })
    void missingSource_isToldOnlyToWhoMayListItsBucket(String uri, String source) throws Exception {
        String upload = node.s3().createMultipartUpload(b -> b.bucket("other").key("k")).uploadId();
        HandSignedRequest copy =
                HandSignedRequest.of("PUT", uri + upload, "x-amz-copy-source: " + source);
        HttpResponse<String> told = copy.send(node);
        assertThat(told.statusCode()).isEqualTo(404);
        assertThat(told.body())
                .contains(
                        source.contains("versionId")
                                ? "<Code>NoSuchVersion</Code>"
                                : "<Code>NoSuchKey</Code>");
        denied.add("s3:ListBucket arn:aws:s3:::bkt");
        HttpResponse<String> hidden = copy.send(node);
        assertThat(hidden.statusCode()).isEqualTo(403);
        assertThat(hidden.body()).contains("<Code>AccessDenied</Code>");
    }

    @ParameterizedTest
    @CsvSource({
        "/bkt/k,                s3:GetObject",
        "/bkt/k?versionId=null, s3:GetObjectVersion",
    })
    void version_thatIsReadAgain_isAskedForAgain(String uri, String action) throws Exception {
        String question = action + " arn:aws:s3:::bkt/k";
        replaceWhenOpened();
        assertThat(HandSignedRequest.of("GET", uri).send(node).body()).isEqualTo("new");
        assertThat(asked.stream().filter(question::equals)).hasSize(2);
        replaceWhenOpened();
        deniedTheSecondTime.add(question);
        HttpResponse<String> answer = HandSignedRequest.of("GET", uri).send(node);
        assertThat(answer.statusCode()).isEqualTo(403);
    }

    @Test
    void source_thatIsReadAgain_isAskedForAgain() throws Exception {
        replaceWhenOpened();
        deniedTheSecondTime.add("s3:GetObject arn:aws:s3:::bkt/k");
        HttpResponse<String> answer =
                HandSignedRequest.of("PUT", "/other/k", "x-amz-copy-source: bkt/k").send(node);
        assertThat(answer.statusCode()).isEqualTo(403);
    }

    /// Replaces the object, its old content with it, when its content is opened the next time.
    private void replaceWhenOpened() {
        asked.clear();
        node.blobs.beforeOpen =
                () -> {
                    node.blobs.beforeOpen = () -> {};
                    node.blobs.lose();
                    node.s3()
                            .putObject(
                                    b -> b.bucket("bkt").key("k"), RequestBody.fromString("new"));
                };
    }

    @ParameterizedTest
    @CsvSource({"bkt/k, s3:GetObject", "bkt/k?versionId=null, s3:GetObjectVersion"})
    void rewrite_thatIsTriedAgain_isAskedForAgain(String source, String action) throws Exception {
        HandSignedRequest ontoItself =
                HandSignedRequest.of(
                        "PUT",
                        "/bkt/k",
                        "x-amz-copy-source: " + source,
                        "x-amz-metadata-directive: REPLACE");
        node.namespace.staleRewrites.set(2);
        assertThat(ontoItself.send(node).statusCode()).isEqualTo(200);
        String question = action + " arn:aws:s3:::bkt/k";
        assertThat(asked)
                .containsExactly("s3:PutObject arn:aws:s3:::bkt/k", question, question, question);
        asked.clear();
        node.namespace.staleRewrites.set(1);
        deniedTheSecondTime.add(question);
        assertThat(ontoItself.send(node).statusCode()).isEqualTo(403);
    }

    @Test
    void attributes_thatAreReadAgain_areAskedForAgain() throws Exception {
        deniedTheSecondTime.add("s3:GetObjectAttributes arn:aws:s3:::bkt/k");
        HttpResponse<String> answer =
                HandSignedRequest.of(
                                "GET", "/bkt/k?attributes", "x-amz-object-attributes: ObjectParts")
                        .send(node);
        assertThat(answer.statusCode()).isEqualTo(403);
    }

    @Test
    void request_forABucketThatIsNotThere_isToldSo() throws Exception {
        HttpResponse<String> answer = HandSignedRequest.of("GET", "/none/k").send(node);
        assertThat(answer.body()).contains("<Code>NoSuchBucket</Code>");
        assertThat(asked).isEmpty();
    }
}
