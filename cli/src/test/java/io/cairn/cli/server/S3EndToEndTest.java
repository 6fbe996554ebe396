package io.cairn.cli.server;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.security.MessageDigest;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.HashSet;
import java.util.HexFormat;
import java.util.List;
import java.util.Set;
import java.util.TreeSet;
import java.util.concurrent.Callable;
import java.util.stream.IntStream;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import software.amazon.awssdk.core.sync.RequestBody;
import software.amazon.awssdk.services.s3.S3Client;
import software.amazon.awssdk.services.s3.model.CommonPrefix;
import software.amazon.awssdk.services.s3.model.DeleteObjectsResponse;
import software.amazon.awssdk.services.s3.model.EncodingType;
import software.amazon.awssdk.services.s3.model.ListObjectsV2Response;
import software.amazon.awssdk.services.s3.model.NoSuchKeyException;
import software.amazon.awssdk.services.s3.model.ObjectIdentifier;
import software.amazon.awssdk.services.s3.model.S3Error;
import software.amazon.awssdk.services.s3.model.S3Exception;
import software.amazon.awssdk.services.s3.model.S3Object;

/// Objects and listings, from the SDK down to the drives and the log.
class S3EndToEndTest {
    private static final int AT_A_TIME = 16;

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

    private static String put(String bucket, String key, byte[] content) {
        return s3().putObject(p -> p.bucket(bucket).key(key), RequestBody.fromBytes(content))
                .eTag();
    }

    private static byte[] get(String bucket, String key) {
        return s3().getObjectAsBytes(g -> g.bucket(bucket).key(key)).asByteArray();
    }

    private static byte[] range(String bucket, String key, long first, long last) {
        return s3().getObjectAsBytes(
                        g -> g.bucket(bucket).key(key).range("bytes=" + first + "-" + last))
                .asByteArray();
    }

    private static String md5(byte[] content) throws Exception {
        return '"'
                + HexFormat.of().formatHex(MessageDigest.getInstance("MD5").digest(content))
                + '"';
    }

    @ParameterizedTest
    @ValueSource(ints = {0, 1, 4 << 10, 64 << 10, (1 << 20) + 1, 20 << 20})
    void object_ofAnySize_isReadBackWholeAndInRanges(int size) throws Exception {
        String bucket = bucket("size-" + size);
        byte[] content = LiveServer.bytes(1, size);
        assertThat(put(bucket, "k", content)).isEqualTo(md5(content));
        assertThat(get(bucket, "k")).isEqualTo(content);
        assertThat(s3().headObject(h -> h.bucket(bucket).key("k")).contentLength()).isEqualTo(size);
        for (int begin : new int[] {0, 1, size / 3, (1 << 20) - 1, size - 1}) {
            int end = Math.min(size - 1, begin + (2 << 20) + 3);
            if (begin >= 0 && begin < size) {
                assertThat(range(bucket, "k", begin, end))
                        .isEqualTo(Arrays.copyOfRange(content, begin, end + 1));
            }
        }
    }

    @Test
    void object_overwrittenAndDeleted_showsTheLastState() {
        String bucket = bucket("overwrite");
        for (int round = 0; round < 3; round++) {
            byte[] content = LiveServer.bytes(round, 100_000 * (round + 1));
            put(bucket, "k", content);
            assertThat(get(bucket, "k")).isEqualTo(content);
        }
        s3().deleteObject(d -> d.bucket(bucket).key("k"));
        assertThatThrownBy(() -> get(bucket, "k")).isInstanceOf(NoSuchKeyException.class);
        assertThat(s3().listObjectsV2(l -> l.bucket(bucket)).contents()).isEmpty();
    }

    @Test
    void listing_of2500Keys_pagesWithoutGapOrRepeat() throws Exception {
        String bucket = bucket("listing");
        List<String> keys =
                IntStream.range(0, 2_500)
                        .mapToObj(i -> "dir%02d/key%04d".formatted(i % 25, i))
                        .toList();
        List<Callable<String>> puts = new ArrayList<>();
        keys.forEach(key -> puts.add(() -> put(bucket, key, new byte[0])));
        Tasks.run(AT_A_TIME, puts);

        List<String> listed = new ArrayList<>();
        List<Integer> pages = new ArrayList<>();
        for (ListObjectsV2Response page : s3().listObjectsV2Paginator(l -> l.bucket(bucket))) {
            page.contents().stream().map(S3Object::key).forEach(listed::add);
            pages.add(page.contents().size());
        }
        assertThat(listed).containsExactlyElementsOf(new TreeSet<>(keys));
        assertThat(pages).containsExactly(1000, 1000, 500);

        Set<String> prefixes = new HashSet<>();
        for (ListObjectsV2Response page :
                s3().listObjectsV2Paginator(l -> l.bucket(bucket).delimiter("/").maxKeys(10))) {
            assertThat(page.contents()).isEmpty();
            page.commonPrefixes().stream()
                    .map(CommonPrefix::prefix)
                    .forEach(prefix -> assertThat(prefixes.add(prefix)).isTrue());
        }
        assertThat(prefixes).hasSize(25);
        assertThat(
                        s3().listObjectsV2(l -> l.bucket(bucket).prefix("dir07/").delimiter("/"))
                                .contents())
                .hasSize(100);
    }

