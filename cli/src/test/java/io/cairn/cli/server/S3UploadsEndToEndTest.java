package io.cairn.cli.server;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.io.InputStream;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.stream.IntStream;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import software.amazon.awssdk.core.sync.RequestBody;
import software.amazon.awssdk.services.s3.S3AsyncClient;
import software.amazon.awssdk.services.s3.S3Client;
import software.amazon.awssdk.services.s3.model.CompletedPart;
import software.amazon.awssdk.services.s3.model.GetObjectRequest;
import software.amazon.awssdk.services.s3.model.HeadObjectResponse;
import software.amazon.awssdk.services.s3.model.MetadataDirective;
import software.amazon.awssdk.services.s3.model.NoSuchUploadException;
import software.amazon.awssdk.services.s3.model.PutObjectRequest;
import software.amazon.awssdk.services.s3.model.S3Exception;
import software.amazon.awssdk.services.s3.presigner.S3Presigner;
import software.amazon.awssdk.transfer.s3.S3TransferManager;

/// Uploads in parts, copies, presigned requests and the transfer manager, from the SDK down to the
/// drives and the log.
class S3UploadsEndToEndTest {
    private static final int PART_BYTES = 5 << 20;
    private static final int LAST_BYTES = 123_457;

    @TempDir static Path directory;

    private static LiveServer server;

    @BeforeAll
    static void start() {
        server = new LiveServer(directory);
    }

    @AfterAll
    static void stop() {
        server.close();
    }

    private static S3Client s3() {
        return server.s3();
    }

    private static String bucket(String name) {
        s3().createBucket(b -> b.bucket(name));
        return name;
    }

    private static byte[] get(String bucket, String key) {
        return s3().getObjectAsBytes(g -> g.bucket(bucket).key(key)).asByteArray();
    }

    private static CompletedPart part(String bucket, String id, int number, byte[] content) {
        String etag =
                s3().uploadPart(
                                u -> u.bucket(bucket).key("k").uploadId(id).partNumber(number),
                                RequestBody.fromBytes(content))
                        .eTag();
        return CompletedPart.builder().partNumber(number).eTag(etag).build();
    }

    private static void complete(String bucket, String id, List<CompletedPart> parts) {
        s3().completeMultipartUpload(c ->
                c.bucket(bucket).key("k").uploadId(id).multipartUpload(m -> m.parts(parts)));
    }

    @Test
    void complete_withAChecksumThatThePartsDoNotGive_isAnInvalidRequest() {
        String bucket = bucket("mismatch");
        String id = s3().createMultipartUpload(c -> c.bucket(bucket).key("k")).uploadId();
        List<CompletedPart> parts = List.of(part(bucket, id, 1, LiveServer.bytes(5, 100)));
        assertThatThrownBy(() ->
                        s3().completeMultipartUpload(c ->
                                c.bucket(bucket)
                                        .key("k")
                                        .uploadId(id)
                                        .checksumCRC32C("AAAAAA==")
                                        .multipartUpload(m -> m.parts(parts))))
                .isInstanceOfSatisfying(
                        S3Exception.class,
                        failure ->
                                assertThat(failure.awsErrorDetails().errorCode())
                                        .isEqualTo("InvalidRequest"));
        complete(bucket, id, parts);
    }

