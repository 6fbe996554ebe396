package io.cairn.schemas.event;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.cairn.schemas.BlobId;
import io.cairn.schemas.BucketId;
import io.cairn.schemas.DriveId;
import io.cairn.schemas.EventId;
import io.cairn.schemas.ObjectKey;
import io.cairn.schemas.UploadId;
import io.cairn.schemas.VersionId;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalLong;
import java.util.UUID;
import java.util.stream.Stream;
import org.apache.avro.generic.GenericDatumReader;
import org.apache.avro.generic.GenericDatumWriter;
import org.apache.avro.io.BinaryEncoder;
import org.apache.avro.io.DecoderFactory;
import org.apache.avro.io.EncoderFactory;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;

/// The hand-written coders write exactly what Avro itself writes for the schema, and read it back.
class CoderTest {
    private static final UUID ID = new UUID(0x0123_4567_89AB_CDEFL, 0xFEDC_BA98_7654_3210L);
    private static final ObjectKey KEY = new ObjectKey("photos//ä/\u0001🙂");
    private static final Event.Origin ORIGIN = new Event.Origin("root", "4711", "127.0.0.1");
    private static final Checksum CHECKSUM =
            new Checksum(ChecksumAlgorithm.CRC32C, new byte[] {1, 2, 3, 4}, 2);
    private static final Blob BLOB =
            new Blob(
                    new BlobId(ID),
                    1 << 20,
                    1,
                    1,
                    5_000_000_000L,
                    List.of(
                            new ShardPlace(new DriveId(ID), 0, false),
                            new ShardPlace(new DriveId(ID), 3, true)));
    private static final ObjectMetadata METADATA =
            ObjectMetadata.of(Map.of("content-type", "text/plain"), Map.of("b", "2", "a", "ü"));
    private static final Preconditions CONDITIONS =
            new Preconditions(
                    true, Optional.of("etag"), OptionalLong.of(-5), OptionalLong.of(1L << 40));
    private static final ObjectVersion VERSION =
            new ObjectVersion(
                    KEY,
                    77,
                    Optional.of(new VersionId(ID)),
                    false,
                    1234567890123L,
                    5_000_000_000L,
                    "etag-2",
                    METADATA,
                    Optional.of(BLOB),
                    Optional.of(new UploadId(ID)),
                    2,
                    Optional.of(CHECKSUM),
                    9,
                    "root");
    private static final Upload UPLOAD =
            new Upload(
                    KEY,
                    new UploadId(ID),
                    5,
                    METADATA,
                    Optional.of(ChecksumAlgorithm.SHA256),
                    true,
                    "root");
    private static final Part PART =
            new Part(10_000, 7, 3L << 32, "e", Optional.of(BLOB), Optional.of(CHECKSUM), 1, 2);
    private static final BucketImage BUCKET =
            new BucketImage("photos", new BucketId(ID), 1, "root", "eu-west-1", 3);

    private static Stream<EventBody> bodies() {
        return Stream.of(
                new EventBody.BucketCreate(new BucketId(ID), "eu-west-1"),
                new EventBody.BucketDelete(),
                new EventBody.ObjectPut(
                        KEY,
                        9,
                        "e",
                        Optional.of(BLOB),
                        METADATA,
                        Optional.of(CHECKSUM),
                        CONDITIONS,
                        true),
                new EventBody.ObjectPut(
                        KEY,
                        0,
                        "e",
                        Optional.empty(),
                        ObjectMetadata.EMPTY,
                        Optional.empty(),
                        Preconditions.NONE,
                        false),
                new EventBody.ObjectRewrite(KEY, 5, METADATA, CONDITIONS),
                new EventBody.ObjectsDelete(
                        List.of(
                                new EventBody.DeleteEntry(KEY, CONDITIONS),
                                new EventBody.DeleteEntry(KEY, Preconditions.NONE))),
                new EventBody.UploadCreate(
                        KEY,
                        new UploadId(ID),
                        METADATA,
                        Optional.of(ChecksumAlgorithm.CRC64NVME),
                        true),
                new EventBody.PartPut(
                        KEY, new UploadId(ID), 3, 9, "e", Optional.of(BLOB), Optional.of(CHECKSUM)),
                new EventBody.UploadComplete(
                        KEY,
                        new UploadId(ID),
                        List.of(new EventBody.CompletedPart(1, "e", Optional.of(CHECKSUM))),
                        OptionalLong.of(9),
                        Optional.of(CHECKSUM),
                        CONDITIONS),
                new EventBody.UploadAbort(KEY, new UploadId(ID)),
                new EventBody.Withdraw(new EventId(ID)),
                new EventBody.RulesRaised(2),
                new EventBody.Fence(1L << 40),
                new EventBody.ShardsRelocated(
                        KEY,
                        -1,
                        Optional.of(new UploadId(ID)),
                        10_000,
                        new BlobId(ID),
                        BLOB.shards(),
                        List.of(BLOB.shards().get(0), new ShardPlace(new DriveId(ID), 7, false))));
    }

