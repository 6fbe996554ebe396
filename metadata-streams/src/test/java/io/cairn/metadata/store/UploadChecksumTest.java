package io.cairn.metadata.store;

import static io.cairn.metadata.store.FoldBench.ETAG;
import static io.cairn.metadata.store.FoldBench.accepted;
import static io.cairn.metadata.store.FoldBench.complete;
import static io.cairn.metadata.store.FoldBench.rejected;
import static org.assertj.core.api.Assertions.assertThat;

import io.cairn.platform.hash.XxHash3;
import io.cairn.schemas.ObjectKey;
import io.cairn.schemas.UploadId;
import io.cairn.schemas.event.BucketImage;
import io.cairn.schemas.event.Checksum;
import io.cairn.schemas.event.ChecksumAlgorithm;
import io.cairn.schemas.event.EventBody;
import io.cairn.schemas.event.ObjectMetadata;
import io.cairn.schemas.event.Outcome;
import io.cairn.schemas.event.PartContent;
import io.cairn.schemas.event.Preconditions;
import io.cairn.schemas.event.Rejection;
import io.cairn.schemas.event.UploadPlan;
import io.cairn.schemas.event.WrittenVersion;
import java.nio.ByteBuffer;
import java.nio.file.Path;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.List;
import java.util.Optional;
import java.util.OptionalLong;
import java.util.zip.CRC32;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/// What a completion says of the checksum that its client expects.
class UploadChecksumTest {
    private static final String KEY = "k";

    @TempDir Path directory;

    private FoldBench bench;
    private BucketImage bucket;

    @BeforeEach
    void open() {
        bench = new FoldBench(directory);
        bucket = bench.create("bucket");
    }

    @AfterEach
    void close() {
        bench.close();
    }

    private Outcome fold(EventBody body) {
        return bench.fold(bench.event(bucket, body));
    }

    /// An upload with one part.
    private UploadId upload(
            Optional<ChecksumAlgorithm> algorithm, boolean fullObject, Optional<Checksum> part) {
        UploadId id = new UploadId(bench.id());
        fold(
                new EventBody.UploadCreate(
                        new ObjectKey(KEY),
                        id,
                        UploadPlan.of(ObjectMetadata.EMPTY, algorithm, fullObject)));
        fold(new EventBody.PartPut(new ObjectKey(KEY), id, 1, new PartContent(3, ETAG, part)));
        return id;
    }

    private Outcome completeWith(UploadId upload, Checksum expected) {
        return fold(
                new EventBody.UploadComplete(
                        new ObjectKey(KEY),
                        upload,
                        complete(KEY, upload, 1).parts(),
                        OptionalLong.empty(),
                        Optional.of(expected),
                        Preconditions.NONE));
    }

    private static Checksum full(ChecksumAlgorithm algorithm, int fill) {
        byte[] value = new byte[algorithm.digestBytes()];
        value[0] = (byte) fill;
        return new Checksum(algorithm, value, 0);
    }

    @ParameterizedTest
    @EnumSource(names = "CRC64NVME", mode = EnumSource.Mode.EXCLUDE)
    void complete_withAChecksumThatThePartsDoNotGive_isNoBadDigest(ChecksumAlgorithm expected) {
        Checksum crc64 = full(ChecksumAlgorithm.CRC64NVME, 1);
        UploadId upload = upload(Optional.empty(), false, Optional.of(crc64));
        Outcome outcome = completeWith(upload, full(expected, 1));
        assertThat(rejected(outcome)).isEqualTo(Rejection.INVALID_REQUEST);
        assertThat(((Outcome.Rejected) outcome).message()).contains("mismatch", expected.name());
        assertThat(
                        accepted(completeWith(upload, crc64))
                                .version()
                                .flatMap(WrittenVersion::checksum))
                .contains(crc64);
    }

    @Test
    void complete_withAnotherAlgorithmThanTheUploads_isNoBadDigest() {
        Checksum crc64 = full(ChecksumAlgorithm.CRC64NVME, 1);
        UploadId upload =
                upload(Optional.of(ChecksumAlgorithm.CRC64NVME), true, Optional.of(crc64));
        assertThat(rejected(completeWith(upload, full(ChecksumAlgorithm.CRC32C, 1))))
                .isEqualTo(Rejection.INVALID_REQUEST);
    }

