package io.cairn.api;

import static io.cairn.api.BucketsTest.assertFails;
import static org.assertj.core.api.Assertions.assertThat;

import io.cairn.api.operation.Limits;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.concurrent.atomic.AtomicReference;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import software.amazon.awssdk.core.ResponseBytes;
import software.amazon.awssdk.core.sync.RequestBody;
import software.amazon.awssdk.services.s3.model.ChecksumAlgorithm;
import software.amazon.awssdk.services.s3.model.ChecksumMode;
import software.amazon.awssdk.services.s3.model.CompleteMultipartUploadResponse;
import software.amazon.awssdk.services.s3.model.CompletedPart;
import software.amazon.awssdk.services.s3.model.GetObjectAttributesResponse;
import software.amazon.awssdk.services.s3.model.GetObjectResponse;
import software.amazon.awssdk.services.s3.model.HeadObjectResponse;
import software.amazon.awssdk.services.s3.model.ListMultipartUploadsResponse;
import software.amazon.awssdk.services.s3.model.ListPartsResponse;
import software.amazon.awssdk.services.s3.model.MultipartUpload;
import software.amazon.awssdk.services.s3.model.ObjectAttributes;
import software.amazon.awssdk.services.s3.model.Part;
import software.amazon.awssdk.services.s3.model.UploadPartResponse;

/// The operations on multipart uploads, asked for by the AWS SDK.
final class MultipartTest {
    private static final String BUCKET = "bucket";
    private static final int PART_BYTES = 5 << 20;

    private NodeFixture node = new NodeFixture();
    private final Random random = new Random(11);

    @BeforeEach
    void createBucket() {
        node.s3().createBucket(b -> b.bucket(BUCKET));
    }

    @AfterEach
    void close() {
        node.close();
    }

    private String create(String key) {
        return node.s3()
                .createMultipartUpload(b -> b.bucket(BUCKET).key(key).metadata(Map.of("m", "1")))
                .uploadId();
    }

    private byte[] bytes(int length) {
        byte[] bytes = new byte[length];
        random.nextBytes(bytes);
        return bytes;
    }

    private CompletedPart upload(String key, String id, int number, byte[] content) {
        String etag =
                node.s3()
                        .uploadPart(
                                b -> b.bucket(BUCKET).key(key).uploadId(id).partNumber(number),
                                RequestBody.fromBytes(content))
                        .eTag();
        return CompletedPart.builder().partNumber(number).eTag(etag).build();
    }

    private CompleteMultipartUploadResponse complete(
            String key, String id, List<CompletedPart> parts) {
        return node.s3()
                .completeMultipartUpload(b ->
                        b.bucket(BUCKET)
                                .key(key)
                                .uploadId(id)
                                .multipartUpload(m -> m.parts(parts)));
    }

    @Test
    void object_ofParts_isReadWholeInRangesAndByPart() {
        String id = create("k");
        byte[] all = bytes(3 * PART_BYTES - 5);
        List<CompletedPart> parts = new ArrayList<>();
        for (int i = 0; i < 3; i++) {
            int from = i * PART_BYTES;
            parts.add(
                    upload(
                            "k",
                            id,
                            i + 1,
                            Arrays.copyOfRange(
                                    all, from, Math.min(from + PART_BYTES, all.length))));
        }
        CompleteMultipartUploadResponse completed = complete("k", id, parts);
        assertThat(completed.eTag()).endsWith("-3\"");
        assertThat(complete("k", id, parts).eTag()).isEqualTo(completed.eTag());

        ResponseBytes<GetObjectResponse> whole =
                node.s3().getObjectAsBytes(b -> b.bucket(BUCKET).key("k"));
        assertThat(whole.asByteArray()).isEqualTo(all);
        assertThat(whole.response().metadata()).containsEntry("m", "1");
        int from = PART_BYTES - 10;
        int to = 2 * PART_BYTES + 10;
        assertThat(
                        node.s3()
                                .getObjectAsBytes(b ->
                                        b.bucket(BUCKET)
                                                .key("k")
                                                .range("bytes=" + from + "-" + (to - 1)))
                                .asByteArray())
                .isEqualTo(Arrays.copyOfRange(all, from, to));
        ResponseBytes<GetObjectResponse> second =
                node.s3().getObjectAsBytes(b -> b.bucket(BUCKET).key("k").partNumber(2));
        assertThat(second.asByteArray())
                .isEqualTo(Arrays.copyOfRange(all, PART_BYTES, 2 * PART_BYTES));
        assertThat(second.response().partsCount()).isEqualTo(3);
        assertFails(
                () -> node.s3().getObjectAsBytes(b -> b.bucket(BUCKET).key("k").partNumber(4)),
                416,
                "InvalidPartNumber");
        assertThat(
                        node.s3()
                                .getObjectAttributes(b ->
                                        b.bucket(BUCKET)
                                                .key("k")
                                                .maxParts(2)
                                                .objectAttributes(ObjectAttributes.OBJECT_PARTS))
                                .objectParts())
                .satisfies(shown -> {
                    assertThat(shown.totalPartsCount()).isEqualTo(3);
                    assertThat(shown.isTruncated()).isTrue();
                    assertThat(shown.parts()).hasSize(2);
                });
    }