    @Test
    void upload_ofThreeParts_isReadWholeAndAcrossParts() {
        String bucket = bucket("parts");
        byte[] content = LiveServer.bytes(3, 2 * PART_BYTES + LAST_BYTES);
        String id = s3().createMultipartUpload(c -> c.bucket(bucket).key("k")).uploadId();
        List<CompletedPart> parts =
                IntStream.of(1, 2, 3)
                        .mapToObj(number -> {
                            int from = (number - 1) * PART_BYTES;
                            int to = Math.min(content.length, from + PART_BYTES);
                            return part(bucket, id, number, Arrays.copyOfRange(content, from, to));
                        })
                        .toList();
        assertThat(s3().listParts(l -> l.bucket(bucket).key("k").uploadId(id)).parts()).hasSize(3);
        complete(bucket, id, parts);

        assertThat(get(bucket, "k")).isEqualTo(content);
        HeadObjectResponse head = s3().headObject(h -> h.bucket(bucket).key("k"));
        assertThat(head.eTag()).endsWith("-3\"");
        for (int[] range :
                new int[][] {
                    {PART_BYTES - 1, PART_BYTES},
                    {PART_BYTES - 1_000_000, 2 * PART_BYTES + 1_000},
                    {0, content.length - 1},
                    {2 * PART_BYTES, content.length - 1}
                }) {
            byte[] read =
                    s3().getObjectAsBytes(g ->
                                    g.bucket(bucket)
                                            .key("k")
                                            .range("bytes=" + range[0] + "-" + range[1]))
                            .asByteArray();
            assertThat(read).isEqualTo(Arrays.copyOfRange(content, range[0], range[1] + 1));
        }
    }

    @Test
    void download_ofPartsThatAreDeletedMeanwhile_endsByteForByte() throws IOException {
        String bucket = bucket("deleted-meanwhile");
        byte[] content = LiveServer.bytes(4, 6 * PART_BYTES);
        String id = s3().createMultipartUpload(c -> c.bucket(bucket).key("k")).uploadId();
        List<CompletedPart> parts = new ArrayList<>();
        for (int from = 0; from < content.length; from += PART_BYTES) {
            byte[] bytes = Arrays.copyOfRange(content, from, from + PART_BYTES);
            parts.add(part(bucket, id, parts.size() + 1, bytes));
        }
        complete(bucket, id, parts);
        // More parts than the buffers of a connection hold: the last ones are opened later.
        try (InputStream download = s3().getObject(g -> g.bucket(bucket).key("k"))) {
            int first = download.read();
            s3().deleteObject(d -> d.bucket(bucket).key("k"));
            byte[] rest = download.readAllBytes();
            assertThat(first).isEqualTo(content[0] & 0xFF);
            assertThat(rest).isEqualTo(Arrays.copyOfRange(content, 1, content.length));
        }
    }

    @Test
    void uploadPartCopy_ofARange_copiesThoseBytes() {
        String bucket = bucket("part-copies");
        byte[] source = LiveServer.bytes(4, PART_BYTES + 500_000);
        s3().putObject(p -> p.bucket(bucket).key("source"), RequestBody.fromBytes(source));
        String id = s3().createMultipartUpload(c -> c.bucket(bucket).key("k")).uploadId();
        String etag =
                s3().uploadPartCopy(c ->
                                c.sourceBucket(bucket)
                                        .sourceKey("source")
                                        .copySourceRange("bytes=1000-" + (PART_BYTES + 999))
                                        .destinationBucket(bucket)
                                        .destinationKey("k")
                                        .uploadId(id)
                                        .partNumber(1))
                        .copyPartResult()
                        .eTag();
        byte[] tail = LiveServer.bytes(5, 10_000);
        CompletedPart first = CompletedPart.builder().partNumber(1).eTag(etag).build();
        complete(bucket, id, List.of(first, part(bucket, id, 2, tail)));
        s3().deleteObject(d -> d.bucket(bucket).key("source"));

        byte[] expected = Arrays.copyOfRange(source, 1_000, PART_BYTES + 1_000 + tail.length);
        System.arraycopy(tail, 0, expected, PART_BYTES, tail.length);
        assertThat(get(bucket, "k")).isEqualTo(expected);
    }

    @Test
    void upload_aborted_isGoneWithItsParts() {
        String bucket = bucket("aborted");
        String id = s3().createMultipartUpload(c -> c.bucket(bucket).key("k")).uploadId();
        CompletedPart part = part(bucket, id, 1, LiveServer.bytes(6, PART_BYTES));
        s3().abortMultipartUpload(a -> a.bucket(bucket).key("k").uploadId(id));
        assertThat(s3().listMultipartUploads(l -> l.bucket(bucket)).uploads()).isEmpty();
        assertThatThrownBy(() -> complete(bucket, id, List.of(part)))
                .isInstanceOf(NoSuchUploadException.class);
        s3().deleteBucket(d -> d.bucket(bucket));
    }

