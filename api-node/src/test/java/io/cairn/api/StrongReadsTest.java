package io.cairn.api;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import software.amazon.awssdk.core.sync.RequestBody;

/// How many strong reads an operation makes: each waits for the fold and for the journals.
final class StrongReadsTest {
    private final NodeFixture node = new NodeFixture();

    @BeforeEach
    void fill() {
        node.s3().createBucket(b -> b.bucket("bkt"));
        node.s3().putObject(b -> b.bucket("bkt").key("k"), RequestBody.fromString("x"));
        node.namespace.strongReads.set(0);
    }

    @AfterEach
    void close() {
        node.close();
    }

    @ParameterizedTest
    @CsvSource({
        "GET,    /bkt/k,         1",
        "GET,    /bkt/none,      1",
        "GET,    /none/k,        1",
        "HEAD,   /bkt/k,         1",
        "GET,    /bkt/k?versionId=null, 1",
        "GET,    /bkt?versions,  2",
        "GET,    /bkt/k?acl,     1",
        "POST,   /bkt/k?restore, 1",
        "PUT,    /bkt/new,       1",
        "DELETE, /bkt/k,         1",
        "GET,    /bkt?policy,    1",
        "HEAD,   /bkt,           1",
        "GET,    /bkt,           2",
        "POST,   /bkt/k?uploads, 1",
        "PUT,    /other,         0",
        "GET,    /,              1",
    })
    void operation_makes_asManyStrongReads(String method, String uri, int reads) throws Exception {
        HandSignedRequest.of(method, uri).send(node);
        assertThat(node.namespace.strongReads).hasValue(reads);
    }

    @ParameterizedTest
    @CsvSource({
        "GET, /bkt/k?attributes, x-amz-object-attributes: ETag,      1",
        "PUT, /bkt/copy,         x-amz-copy-source: bkt/k,           2",
        "PUT, /bkt/copy,         x-amz-copy-source: bkt/none,        2",
        "PUT, /bkt/k,            x-amz-copy-source: bkt/k,           0",
    })
    void operation_withAHeader_makesAsManyStrongReads(
            String method, String uri, String header, int reads) throws Exception {
        HandSignedRequest.of(method, uri, header).send(node);
        assertThat(node.namespace.strongReads).hasValue(reads);
    }
}