    /// An object of two parts, and its bytes.
    private byte[] twoParts(String key) {
        String id = create(key);
        byte[] all = bytes(2 * PART_BYTES);
        CompletedPart first = upload(key, id, 1, Arrays.copyOf(all, PART_BYTES));
        byte[] rest = Arrays.copyOfRange(all, PART_BYTES, all.length);
        complete(key, id, List.of(first, upload(key, id, 2, rest)));
        return all;
    }

    private byte[] get(String key) {
        return node.s3().getObjectAsBytes(b -> b.bucket(BUCKET).key(key)).asByteArray();
    }

    @Test
    void get_ofObjectDeletedOnceItWasOpened_endsByteForByte() {
        byte[] all = twoParts("k");
        node.blobs.beforeOpen =
                () -> {
                    node.blobs.beforeOpen = () -> {};
                    node.s3().deleteObject(b -> b.bucket(BUCKET).key("k"));
                };
        assertThat(get("k")).isEqualTo(all);
        assertFails(() -> get("k"), 404, "NoSuchKey");
    }

    @Test
    void get_ofObjectReplacedBeforeItsPartsWereRead_readsTheVersionOnceMore() {
        twoParts("k");
        AtomicReference<byte[]> newer = new AtomicReference<>();
        node.namespace.beforePartAt =
                () -> {
                    node.namespace.beforePartAt = () -> {};
                    newer.set(twoParts("k"));
                };
        assertThat(get("k")).isEqualTo(newer.get());
    }

    @Test
    void attributes_ofObjectReplacedBeforeItsPartsWereRead_areThoseOfTheNewVersion() {
        twoParts("k");
        node.namespace.beforeParts =
                () -> {
                    node.namespace.beforeParts = () -> {};
                    node.s3().deleteObject(b -> b.bucket(BUCKET).key("k"));
                    String id = create("k");
                    complete("k", id, List.of(upload("k", id, 1, bytes(10))));
                };
        GetObjectAttributesResponse shown =
                node.s3()
                        .getObjectAttributes(b ->
                                b.bucket(BUCKET)
                                        .key("k")
                                        .objectAttributes(
                                                ObjectAttributes.OBJECT_PARTS,
                                                ObjectAttributes.OBJECT_SIZE));
        assertThat(shown.objectSize()).isEqualTo(10);
        assertThat(shown.objectParts().totalPartsCount()).isEqualTo(1);
        assertThat(shown.objectParts().nextPartNumberMarker()).isEqualTo(1);
    }

    @Test
    void get_ofObjectDeletedBeforeItsPartsWereRead_isNoSuchKey() {
        twoParts("k");
        node.namespace.beforePartAt = () -> node.s3().deleteObject(b -> b.bucket(BUCKET).key("k"));
        assertFails(() -> get("k"), 404, "NoSuchKey");
    }

    @Test
    void get_whileRunningReadsKeepTooManyParts_isSlowDown() {
        Limits all = Limits.DEFAULT;
        Limits limits =
                new Limits(
                        all.requestsMax(),
                        all.admissionWait(),
                        1,
                        all.copiesMax(),
                        all.objectBytesMax(),
                        all.partBytesMax(),
                        all.userMetadataBytesMax(),
                        all.documentBytesMax(),
                        all.documentsBytesMax(),
                        all.answersBytesMax(),
                        all.pageRowsMax(),
                        all.bucketsPageMax(),
                        all.staleRetriesMax(),
                        all.keepAliveEvery());
        node.close();
        node = new NodeFixture(limits);
        createBucket();
        byte[] content = twoParts("k");
        assertFails(() -> get("k"), 503, "SlowDown");
        String range = "bytes=0-" + (PART_BYTES - 1);
        assertThat(
                        node.s3()
                                .getObjectAsBytes(b -> b.bucket(BUCKET).key("k").range(range))
                                .asByteArray())
                .isEqualTo(Arrays.copyOf(content, PART_BYTES));
    }

