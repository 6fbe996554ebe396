package io.cairn.api;

import static org.assertj.core.api.Assertions.assertThat;

import java.net.http.HttpResponse;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;
import software.amazon.awssdk.core.sync.RequestBody;

/// Changes of features that are not there: what would change nothing is done, all else is refused
/// by a message that names it.
final class UnchangedTest {
    private static final String ACL =
            "<AccessControlPolicy><Owner><ID>root</ID></Owner><AccessControlList><Grant><Grantee"
                    + " xmlns:xsi=\"http://www.w3.org/2001/XMLSchema-instance\""
                    + " xsi:type=\"CanonicalUser\"><ID>%s</ID></Grantee><Permission>%s</Permission>"
                    + "</Grant></AccessControlList></AccessControlPolicy>";

    private final NodeFixture node = new NodeFixture();

    @BeforeEach
    void fill() {
        node.s3().createBucket(b -> b.bucket("bkt"));
        node.s3().putObject(b -> b.bucket("bkt").key("k"), RequestBody.fromString("x"));
    }

    @AfterEach
    void close() {
        node.close();
    }

    private HttpResponse<String> put(String uri, String body) throws Exception {
        return HandSignedRequest.of("PUT", uri).withBody(body).send(node);
    }

    private static void assertNotImplemented(HttpResponse<String> response, String named) {
        assertThat(response.statusCode()).isEqualTo(501);
        assertThat(response.body())
                .contains("<Code>NotImplemented</Code>")
                .containsPattern("<Message>[^<]*\\Q" + named + "\\E[^<]*</Message>");
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "/bkt?policy",
                "/bkt?lifecycle",
                "/bkt?cors",
                "/bkt?tagging",
                "/bkt?encryption",
                "/bkt?website",
                "/bkt?replication",
                "/bkt?ownershipControls",
                "/bkt?publicAccessBlock",
                "/bkt?metadataConfiguration",
                "/bkt?metadataTable",
                "/bkt/k?tagging",
                "/bkt/k?annotation&annotationName=a"
            })
    void delete_ofAConfigurationThatNobodyMade_isNoContent(String uri) throws Exception {
        assertThat(HandSignedRequest.of("DELETE", uri).send(node).statusCode()).isEqualTo(204);
        HttpResponse<String> nowhere =
                HandSignedRequest.of("DELETE", uri.replace("/bkt", "/none")).send(node);
        assertThat(nowhere.body()).contains("<Code>NoSuchBucket</Code>");
        assertThat(node.s3().headObject(b -> b.bucket("bkt").key("k")).contentLength())
                .isEqualTo(1);
    }

    @Test
    void delete_ofTheTagsOfNoObject_isNoSuchKey() throws Exception {
        assertThat(HandSignedRequest.of("DELETE", "/bkt/none?tagging").send(node).body())
                .contains("<Code>NoSuchKey</Code>");
    }

    @ParameterizedTest
    @CsvSource({
        "publicAccessBlock, PublicAccessBlockConfiguration,"
                + " <BlockPublicAcls>false</BlockPublicAcls>,"
                + " <BlockPublicAcls>true</BlockPublicAcls>",
        "ownershipControls, OwnershipControls,"
                + " <Rule><ObjectOwnership>BucketOwnerEnforced</ObjectOwnership></Rule>,"
                + " <Rule><ObjectOwnership>ObjectWriter</ObjectOwnership></Rule>"
    })
    void put_ofWhatHoldsAnyway_isDone(String selector, String root, String same, String other)
            throws Exception {
        String form =
                "<" + root + " xmlns=\"http://s3.amazonaws.com/doc/2006-03-01/\">%s</" + root + ">";
        String uri = "/bkt?" + selector;
        assertThat(put(uri, form.formatted(same)).statusCode()).isEqualTo(200);
        assertNotImplemented(put(uri, form.formatted(other)), root);
        assertThat(put(uri, "<Other/>").body()).contains("<Code>MalformedXML</Code>");
        assertThat(put("/none?" + selector, form.formatted(same)).body())
                .contains("<Code>NoSuchBucket</Code>");
    }

    @ParameterizedTest
    @ValueSource(strings = {"/bkt?acl", "/bkt/k?acl"})
    void put_ofThePrivateList_isDone(String uri) throws Exception {
        assertThat(HandSignedRequest.of("PUT", uri, "x-amz-acl: private").send(node).statusCode())
                .isEqualTo(200);
        assertThat(put(uri, ACL.formatted("root", "FULL_CONTROL")).statusCode()).isEqualTo(200);
        HttpResponse<String> shown = HandSignedRequest.of("GET", uri).send(node);
        assertThat(put(uri, shown.body()).statusCode()).isEqualTo(200);
        assertNotImplemented(put(uri, ACL.formatted("root", "READ")), "AccessControlPolicy");
        assertNotImplemented(put(uri, ACL.formatted("b", "FULL_CONTROL")), "AccessControlPolicy");
        assertNotImplemented(
                HandSignedRequest.of("PUT", uri, "x-amz-acl: public-read").send(node), "x-amz-acl");
        assertNotImplemented(
                HandSignedRequest.of("PUT", uri, "x-amz-grant-read: id=a").send(node),
                "x-amz-grant-read");
    }

    @Test
    void whatIsNotImplemented_isNamedInTheMessage() throws Exception {
        assertNotImplemented(put("/bkt?cors", "<a/>"), "PUT ?cors of a bucket");
        assertNotImplemented(put("/bkt/k?encryption", "<a/>"), "PUT ?encryption of an object");
        assertNotImplemented(
                HandSignedRequest.of("POST", "/bkt").withBody("x").send(node),
                "POST of a form to a bucket");
        assertNotImplemented(
                HandSignedRequest.of("GET", "/bkt?events=s3%3AObjectCreated%3A%2A").send(node),
                "GET ?events of a bucket");
        assertNotImplemented(
                HandSignedRequest.of("PUT", "/bkt/k", "x-amz-server-side-encryption: AES256")
                        .send(node),
                "x-amz-server-side-encryption");
        assertNotImplemented(
                HandSignedRequest.of("PUT", "/bkt/k", "If-None-Match: \"a\"").send(node),
                "If-None-Match");
    }

    @ParameterizedTest
    @ValueSource(strings = {"Sunday, 06-Nov-94 08:49:37 GMT", "Sun Nov  6 08:49:37 1994"})
    void date_inAnOldForm_isHeededInEveryCondition(String date) throws Exception {
        String unmodified = "If-Unmodified-Since: " + date;
        assertThat(HandSignedRequest.of("GET", "/bkt/k", unmodified).send(node).statusCode())
                .isEqualTo(412);
        assertThat(
                        HandSignedRequest.of(
                                        "PUT",
                                        "/bkt/c",
                                        "x-amz-copy-source: bkt/k",
                                        "x-amz-copy-source-if-unmodified-since: " + date)
                                .send(node)
                                .body())
                .contains("<Code>PreconditionFailed</Code>");
        assertThat(
                        HandSignedRequest.of(
                                        "DELETE",
                                        "/bkt/k",
                                        "x-amz-if-match-last-modified-time: " + date)
                                .send(node)
                                .statusCode())
                .isEqualTo(412);
    }
}
