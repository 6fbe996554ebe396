package io.cairn.api;

import static org.assertj.core.api.Assertions.assertThat;

import java.net.http.HttpResponse;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import software.amazon.awssdk.core.sync.RequestBody;

/// The operations of the service model that are not served: none is mistaken for another.
final class NotImplementedTest {
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

    @ParameterizedTest
    @CsvSource({
        "CreateBucketMetadataConfiguration, POST, /bkt?metadataConfiguration",
        "CreateBucketMetadataTableConfiguration, POST, /bkt?metadataTable",
        "CreateSession, GET, /bkt?session",
        "GetBucketAbac, GET, /bkt?abac",
        "GetBucketMetadataConfiguration, GET, /bkt?metadataConfiguration",
        "GetBucketMetadataTableConfiguration, GET, /bkt?metadataTable",
        "GetObjectAnnotation, GET, /bkt/k?annotation",
        "GetObjectTorrent, GET, /bkt/k?torrent",
        "ListObjectAnnotations, GET, /bkt/k?annotation",
        "PutBucketAbac, PUT, /bkt?abac",
        "PutBucketCors, PUT, /bkt?cors",
        "PutBucketEncryption, PUT, /bkt?encryption",
        "PutBucketLifecycle, PUT, /bkt?lifecycle",
        "PutBucketLifecycleConfiguration, PUT, /bkt?lifecycle",
        "PutBucketPolicy, PUT, /bkt?policy",
        "PutBucketReplication, PUT, /bkt?replication",
        "PutObjectAnnotation, PUT, /bkt/k?annotation",
        "RenameObject, PUT, /bkt/k?renameObject",
        "SelectObjectContent, POST, /bkt/k?select&select-type=2",
        "UpdateBucketMetadataAnnotationTableConfiguration, PUT, /bkt?metadataAnnotationTable",
        "UpdateBucketMetadataInventoryTableConfiguration, PUT, /bkt?metadataInventoryTable",
        "UpdateBucketMetadataJournalTableConfiguration, PUT, /bkt?metadataJournalTable",
        "UpdateObjectEncryption, PUT, /bkt/k?encryption"
    })
    void operation_thatIsNotServed_isNamed(String operation, String method, String uri)
            throws Exception {
        HttpResponse<String> response =
                HandSignedRequest.of(method, uri).withBody("<a/>").send(node);
        assertThat(response.body()).as(operation).contains("<Code>NotImplemented</Code>");
        String selector = uri.substring(uri.indexOf('?')).split("&")[0];
        assertThat(response.body()).contains("<Message>" + method + " " + selector + " of a");
        assertThat(node.s3().getObjectAsBytes(b -> b.bucket("bkt").key("k")).asUtf8String())
                .isEqualTo("x");
    }
}