    static Stream<Arguments> values() {
        Stream<Arguments> events =
                bodies().map(body ->
                        Arguments.of(
                                Coders.EVENT,
                                new Event(
                                        new EventId(ID),
                                        17,
                                        "photos",
                                        Optional.of(new BucketId(ID)),
                                        -1,
                                        ORIGIN,
                                        body)));
        return Stream.concat(events, rows());
    }

    private static Stream<Arguments> rows() {
        return Stream.of(
                Arguments.of(Coders.VERSION, VERSION),
                Arguments.of(Coders.PART, PART),
                Arguments.of(Coders.UPLOAD, UPLOAD),
                Arguments.of(Coders.BUCKET, BUCKET),
                Arguments.of(
                        Coders.CHANGE,
                        new Change(
                                ChangeKind.OBJECT_PUT,
                                new EventId(ID),
                                3,
                                1L << 40,
                                2,
                                17,
                                "photos",
                                new BucketId(ID),
                                KEY.value(),
                                ORIGIN,
                                new Change.Image(
                                        Optional.of(VERSION),
                                        Optional.of(VERSION),
                                        Optional.of(UPLOAD),
                                        Optional.of(PART)))),
                Arguments.of(
                        Coders.RECLAIM,
                        new Reclaim(
                                new DriveId(ID),
                                1,
                                2,
                                List.of(new ShardRef(new BlobId(ID), 3, 4)))),
                Arguments.of(
                        Coders.DAMAGE,
                        new Damage(
                                new BlobId(ID),
                                new BucketId(ID),
                                "photos",
                                "k",
                                List.of(0, 3),
                                "missing")),
                Arguments.of(
                        Coders.OUTCOME,
                        new Outcome.Accepted(
                                new EventId(ID),
                                5,
                                Optional.of(VERSION),
                                Optional.of(BUCKET),
                                List.of(Optional.empty(), Optional.of(Rejection.NO_SUCH_KEY)))),
                Arguments.of(
                        Coders.OUTCOME,
                        new Outcome.Rejected(
                                new EventId(ID), 5, Rejection.PRECONDITION_FAILED, "key k")));
    }

    @ParameterizedTest
    @MethodSource("values")
    <T> void encode_ofAnyValue_isWhatAvroWritesAndReadsBack(Coder<T> coder, T value)
            throws IOException {
        byte[] bytes = coder.encode(value);

        Object generic =
                new GenericDatumReader<>(coder.schema())
                        .read(null, DecoderFactory.get().binaryDecoder(bytes, null));
        ByteArrayOutputStream again = new ByteArrayOutputStream();
        BinaryEncoder encoder = EncoderFactory.get().directBinaryEncoder(again, null);
        new GenericDatumWriter<>(coder.schema()).write(generic, encoder);
        encoder.flush();

        assertThat(again.size()).isEqualTo(bytes.length);
        assertThat(coder.decode(again.toByteArray())).isEqualTo(value);
        assertThat(coder.decode(bytes)).isEqualTo(value);
    }

    @ParameterizedTest
    @MethodSource("values")
    <T> void decode_ofCutOrPaddedBytes_throwsMalformed(Coder<T> coder, T value) {
        byte[] bytes = coder.encode(value);
        assertThatThrownBy(() -> coder.decode(Arrays.copyOf(bytes, bytes.length - 1)))
                .isInstanceOf(MalformedRecordException.class);
        assertThatThrownBy(() -> coder.decode(Arrays.copyOf(bytes, bytes.length + 1)))
                .isInstanceOf(MalformedRecordException.class);
    }
}
