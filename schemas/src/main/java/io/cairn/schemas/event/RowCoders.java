package io.cairn.schemas.event;

import static io.cairn.schemas.event.AvroFields.readEnum;
import static io.cairn.schemas.event.AvroFields.readMap;
import static io.cairn.schemas.event.AvroFields.readOptional;
import static io.cairn.schemas.event.AvroFields.readOptionalLong;
import static io.cairn.schemas.event.AvroFields.readUid;
import static io.cairn.schemas.event.AvroFields.writeMap;
import static io.cairn.schemas.event.AvroFields.writeOptional;
import static io.cairn.schemas.event.AvroFields.writeOptionalLong;
import static io.cairn.schemas.event.AvroFields.writeUid;

import io.cairn.schemas.BucketId;
import io.cairn.schemas.ObjectKey;
import io.cairn.schemas.UploadId;
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
            ValueCoders.writeStamp(version.stamp(), out);
            ValueCoders.writeContent(version.content(), out);
            ValueCoders.writeMetadata(version.metadata(), out);
            ValueCoders.writeAttributes(version.attributes(), out);
            ValueCoders.writeLocation(version.location(), out);
        }

        @Override
        public ObjectVersion read(Decoder in) throws IOException {
            return new ObjectVersion(
                    new ObjectKey(in.readString()),
                    ValueCoders.readStamp(in),
                    ValueCoders.readContent(in),
                    ValueCoders.readMetadata(in),
                    ValueCoders.readAttributes(in),
                    ValueCoders.readLocation(in));
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
            ValueCoders.writePartContent(part.content(), out);
            out.writeLong(part.offset());
            out.writeLong(part.modifiedMillis());
            out.writeLong(part.sequence());
            writeOptional(part.blob(), out, ValueCoders::writeBlob);
        }

        @Override
        public Part read(Decoder in) throws IOException {
            return new Part(
                    in.readInt(),
                    ValueCoders.readPartContent(in),
                    in.readLong(),
                    in.readLong(),
                    in.readLong(),
                    readOptional(in, ValueCoders::readBlob));
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
            out.writeString(upload.owner());
            ValueCoders.writePlan(upload.plan(), out);
        }

        @Override
        public Upload read(Decoder in) throws IOException {
            return new Upload(
                    new ObjectKey(in.readString()),
                    new UploadId(readUid(in)),
                    in.readLong(),
                    in.readString(),
                    ValueCoders.readPlan(in));
        }
    }

    /// [BucketImage] as the Avro record `Bucket`.
    static final class BucketCoder implements Coder<BucketImage> {
        private static final Versioning[] VERSIONING = Versioning.values();

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
            out.writeInt(bucket.stripes());
            out.writeLong(bucket.revision());
            out.writeEnum(bucket.configuration().versioning().ordinal());
            writeMap(bucket.configuration().documents(), out);
            writeOptional(bucket.configuration().lock(), out, ValueCoders::writeLock);
            writeOptionalLong(bucket.configuration().quotaBytes(), out);
            out.writeLong(bucket.configuration().notificationRevision());
        }

        @Override
        public BucketImage read(Decoder in) throws IOException {
            return new BucketImage(
                    in.readString(),
                    new BucketId(readUid(in)),
                    in.readLong(),
                    in.readString(),
                    in.readString(),
                    in.readInt(),
                    in.readLong(),
                    new BucketConfiguration(
                            readEnum(VERSIONING, in),
                            readMap(in),
                            readOptional(in, ValueCoders::readLock),
                            readOptionalLong(in),
                            in.readLong()));
        }
    }
}
