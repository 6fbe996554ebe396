package io.cairn.api;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import software.amazon.awssdk.core.sync.RequestBody;
import software.amazon.awssdk.services.s3.model.BucketVersioningStatus;
import software.amazon.awssdk.services.s3.model.CommonPrefix;
import software.amazon.awssdk.services.s3.model.EncodingType;
import software.amazon.awssdk.services.s3.model.ListObjectVersionsResponse;
import software.amazon.awssdk.services.s3.model.ListObjectsResponse;
import software.amazon.awssdk.services.s3.model.ListObjectsV2Response;
import software.amazon.awssdk.services.s3.model.ObjectVersion;
import software.amazon.awssdk.services.s3.model.S3Object;

/// The listings of objects, asked for by the AWS SDK.
final class ListingTest {
    private static final String BUCKET = "bucket";
    private static final List<String> KEYS =
            List.of("a", "b/1", "b/2", "c", "d/x/1", "d/y", "e&<\"f", "\uFF01", "\uD83D\uDE00");

    private final NodeFixture node = new NodeFixture();

    @BeforeEach
    void fill() {
        node.s3().createBucket(b -> b.bucket(BUCKET));
        for (String key : KEYS) {
            node.s3().putObject(b -> b.bucket(BUCKET).key(key), RequestBody.fromString(key));
        }
    }

    @AfterEach
    void close() {
        node.close();
    }

    @Test
    void listV2_inPages_givesAllKeysInOrderOfBytes() {
        List<String> keys = new ArrayList<>();
        node.s3()
                .listObjectsV2Paginator(b -> b.bucket(BUCKET).maxKeys(2))
                .contents()
                .forEach(object -> keys.add(object.key()));
        assertThat(keys).isEqualTo(KEYS);
    }

    @Test
    void listV2_withDelimiter_rollsUpAcrossPages() {
        List<String> rows = new ArrayList<>();
        node.s3()
                .listObjectsV2Paginator(b -> b.bucket(BUCKET).delimiter("/").maxKeys(1))
                .forEach(page -> {
                    assertThat(page.keyCount()).isEqualTo(1);
                    page.contents().forEach(object -> rows.add(object.key()));
                    page.commonPrefixes().forEach(prefix -> rows.add(prefix.prefix()));
                });
        assertThat(rows).containsExactly("a", "b/", "c", "d/", "e&<\"f", "\uFF01", "\uD83D\uDE00");
        ListObjectsV2Response under =
                node.s3().listObjectsV2(b -> b.bucket(BUCKET).delimiter("/").prefix("d/"));
        assertThat(under.contents()).extracting(S3Object::key).containsExactly("d/y");
        assertThat(under.commonPrefixes()).extracting(CommonPrefix::prefix).containsExactly("d/x/");
    }

    @Test
    void listV2_showsWhatIsAskedFor() {
        ListObjectsV2Response plain =
                node.s3().listObjectsV2(b -> b.bucket(BUCKET).startAfter("c"));
        assertThat(plain.startAfter()).isEqualTo("c");
        assertThat(plain.contents().getFirst().key()).isEqualTo("d/x/1");
        assertThat(plain.contents().getFirst().owner()).isNull();
        assertThat(plain.contents().getFirst().size()).isEqualTo(5);
        assertThat(plain.contents().getFirst().eTag()).startsWith("\"").endsWith("\"");
        ListObjectsV2Response owned =
                node.s3().listObjectsV2(b -> b.bucket(BUCKET).fetchOwner(true));
        assertThat(owned.contents().getFirst().owner().id()).isEqualTo("root");
        ListObjectsV2Response none = node.s3().listObjectsV2(b -> b.bucket(BUCKET).maxKeys(0));
        assertThat(none.contents()).isEmpty();
        assertThat(none.isTruncated()).isFalse();
        assertThat(node.s3().listObjectsV2(b -> b.bucket(BUCKET).maxKeys(5000)).maxKeys())
                .isEqualTo(1000);
    }

    @Test
    void listV2_withEncoding_isDecodedByTheClient() {
        node.s3().putObject(b -> b.bucket(BUCKET).key("z \u0001+"), RequestBody.fromString("x"));
        ListObjectsV2Response encoded =
                node.s3()
                        .listObjectsV2(
                                b -> b.bucket(BUCKET).prefix("z ").encodingType(EncodingType.URL));
        assertThat(encoded.contents()).extracting(S3Object::key).containsExactly("z \u0001+");
    }

