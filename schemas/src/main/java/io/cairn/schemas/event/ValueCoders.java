package io.cairn.schemas.event;

import static io.cairn.schemas.event.AvroFields.readArray;
import static io.cairn.schemas.event.AvroFields.readBytes;
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
import java.io.IOException;
import org.apache.avro.io.Decoder;
import org.apache.avro.io.Encoder;

/// The values that events and rows are made of, field by field in the order of the schema.
final class ValueCoders {
    private ValueCoders() {}

    static void writeBlob(Blob blob, Encoder out) throws IOException {
        writeUid(blob.id().value(), out);
        out.writeInt(blob.stripeBytes());
        out.writeInt(blob.dataShards());
        out.writeInt(blob.parityShards());
        out.writeLong(blob.length());
        writeArray(blob.shards(), out, ValueCoders::writeShardPlace);
    }

    static Blob readBlob(Decoder in) throws IOException {
        return new Blob(
                new BlobId(readUid(in)),
                in.readInt(),
                in.readInt(),
                in.readInt(),
                in.readLong(),
                readArray(in, ValueCoders::readShardPlace));
    }

    static void writeShardPlace(ShardPlace place, Encoder out) throws IOException {
        writeUid(place.drive().value(), out);
        out.writeInt(place.generation());
        out.writeBoolean(place.missing());
    }

    static ShardPlace readShardPlace(Decoder in) throws IOException {
        return new ShardPlace(new DriveId(readUid(in)), in.readInt(), in.readBoolean());
    }

    static void writeChecksum(Checksum checksum, Encoder out) throws IOException {
        out.writeString(checksum.algorithm().name());
        out.writeBytes(checksum.value());
        out.writeInt(checksum.parts());
    }

    static Checksum readChecksum(Decoder in) throws IOException {
        return new Checksum(
                ChecksumAlgorithm.valueOf(in.readString()), readBytes(in), in.readInt());
    }

    static void writeMetadata(ObjectMetadata metadata, Encoder out) throws IOException {
        writeMap(metadata.headers(), out);
        writeMap(metadata.user(), out);
        out.writeString(metadata.storageClass());
    }

    static ObjectMetadata readMetadata(Decoder in) throws IOException {
        return new ObjectMetadata(readMap(in), readMap(in), in.readString());
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