    /// The composite checksum of one part, as S3 shows it.
    private static Checksum composite(ChecksumAlgorithm algorithm, Checksum part) {
        byte[] value =
                switch (algorithm) {
                    case CRC32 -> {
                        CRC32 crc = new CRC32();
                        crc.update(part.value());
                        yield ByteBuffer.allocate(Integer.BYTES)
                                .putInt((int) crc.getValue())
                                .array();
                    }
                    case SHA256 -> sha256(part.value());
                    case XXHASH3, XXHASH128 -> xxHash3(algorithm, part.value());
                    default -> throw new IllegalArgumentException(algorithm.name());
                };
        return new Checksum(algorithm, value, 1);
    }

    private static byte[] xxHash3(ChecksumAlgorithm algorithm, byte[] bytes) {
        XxHash3 hash = new XxHash3();
        hash.update(bytes, 0, bytes.length);
        return algorithm == ChecksumAlgorithm.XXHASH3 ? hash.digest64() : hash.digest128();
    }

    private static byte[] sha256(byte[] bytes) {
        try {
            return MessageDigest.getInstance("SHA-256").digest(bytes);
        } catch (NoSuchAlgorithmException e) {
            throw new IllegalStateException(e);
        }
    }

    @ParameterizedTest
    @EnumSource(names = {"CRC32", "SHA256", "XXHASH3", "XXHASH128"})
    void complete_withACompositeChecksum_isAcceptedWithAndWithoutTheNumberOfItsParts(
            ChecksumAlgorithm algorithm) {
        Checksum part = full(algorithm, 1);
        Checksum composite = composite(algorithm, part);
        Checksum bare = new Checksum(algorithm, composite.value(), 0);
        for (Optional<ChecksumAlgorithm> asked :
                List.of(Optional.of(algorithm), Optional.<ChecksumAlgorithm>empty())) {
            for (Checksum expected : List.of(composite, bare)) {
                UploadId upload = upload(asked, false, Optional.of(part));
                assertThat(
                                accepted(completeWith(upload, expected))
                                        .version()
                                        .flatMap(WrittenVersion::checksum))
                        .contains(composite);
            }
            for (Checksum wrong :
                    List.of(
                            new Checksum(algorithm, composite.value(), 2),
                            full(algorithm, 9),
                            new Checksum(algorithm, full(algorithm, 9).value(), 1))) {
                UploadId upload = upload(asked, false, Optional.of(part));
                assertThat(rejected(completeWith(upload, wrong))).isEqualTo(Rejection.BAD_DIGEST);
            }
        }
    }

    @Test
    void complete_withAFullChecksumOfAnUploadInParts_isABadDigest() {
        Checksum part = full(ChecksumAlgorithm.CRC32, 1);
        UploadId upload = upload(Optional.of(ChecksumAlgorithm.CRC32), false, Optional.of(part));
        assertThat(rejected(completeWith(upload, part))).isEqualTo(Rejection.BAD_DIGEST);
    }

    @Test
    void complete_withANumberOfPartsForAFullChecksum_isABadDigest() {
        Checksum part = full(ChecksumAlgorithm.CRC32, 1);
        UploadId upload = upload(Optional.of(ChecksumAlgorithm.CRC32), true, Optional.of(part));
        assertThat(
                        rejected(
                                completeWith(
                                        upload,
                                        new Checksum(ChecksumAlgorithm.CRC32, part.value(), 1))))
                .isEqualTo(Rejection.BAD_DIGEST);
    }

    @Test
    void complete_withAnotherValueThanThePartsGive_isABadDigest() {
        Checksum crc32 = full(ChecksumAlgorithm.CRC32, 1);
        UploadId upload = upload(Optional.empty(), false, Optional.of(crc32));
        assertThat(rejected(completeWith(upload, full(ChecksumAlgorithm.CRC32, 2))))
                .isEqualTo(Rejection.BAD_DIGEST);
    }
}