    @Test
    void copy_survivesItsSourceAndKeepsMetadata() {
        String bucket = bucket("copies");
        byte[] content = LiveServer.bytes(7, 2_000_000);
        s3().putObject(
                        p -> p.bucket(bucket).key("source").metadata(Map.of("colour", "grey")),
                        RequestBody.fromBytes(content));
        s3().copyObject(c ->
                c.sourceBucket(bucket)
                        .sourceKey("source")
                        .destinationBucket(bucket)
                        .destinationKey("a copy"));
        s3().deleteObject(d -> d.bucket(bucket).key("source"));
        assertThat(get(bucket, "a copy")).isEqualTo(content);
        assertThat(s3().headObject(h -> h.bucket(bucket).key("a copy")).metadata())
                .isEqualTo(Map.of("colour", "grey"));
    }

    @Test
    void copyOntoItself_withNewMetadata_keepsTheContent() {
        String bucket = bucket("metadata");
        byte[] content = LiveServer.bytes(8, 3_000_000);
        s3().putObject(p -> p.bucket(bucket).key("k"), RequestBody.fromBytes(content));
        for (String colour : List.of("grey", "white")) {
            s3().copyObject(c ->
                    c.sourceBucket(bucket)
                            .sourceKey("k")
                            .destinationBucket(bucket)
                            .destinationKey("k")
                            .metadataDirective(MetadataDirective.REPLACE)
                            .metadata(Map.of("colour", colour)));
            assertThat(s3().headObject(h -> h.bucket(bucket).key("k")).metadata())
                    .isEqualTo(Map.of("colour", colour));
            assertThat(get(bucket, "k")).isEqualTo(content);
        }
    }

    @Test
    void presignedUrls_withAPlainClient_writeAndRead() throws Exception {
        String bucket = bucket("presigned");
        byte[] content = LiveServer.bytes(9, 70_000);
        Duration valid = Duration.ofMinutes(5);
        PutObjectRequest put = PutObjectRequest.builder().bucket(bucket).key("a +%b").build();
        GetObjectRequest get = GetObjectRequest.builder().bucket(bucket).key("a +%b").build();
        try (S3Presigner presigner = server.presigner();
                HttpClient http = HttpClient.newHttpClient()) {
            URI putUrl =
                    presigner
                            .presignPutObject(p -> p.signatureDuration(valid).putObjectRequest(put))
                            .url()
                            .toURI();
            URI getUrl =
                    presigner
                            .presignGetObject(g -> g.signatureDuration(valid).getObjectRequest(get))
                            .url()
                            .toURI();
            HttpRequest write =
                    HttpRequest.newBuilder(putUrl)
                            .PUT(HttpRequest.BodyPublishers.ofByteArray(content))
                            .build();
            assertThat(http.send(write, HttpResponse.BodyHandlers.discarding()).statusCode())
                    .isEqualTo(200);
            HttpRequest read = HttpRequest.newBuilder(getUrl).build();
            assertThat(http.send(read, HttpResponse.BodyHandlers.ofByteArray()).body())
                    .isEqualTo(content);
        }
    }

    @Test
    void transferManager_ofALargeFile_uploadsAndDownloadsItInParts() throws Exception {
        String bucket = bucket("transfers");
        Path source = Files.write(directory.resolve("source"), LiveServer.bytes(10, 30_000_001));
        Path target = directory.resolve("target");
        try (S3AsyncClient client = server.asyncClient();
                S3TransferManager transfers =
                        S3TransferManager.builder().s3Client(client).build()) {
            transfers
                    .uploadFile(
                            u -> u.source(source).putObjectRequest(p -> p.bucket(bucket).key("k")))
                    .completionFuture()
                    .join();
            transfers
                    .downloadFile(d ->
                            d.destination(target).getObjectRequest(g -> g.bucket(bucket).key("k")))
                    .completionFuture()
                    .join();
        }
        assertThat(s3().headObject(h -> h.bucket(bucket).key("k")).eTag()).contains("-");
        assertThat(Files.mismatch(source, target)).isEqualTo(-1);
    }
}