    @Test
    void ifNoneMatch_of50Writers_letsExactlyOneThrough() throws Exception {
        String bucket = bucket("only-one");
        List<Callable<Integer>> writers = new ArrayList<>();
        for (int i = 0; i < 50; i++) {
            byte[] content = LiveServer.bytes(i, 5_000);
            writers.add(() -> {
                try {
                    s3().putObject(
                                    p -> p.bucket(bucket).key("k").ifNoneMatch("*"),
                                    RequestBody.fromBytes(content));
                    return content[0] & 0xFF;
                } catch (S3Exception e) {
                    return -e.statusCode();
                }
            });
        }
        List<Integer> answers = Tasks.run(50, writers);
        assertThat(answers).filteredOn(answer -> answer == -412).hasSize(49);
        int winner = answers.stream().mapToInt(Integer::intValue).max().orElseThrow();
        assertThat(get(bucket, "k")[0] & 0xFF).isEqualTo(winner);
    }

    @Test
    void readAfterWrite_ofManyWriters_seesEachOwnWrite() throws Exception {
        String bucket = bucket("read-after-write");
        List<Callable<Boolean>> workers = new ArrayList<>();
        for (int worker = 0; worker < AT_A_TIME; worker++) {
            String key = "k" + worker;
            int seed = worker;
            workers.add(() -> {
                for (int round = 0; round < 10; round++) {
                    byte[] content = LiveServer.bytes(seed * 100L + round, 3_000 + round);
                    String etag = put(bucket, key, content);
                    assertThat(get(bucket, key)).isEqualTo(content);
                    assertThat(s3().listObjectsV2(l -> l.bucket(bucket).prefix(key)).contents())
                            .filteredOn(object -> object.key().equals(key))
                            .singleElement()
                            .satisfies(object -> assertThat(object.eTag()).isEqualTo(etag));
                    if (round % 5 == 4) {
                        s3().deleteObject(d -> d.bucket(bucket).key(key));
                        assertThatThrownBy(() -> get(bucket, key))
                                .isInstanceOf(NoSuchKeyException.class);
                    }
                }
                return true;
            });
        }
        assertThat(Tasks.run(AT_A_TIME, workers)).hasSize(AT_A_TIME).containsOnly(true);
    }

    @Test
    void deleteObjects_of1000LongKeysWithETags_answersForEachKey() throws Exception {
        String bucket = bucket("delete-many");
        List<Callable<ObjectIdentifier>> puts = new ArrayList<>();
        for (int i = 0; i < 1_000; i++) {
            String key = "%04d".formatted(i) + "k".repeat(1_020);
            boolean stale = i % 10 == 3;
            puts.add(() -> {
                String etag = put(bucket, key, key.getBytes(StandardCharsets.UTF_8));
                String wanted = stale ? "\"00000000000000000000000000000000\"" : etag;
                return ObjectIdentifier.builder().key(key).eTag(wanted).build();
            });
        }
        List<ObjectIdentifier> all = Tasks.run(AT_A_TIME, puts);
        DeleteObjectsResponse answer =
                s3().deleteObjects(d -> d.bucket(bucket).delete(x -> x.objects(all)));
        assertThat(answer.deleted()).hasSize(900);
        assertThat(answer.errors())
                .hasSize(100)
                .extracting(S3Error::code)
                .containsOnly("PreconditionFailed");
        assertThat(s3().listObjectsV2(l -> l.bucket(bucket)).contents())
                .hasSize(100)
                .allSatisfy(object -> assertThat(object.key().charAt(3)).isEqualTo('3'));
    }

    @Test
    void bucket_withAnObject_isDeletedOnlyOnceEmpty() {
        String bucket = bucket("bucket-deletion");
        put(bucket, "k", new byte[10]);
        assertThatThrownBy(() -> s3().deleteBucket(d -> d.bucket(bucket)))
                .isInstanceOfSatisfying(
                        S3Exception.class,
                        e ->
                                assertThat(e.awsErrorDetails().errorCode())
                                        .isEqualTo("BucketNotEmpty"));
        s3().deleteObject(d -> d.bucket(bucket).key("k"));
        s3().deleteBucket(d -> d.bucket(bucket));
        assertThat(s3().listBuckets().buckets()).noneMatch(each -> each.name().equals(bucket));
        bucket(bucket);
        assertThat(s3().listObjectsV2(l -> l.bucket(bucket)).contents()).isEmpty();
    }

    @Test
    void keys_thatPathsWouldChange_areAllDistinctAndKept() {
        String bucket = bucket("tricky-keys");
        List<String> keys =
                List.of(
                        "..",
                        ".",
                        "../x",
                        "a/../b",
                        "a//b",
                        "a/b",
                        "a/b/",
                        "a",
                        "a%2Fb",
                        "a+b",
                        "a b",
                        " ",
                        "%",
                        "%25",
                        "\uD83E\uDEA8 stones",
                        "\uFF5E wide",
                        "control\u0001\u001F",
                        "tab\tline\nreturn\r",
                        "<&>\"'",
                        "k".repeat(1_024));
        for (String key : keys) {
            put(bucket, key, key.getBytes(StandardCharsets.UTF_8));
        }
        for (String key : keys) {
            assertThat(get(bucket, key)).asString(StandardCharsets.UTF_8).isEqualTo(key);
        }
        List<String> byBytes =
                keys.stream()
                        .sorted((a, b) ->
                                Arrays.compareUnsigned(
                                        a.getBytes(StandardCharsets.UTF_8),
                                        b.getBytes(StandardCharsets.UTF_8)))
                        .toList();
        assertThat(
                        s3().listObjectsV2(l -> l.bucket(bucket).encodingType(EncodingType.URL))
                                .contents())
                .extracting(S3Object::key)
                .containsExactlyElementsOf(byBytes);
    }
}
