package io.cairn.schemas.event;

import static io.cairn.schemas.event.AvroFields.readArray;
import static io.cairn.schemas.event.AvroFields.readBytes;
import static io.cairn.schemas.event.AvroFields.readEnum;
import static io.cairn.schemas.event.AvroFields.readMap;
import static io.cairn.schemas.event.AvroFields.readOptional;
import static io.cairn.schemas.event.AvroFields.readOptionalLong;
import static io.cairn.schemas.event.AvroFields.readUid;
import static io.cairn.schemas.event.AvroFields.writeArray;
import static io.cairn.schemas.event.AvroFields.writeMap;
import static io.cairn.schemas.event.AvroFields.writeOptional;
import static io.cairn.schemas.event.AvroFields.writeOptionalLong;
import static io.cairn.schemas.event.AvroFields.writeUid;

import io.cairn.schemas.BlobId;
import io.cairn.schemas.DriveId;
import io.cairn.schemas.UploadId;
import io.cairn.schemas.VersionId;
import java.io.IOException;
import org.apache.avro.io.Decoder;
import org.apache.avro.io.Encoder;

/// The values that events and rows are made of, field by field in the order of the schema.
final class ValueCoders {
    private static final ChecksumAlgorithm[] ALGORITHMS = ChecksumAlgorithm.values();
    private static final RetentionMode[] RETENTION_MODES = RetentionMode.values();
    private static final LegalHold[] LEGAL_HOLDS = LegalHold.values();

    private ValueCoders() {}

    static void writeBlob(Blob blob, Encoder out) throws IOException {
        writeUid(blob.id().value(), out);
        out.writeInt(blob.stripeBytes());
        out.writeInt(blob.dataShards());
        out.writeInt(blob.parityShards());
        out.writeLong(blob.length());
        writeArray(blob.shards(), out, ValueCoders::writeShardPlace);
        writeOptional(blob.seal(), out, ValueCoders::writeSeal);
    }

    private static void writeSeal(Seal seal, Encoder out) throws IOException {
        out.writeBytes(seal.sealedKey());
        writeMap(seal.parameters(), out);
    }

    static Blob readBlob(Decoder in) throws IOException {
        return new Blob(
                new BlobId(readUid(in)),
                in.readInt(),
                in.readInt(),
                in.readInt(),
                in.readLong(),
                readArray(in, ValueCoders::readShardPlace),
                readOptional(in, from -> new Seal(readBytes(from), readMap(from))));
    }

    static void writeShardPlace(ShardPlace place, Encoder out) throws IOException {
        writeUid(place.drive().value(), out);
        out.writeInt(place.generation());
        out.writeBoolean(place.missing());
    }

    static ShardPlace readShardPlace(Decoder in) throws IOException {
        return new ShardPlace(new DriveId(readUid(in)), in.readInt(), in.readBoolean());
    }

    static void writeAlgorithm(ChecksumAlgorithm algorithm, Encoder out) throws IOException {
        out.writeEnum(algorithm.ordinal());
    }

    static ChecksumAlgorithm readAlgorithm(Decoder in) throws IOException {
        return readEnum(ALGORITHMS, in);
    }

    static void writeChecksum(Checksum checksum, Encoder out) throws IOException {
        writeAlgorithm(checksum.algorithm(), out);
        out.writeBytes(checksum.value());
        out.writeInt(checksum.parts());
    }

    static Checksum readChecksum(Decoder in) throws IOException {
        return new Checksum(readAlgorithm(in), readBytes(in), in.readInt());
    }

    private static void writeEncryption(Encryption encryption, Encoder out) throws IOException {
        out.writeString(encryption.scheme());
        out.writeString(encryption.keyId());
    }

    private static Encryption readEncryption(Decoder in) throws IOException {
        return new Encryption(in.readString(), in.readString());
    }

    static void writeContent(ObjectContent content, Encoder out) throws IOException {
        out.writeLong(content.size());
        out.writeString(content.etag());
        writeOptional(content.checksum(), out, ValueCoders::writeChecksum);
        out.writeInt(content.partCount());
        writeOptional(content.encryption(), out, ValueCoders::writeEncryption);
    }

    static ObjectContent readContent(Decoder in) throws IOException {
        return new ObjectContent(
                in.readLong(),
                in.readString(),
                readOptional(in, ValueCoders::readChecksum),
                in.readInt(),
                readOptional(in, ValueCoders::readEncryption));
    }

    static void writeLocation(ContentLocation location, Encoder out) throws IOException {
        writeOptional(location.blob(), out, ValueCoders::writeBlob);
        writeOptional(location.partsOf(), out, (id, to) -> writeUid(id.value(), to));
        out.writeInt(location.revision());
    }