    @Test
    void complete_withWrongParts_isRefused() {
        String id = create("k");
        CompletedPart one = upload("k", id, 1, bytes(10));
        CompletedPart two = upload("k", id, 2, bytes(10));
        assertFails(() -> complete("k", id, List.of(two, one)), 400, "InvalidPartOrder");
        CompletedPart wrong = CompletedPart.builder().partNumber(1).eTag("\"x\"").build();
        assertFails(() -> complete("k", id, List.of(wrong)), 400, "InvalidPart");
        assertFails(() -> complete("k", id, List.of()), 400, "MalformedXML");
        node.s3().abortMultipartUpload(b -> b.bucket(BUCKET).key("k").uploadId(id));
        assertFails(() -> complete("k", id, List.of(one)), 404, "NoSuchUpload");
        assertFails(
                () -> node.s3().abortMultipartUpload(b -> b.bucket(BUCKET).key("k").uploadId(id)),
                404,
                "NoSuchUpload");
        assertFails(() -> upload("k", "no-such-id", 1, bytes(1)), 404, "NoSuchUpload");
    }

    @Test
    void complete_underCondition_isPreconditionFailed() {
        node.s3().putObject(b -> b.bucket(BUCKET).key("k"), RequestBody.fromString("x"));
        String id = create("k");
        CompletedPart one = upload("k", id, 1, bytes(10));
        assertFails(
                () ->
                        node.s3()
                                .completeMultipartUpload(b ->
                                        b.bucket(BUCKET)
                                                .key("k")
                                                .uploadId(id)
                                                .ifNoneMatch("*")
                                                .multipartUpload(m -> m.parts(one))),
                412,
                "PreconditionFailed");
    }

    @Test
    void part_withOtherChecksumThanUpload_isInvalidRequest() {
        String id =
                node.s3()
                        .createMultipartUpload(b ->
                                b.bucket(BUCKET)
                                        .key("k")
                                        .checksumAlgorithm(ChecksumAlgorithm.SHA256))
                        .uploadId();
        assertFails(
                () ->
                        node.s3()
                                .uploadPart(
                                        b ->
                                                b.bucket(BUCKET)
                                                        .key("k")
                                                        .uploadId(id)
                                                        .partNumber(1)
                                                        .checksumAlgorithm(ChecksumAlgorithm.CRC32),
                                        RequestBody.fromString("x")),
                400,
                "InvalidRequest");
        assertThat(node.blobs.size()).isZero();
    }

    @Test
    void complete_ofChecksumsOtherThanTheUploads_isInvalidRequest() {
        String id =
                node.s3()
                        .createMultipartUpload(b ->
                                b.bucket(BUCKET)
                                        .key("k")
                                        .checksumAlgorithm(ChecksumAlgorithm.CRC32))
                        .uploadId();
        CompletedPart bare = upload("k", id, 1, bytes(10));
        assertFails(() -> complete("k", id, List.of(bare)), 400, "InvalidRequest");
        String crc32 =
                node.s3()
                        .listParts(b -> b.bucket(BUCKET).key("k").uploadId(id))
                        .parts()
                        .getFirst()
                        .checksumCRC32();
        CompletedPart part = bare.toBuilder().checksumCRC32(crc32).build();
        assertFails(
                () ->
                        node.s3()
                                .completeMultipartUpload(b ->
                                        b.bucket(BUCKET)
                                                .key("k")
                                                .uploadId(id)
                                                .checksumType("FULL_OBJECT")
                                                .multipartUpload(m -> m.parts(part))),
                400,
                "InvalidRequest");
        assertThat(complete("k", id, List.of(part)).eTag()).endsWith("-1\"");
    }

    @Test
    void checksum_ofAPart_isShownForThePartAndForNoOtherRange() {
        String id =
                node.s3()
                        .createMultipartUpload(b ->
                                b.bucket(BUCKET)
                                        .key("k")
                                        .checksumAlgorithm(ChecksumAlgorithm.SHA256))
                        .uploadId();
        List<CompletedPart> parts = new ArrayList<>();
        for (int number = 1; number <= 2; number++) {
            int part = number;
            UploadPartResponse sent =
                    node.s3()
                            .uploadPart(
                                    b ->
                                            b.bucket(BUCKET)
                                                    .key("k")
                                                    .uploadId(id)
                                                    .partNumber(part)
                                                    .checksumAlgorithm(ChecksumAlgorithm.SHA256),
                                    RequestBody.fromBytes(bytes(PART_BYTES)));
            parts.add(
                    CompletedPart.builder()
                            .partNumber(part)
                            .eTag(sent.eTag())
                            .checksumSHA256(sent.checksumSHA256())
                            .build());
        }
        complete("k", id, parts);
        String second = parts.get(1).checksumSHA256();
        HeadObjectResponse head =
                node.s3()
                        .headObject(b ->
                                b.bucket(BUCKET)
                                        .key("k")
                                        .partNumber(2)
                                        .checksumMode(ChecksumMode.ENABLED));
        assertThat(head.checksumSHA256()).isEqualTo(second);
        GetObjectResponse got =
                node.s3()
                        .getObjectAsBytes(b ->
                                b.bucket(BUCKET)
                                        .key("k")
                                        .partNumber(2)
                                        .checksumMode(ChecksumMode.ENABLED))
                        .response();
        assertThat(got.checksumSHA256()).isEqualTo(second);
        GetObjectResponse range =
                node.s3()
                        .getObjectAsBytes(b ->
                                b.bucket(BUCKET)
                                        .key("k")
                                        .range("bytes=" + PART_BYTES + "-")
                                        .checksumMode(ChecksumMode.ENABLED))
                        .response();
        assertThat(range.checksumSHA256()).isNull();
    }

