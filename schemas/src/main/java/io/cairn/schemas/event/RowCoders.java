package io.cairn.schemas.event;

import static io.cairn.schemas.event.AvroFields.readOptional;
import static io.cairn.schemas.event.AvroFields.readUid;
import static io.cairn.schemas.event.AvroFields.writeOptional;
import static io.cairn.schemas.event.AvroFields.writeUid;

import io.cairn.schemas.BucketId;
import io.cairn.schemas.ObjectKey;
import io.cairn.schemas.UploadId;
import io.cairn.schemas.VersionId;
import io.cairn.schemas.avro.Bucket;
import java.io.IOException;
import org.apache.avro.Schema;
import org.apache.avro.io.Decoder;
import org.apache.avro.io.Encoder;

/// The rows that the fold keeps, field by field in the order of the schema.
final class RowCoders {
    private RowCoders() {}

    /// [ObjectVersion] as the Avro record of the same name.
    static final class VersionCoder implements Coder<ObjectVersion> {
        @Override
        public Schema schema() {
            return io.cairn.schemas.avro.ObjectVersion.getClassSchema();
        }

        @Override
        public void write(ObjectVersion version, Encoder out) throws IOException {
            out.writeString(version.key().value());
            out.writeLong(version.sequence());
            writeOptional(version.versionId(), out, (id, to) -> writeUid(id.value(), to));
            out.writeBoolean(version.deleteMarker());
            out.writeLong(version.modifiedMillis());
            out.writeLong(version.size());
            out.writeString(version.etag());
            ValueCoders.writeMetadata(version.metadata(), out);
            writeOptional(version.blob(), out, ValueCoders::writeBlob);
            writeOptional(version.partsOf(), out, (id, to) -> writeUid(id.value(), to));
            out.writeInt(version.partCount());
            writeOptional(version.checksum(), out, ValueCoders::writeChecksum);
            out.writeInt(version.placementRevision());
            out.writeString(version.owner());
        }

        @Override
        public ObjectVersion read(Decoder in) throws IOException {
            return new ObjectVersion(
                    new ObjectKey(in.readString()),
                    in.readLong(),
                    readOptional(in, from -> new VersionId(readUid(from))),
                    in.readBoolean(),
                    in.readLong(),
                    in.readLong(),
                    in.readString(),
                    ValueCoders.readMetadata(in),
                    readOptional(in, ValueCoders::readBlob),
                    readOptional(in, from -> new UploadId(readUid(from))),
                    in.readInt(),
                    readOptional(in, ValueCoders::readChecksum),
                    in.readInt(),
                    in.readString());
        }
    }

    /// [Part] as the Avro record of the same name.
    static final class PartCoder implements Coder<Part> {
        @Override
        public Schema schema() {
            return io.cairn.schemas.avro.Part.getClassSchema();
        }

        @Override
        public void write(Part part, Encoder out) throws IOException {
            out.writeInt(part.number());
            out.writeLong(part.size());
            out.writeLong(part.offset());
            out.writeString(part.etag());
            writeOptional(part.blob(), out, ValueCoders::writeBlob);
            writeOptional(part.checksum(), out, ValueCoders::writeChecksum);
            out.writeLong(part.modifiedMillis());
            out.writeLong(part.sequence());
        }

        @Override
        public Part read(Decoder in) throws IOException {
            return new Part(
                    in.readInt(),
                    in.readLong(),
                    in.readLong(),
                    in.readString(),
                    readOptional(in, ValueCoders::readBlob),
                    readOptional(in, ValueCoders::readChecksum),
                    in.readLong(),
                    in.readLong());
        }
    }

    /// [Upload] as the Avro record of the same name.
    static final class UploadCoder implements Coder<Upload> {
        @Override
        public Schema schema() {
            return io.cairn.schemas.avro.Upload.getClassSchema();
        }

        @Override
        public void write(Upload upload, Encoder out) throws IOException {
            out.writeString(upload.key().value());
            writeUid(upload.id().value(), out);
            out.writeLong(upload.createdMillis());
            ValueCoders.writeMetadata(upload.metadata(), out);
            writeOptional(
                    upload.checksumAlgorithm(), out, (value, to) -> to.writeString(value.name()));
            out.writeBoolean(upload.checksumFullObject());
            out.writeString(upload.owner());
        }

        @Override
        public Upload read(Decoder in) throws IOException {
            return new Upload(
                    new ObjectKey(in.readString()),
                    new UploadId(readUid(in)),
                    in.readLong(),
                    ValueCoders.readMetadata(in),
                    readOptional(in, from -> ChecksumAlgorithm.valueOf(from.readString())),
                    in.readBoolean(),
                    in.readString());
        }
    }

    /// [BucketImage] as the Avro record `Bucket`.
    static final class BucketCoder implements Coder<BucketImage> {
        @Override
        public Schema schema() {
            return Bucket.getClassSchema();
        }

        @Override
        public void write(BucketImage bucket, Encoder out) throws IOException {
            out.writeString(bucket.name());
            writeUid(bucket.id().value(), out);
            out.writeLong(bucket.createdMillis());
            out.writeString(bucket.owner());
            out.writeString(bucket.region());
            out.writeLong(bucket.revision());
        }

        @Override
        public BucketImage read(Decoder in) throws IOException {
            return new BucketImage(
                    in.readString(),
                    new BucketId(readUid(in)),
                    in.readLong(),
                    in.readString(),
                    in.readString(),
                    in.readLong());
        }
    }
}