    @Test
    void listV2_withBadParameters_isInvalidArgument() {
        BucketsTest.assertFails(
                () -> node.s3().listObjectsV2(b -> b.bucket(BUCKET).maxKeys(-1)),
                400,
                "InvalidArgument");
        BucketsTest.assertFails(
                () -> node.s3().listObjectsV2(b -> b.bucket(BUCKET).continuationToken("%%%")),
                400,
                "InvalidArgument");
        BucketsTest.assertFails(
                () -> node.s3().listObjectsV2(b -> b.bucket(BUCKET).encodingType("base64")),
                400,
                "InvalidArgument");
    }

    @Test
    void listV1_givesNextMarkerOnlyWithDelimiter() {
        ListObjectsResponse plain = node.s3().listObjects(b -> b.bucket(BUCKET).maxKeys(2));
        assertThat(plain.isTruncated()).isTrue();
        assertThat(plain.nextMarker()).isNull();
        assertThat(plain.contents().getFirst().owner().id()).isEqualTo("root");
        ListObjectsResponse rolled =
                node.s3().listObjects(b -> b.bucket(BUCKET).maxKeys(2).delimiter("/"));
        assertThat(rolled.nextMarker()).isEqualTo("b/");
        ListObjectsResponse next =
                node.s3()
                        .listObjects(b ->
                                b.bucket(BUCKET)
                                        .maxKeys(1)
                                        .delimiter("/")
                                        .marker(rolled.nextMarker()));
        assertThat(next.contents()).extracting(S3Object::key).containsExactly("c");
    }

    @Test
    void listVersions_inPages_showsVersionsAndMarkersInOrder() {
        node.s3()
                .putBucketVersioning(b ->
                        b.bucket(BUCKET)
                                .versioningConfiguration(
                                        v -> v.status(BucketVersioningStatus.ENABLED)));
        node.s3().putObject(b -> b.bucket(BUCKET).key("b/1"), RequestBody.fromString("new"));
        node.s3().deleteObject(b -> b.bucket(BUCKET).key("c"));
        List<String> rows = new ArrayList<>();
        String key = null;
        String version = null;
        ListObjectVersionsResponse page;
        do {
            String afterKey = key;
            String afterVersion = version;
            page =
                    node.s3()
                            .listObjectVersions(b ->
                                    b.bucket(BUCKET)
                                            .delimiter("2")
                                            .maxKeys(1)
                                            .keyMarker(afterKey)
                                            .versionIdMarker(afterVersion));
            page.versions()
                    .forEach(row ->
                            rows.add(
                                    row.key()
                                            + (row.versionId().equals("null") ? " null" : "")
                                            + (row.isLatest() ? " latest" : "")));
            page.deleteMarkers()
                    .forEach(row ->
                            rows.add(row.key() + " marker" + (row.isLatest() ? " latest" : "")));
            page.commonPrefixes().forEach(prefix -> rows.add(prefix.prefix()));
            key = page.nextKeyMarker();
            version = page.nextVersionIdMarker();
        } while (page.isTruncated());
        assertThat(rows.subList(0, 6))
                .containsExactly(
                        "a null latest",
                        "b/1 latest",
                        "b/1 null",
                        "b/2",
                        "c marker latest",
                        "c null");
        BucketsTest.assertFails(
                () -> node.s3().listObjectVersions(b -> b.bucket(BUCKET).versionIdMarker("null")),
                400,
                "InvalidArgument");
        BucketsTest.assertFails(
                () ->
                        node.s3()
                                .listObjectVersions(b ->
                                        b.bucket(BUCKET).keyMarker("a").versionIdMarker("none")),
                400,
                "InvalidArgument");
    }

    @Test
    void listVersions_showsNullVersions() {
        ListObjectVersionsResponse page =
                node.s3().listObjectVersions(b -> b.bucket(BUCKET).maxKeys(3));
        assertThat(page.versions())
                .extracting(ObjectVersion::key)
                .containsExactly("a", "b/1", "b/2");
        assertThat(page.versions())
                .allSatisfy(version -> {
                    assertThat(version.versionId()).isEqualTo("null");
                    assertThat(version.isLatest()).isTrue();
                });
        ListObjectVersionsResponse rest =
                node.s3()
                        .listObjectVersions(b ->
                                b.bucket(BUCKET)
                                        .keyMarker(page.nextKeyMarker())
                                        .versionIdMarker(page.nextVersionIdMarker()));
        assertThat(rest.versions()).hasSize(KEYS.size() - 3);
    }
}