    @Test
    void partCopy_ofARange_copiesIt() {
        byte[] source = bytes(100_000);
        node.s3().putObject(b -> b.bucket(BUCKET).key("source"), RequestBody.fromBytes(source));
        String id = create("k");
        String etag =
                node.s3()
                        .uploadPartCopy(b ->
                                b.sourceBucket(BUCKET)
                                        .sourceKey("source")
                                        .destinationBucket(BUCKET)
                                        .destinationKey("k")
                                        .uploadId(id)
                                        .partNumber(1)
                                        .copySourceRange("bytes=10-90009"))
                        .copyPartResult()
                        .eTag();
        complete("k", id, List.of(CompletedPart.builder().partNumber(1).eTag(etag).build()));
        assertThat(node.s3().getObjectAsBytes(b -> b.bucket(BUCKET).key("k")).asByteArray())
                .isEqualTo(Arrays.copyOfRange(source, 10, 90_010));
        assertFails(
                () ->
                        node.s3()
                                .uploadPartCopy(b ->
                                        b.sourceBucket(BUCKET)
                                                .sourceKey("source")
                                                .destinationBucket(BUCKET)
                                                .destinationKey("k")
                                                .uploadId(create("k"))
                                                .partNumber(1)
                                                .copySourceRange("bytes=0-100000")),
                400,
                "InvalidArgument");
    }

    @Test
    void parts_inPagesOfNone_areNotTruncated() {
        String id = create("k");
        CompletedPart part = upload("k", id, 1, bytes(1));
        ListPartsResponse none =
                node.s3().listParts(b -> b.bucket(BUCKET).key("k").uploadId(id).maxParts(0));
        assertThat(none.parts()).isEmpty();
        assertThat(none.isTruncated()).isFalse();
        node.s3()
                .completeMultipartUpload(b ->
                        b.bucket(BUCKET).key("k").uploadId(id).multipartUpload(m -> m.parts(part)));
        assertThat(
                        node.s3()
                                .getObjectAttributes(b ->
                                        b.bucket(BUCKET)
                                                .key("k")
                                                .maxParts(0)
                                                .objectAttributes(ObjectAttributes.OBJECT_PARTS))
                                .objectParts()
                                .isTruncated())
                .isFalse();
    }

    @Test
    void parts_andUploads_areListedInPages() {
        String id = create("a/1");
        for (int number : new int[] {1, 2, 5}) {
            upload("a/1", id, number, bytes(number));
        }
        ListPartsResponse page =
                node.s3().listParts(b -> b.bucket(BUCKET).key("a/1").uploadId(id).maxParts(2));
        assertThat(page.parts()).extracting(Part::partNumber).containsExactly(1, 2);
        assertThat(page.isTruncated()).isTrue();
        assertThat(
                        node.s3()
                                .listParts(b ->
                                        b.bucket(BUCKET)
                                                .key("a/1")
                                                .uploadId(id)
                                                .partNumberMarker(page.nextPartNumberMarker()))
                                .parts())
                .extracting(Part::partNumber)
                .containsExactly(5);
        create("a/2");
        create("b");
        ListMultipartUploadsResponse rolled =
                node.s3().listMultipartUploads(b -> b.bucket(BUCKET).delimiter("/"));
        assertThat(rolled.uploads()).extracting(MultipartUpload::key).containsExactly("b");
        assertThat(rolled.commonPrefixes()).hasSize(1);
        ListMultipartUploadsResponse first =
                node.s3().listMultipartUploads(b -> b.bucket(BUCKET).maxUploads(2));
        ListMultipartUploadsResponse second =
                node.s3()
                        .listMultipartUploads(b ->
                                b.bucket(BUCKET)
                                        .keyMarker(first.nextKeyMarker())
                                        .uploadIdMarker(first.nextUploadIdMarker()));
        assertThat(first.uploads()).hasSize(2);
        assertThat(second.uploads()).extracting(MultipartUpload::key).containsExactly("b");
    }
}