    static ContentLocation readLocation(Decoder in) throws IOException {
        return new ContentLocation(
                readOptional(in, ValueCoders::readBlob),
                readOptional(in, from -> new UploadId(readUid(from))),
                in.readInt());
    }

    static void writePartContent(PartContent content, Encoder out) throws IOException {
        out.writeLong(content.size());
        out.writeString(content.etag());
        writeOptional(content.checksum(), out, ValueCoders::writeChecksum);
    }

    static PartContent readPartContent(Decoder in) throws IOException {
        return new PartContent(
                in.readLong(), in.readString(), readOptional(in, ValueCoders::readChecksum));
    }

    static void writeMetadata(ObjectMetadata metadata, Encoder out) throws IOException {
        writeMap(metadata.headers(), out);
        writeMap(metadata.user(), out);
        out.writeString(metadata.storageClass());
    }

    static ObjectMetadata readMetadata(Decoder in) throws IOException {
        return new ObjectMetadata(readMap(in), readMap(in), in.readString());
    }

    static void writeAttributes(ObjectAttributes attributes, Encoder out) throws IOException {
        writeMap(attributes.tags(), out);
        writeOptional(attributes.retention(), out, ValueCoders::writeRetention);
        out.writeEnum(attributes.legalHold().ordinal());
        writeArray(
                attributes.grants(),
                out,
                (grant, to) -> {
                    to.writeString(grant.grantee());
                    to.writeString(grant.permission());
                });
    }

    static ObjectAttributes readAttributes(Decoder in) throws IOException {
        return new ObjectAttributes(
                readMap(in),
                readOptional(in, ValueCoders::readRetention),
                readLegalHold(in),
                readArray(in, from -> new Grant(from.readString(), from.readString())));
    }

    static void writeRetention(Retention retention, Encoder out) throws IOException {
        out.writeEnum(retention.mode().ordinal());
        out.writeLong(retention.untilMillis());
    }

    static Retention readRetention(Decoder in) throws IOException {
        return new Retention(readEnum(RETENTION_MODES, in), in.readLong());
    }

    static LegalHold readLegalHold(Decoder in) throws IOException {
        return readEnum(LEGAL_HOLDS, in);
    }

    static void writeLock(ObjectLock lock, Encoder out) throws IOException {
        writeOptional(
                lock.defaultRetention(),
                out,
                (retention, to) -> {
                    to.writeEnum(retention.mode().ordinal());
                    to.writeInt(retention.days());
                    to.writeInt(retention.years());
                });
    }

    static ObjectLock readLock(Decoder in) throws IOException {
        return new ObjectLock(
                readOptional(
                        in,
                        from ->
                                new DefaultRetention(
                                        readEnum(RETENTION_MODES, from),
                                        from.readInt(),
                                        from.readInt())));
    }

    static void writePlan(UploadPlan plan, Encoder out) throws IOException {
        writeMetadata(plan.metadata(), out);
        writeAttributes(plan.attributes(), out);
        writeOptional(plan.checksumAlgorithm(), out, ValueCoders::writeAlgorithm);
        out.writeBoolean(plan.checksumFullObject());
        writeOptional(plan.encryption(), out, ValueCoders::writeEncryption);
    }

    static UploadPlan readPlan(Decoder in) throws IOException {
        return new UploadPlan(
                readMetadata(in),
                readAttributes(in),
                readOptional(in, ValueCoders::readAlgorithm),
                in.readBoolean(),
                readOptional(in, ValueCoders::readEncryption));
    }

    static void writeStamp(VersionStamp stamp, Encoder out) throws IOException {
        out.writeLong(stamp.sequence());
        writeOptional(stamp.versionId(), out, (id, to) -> writeUid(id.value(), to));
        out.writeBoolean(stamp.deleteMarker());
        out.writeLong(stamp.modifiedMillis());
        out.writeString(stamp.owner());
    }

    static VersionStamp readStamp(Decoder in) throws IOException {
        return new VersionStamp(
                in.readLong(),
                readOptional(in, from -> new VersionId(readUid(from))),
                in.readBoolean(),
                in.readLong(),
                in.readString());
    }

    static void writePreconditions(Preconditions preconditions, Encoder out) throws IOException {
        out.writeBoolean(preconditions.ifAbsent());
        writeOptional(preconditions.ifMatch(), out, AvroFields::writeString);
        writeOptionalLong(preconditions.ifModifiedAtMillis(), out);
        writeOptionalLong(preconditions.ifSize(), out);
    }

    static Preconditions readPreconditions(Decoder in) throws IOException {
        return new Preconditions(
                in.readBoolean(),
                readOptional(in, Decoder::readString),
                readOptionalLong(in),
                readOptionalLong(in));
    }
}
