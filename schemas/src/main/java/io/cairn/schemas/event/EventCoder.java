package io.cairn.schemas.event;

import static io.cairn.schemas.event.AvroFields.readArray;
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
import io.cairn.schemas.BucketId;
import io.cairn.schemas.EventId;
import io.cairn.schemas.ObjectKey;
import io.cairn.schemas.UploadId;
import io.cairn.schemas.VersionId;
import io.cairn.schemas.avro.NamespaceEvent;
import io.cairn.schemas.event.EventBody.BucketCreate;
import io.cairn.schemas.event.EventBody.BucketDelete;
import io.cairn.schemas.event.EventBody.BucketDocumentPut;
import io.cairn.schemas.event.EventBody.BucketLockPut;
import io.cairn.schemas.event.EventBody.BucketQuotaPut;
import io.cairn.schemas.event.EventBody.BucketVersioningPut;
import io.cairn.schemas.event.EventBody.CompletedPart;
import io.cairn.schemas.event.EventBody.DeleteEntry;
import io.cairn.schemas.event.EventBody.Fence;
import io.cairn.schemas.event.EventBody.ObjectLegalHoldPut;
import io.cairn.schemas.event.EventBody.ObjectPut;
import io.cairn.schemas.event.EventBody.ObjectRetentionPut;
import io.cairn.schemas.event.EventBody.ObjectRewrite;
import io.cairn.schemas.event.EventBody.ObjectTagsPut;
import io.cairn.schemas.event.EventBody.ObjectsDelete;
import io.cairn.schemas.event.EventBody.PartPut;
import io.cairn.schemas.event.EventBody.RulesRaised;
import io.cairn.schemas.event.EventBody.ShardsRelocated;
import io.cairn.schemas.event.EventBody.UploadAbort;
import io.cairn.schemas.event.EventBody.UploadComplete;
import io.cairn.schemas.event.EventBody.UploadCreate;
import io.cairn.schemas.event.EventBody.Withdraw;
import io.cairn.schemas.registry.SubjectCompatibility;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.util.Optional;
import java.util.OptionalLong;
import org.apache.avro.Schema;
import org.apache.avro.io.Decoder;
import org.apache.avro.io.Encoder;
import org.apache.avro.io.EncoderFactory;

/// [Event] as `NamespaceEvent`. The union index of a body is its place in the schema.
final class EventCoder implements Coder<Event> {
    private static final Versioning[] VERSIONING = Versioning.values();

    @Override
    public Schema schema() {
        return NamespaceEvent.getClassSchema();
    }

    /// A new kind of event is a new branch of a union. Who does not know it must stop, so earlier
    /// schemas need not read it.
    @Override
    public SubjectCompatibility compatibility() {
        return SubjectCompatibility.BACKWARD_TRANSITIVE;
    }

    @Override
    public void write(Event event, Encoder out) throws IOException {
        writeUid(event.id().value(), out);
        out.writeLong(event.timeMillis());
        out.writeString(event.bucket());
        writeOptional(event.bucketId(), out, (id, to) -> writeUid(id.value(), to));
        out.writeLong(event.known().base());
        out.writeLong(event.known().sent());
        out.writeLong(event.known().bucketRevision());
        out.writeLong(event.known().signedMillis());
        writeOrigin(event.origin(), out);
        writeBody(event.body(), out);
        writeOptional(event.blob(), out, ValueCoders::writeBlob);
    }

    @Override
    public Event read(Decoder in) throws IOException {
        return new Event(
                new EventId(readUid(in)),
                in.readLong(),
                in.readString(),
                readOptional(in, from -> new BucketId(readUid(from))),
                new Event.Known(in.readLong(), in.readLong(), in.readLong(), in.readLong()),
                readOrigin(in),
                readBody(in.readIndex(), in),
                readOptional(in, ValueCoders::readBlob));
    }

    static void writeOrigin(Event.Origin origin, Encoder out) throws IOException {
        out.writeString(origin.principal());
        out.writeString(origin.requestId());
        out.writeString(origin.sourceAddress());
    }

    static Event.Origin readOrigin(Decoder in) throws IOException {
        return new Event.Origin(in.readString(), in.readString(), in.readString());
    }

    /// The place of a body's kind in the union. A kind keeps its place for ever.
    private static int kindOf(EventBody body) {
        return switch (body) {
            case BucketCreate _ -> 0;
            case BucketDelete _ -> 1;
            case BucketDocumentPut _ -> 2;
            case ObjectPut _ -> 3;
            case ObjectRewrite _ -> 4;
            case ObjectsDelete _ -> 5;
            case UploadCreate _ -> 6;
            case PartPut _ -> 7;
            case UploadComplete _ -> 8;
            case UploadAbort _ -> 9;
            case ShardsRelocated _ -> 10;
            case Withdraw _ -> 11;
            case RulesRaised _ -> 12;
            case Fence _ -> 13;
            case BucketVersioningPut _ -> 14;
            case ObjectTagsPut _ -> 15;
            case BucketLockPut _ -> 16;
            case ObjectRetentionPut _ -> 17;
            case ObjectLegalHoldPut _ -> 18;
            case BucketQuotaPut _ -> 19;
        };
    }

    private static void writeBody(EventBody body, Encoder out) throws IOException {
        out.writeIndex(kindOf(body));
        switch (body) {
            case BucketCreate create -> writeBucketCreate(create, out);
            case BucketDelete() -> {}
            case BucketDocumentPut(String document, Optional<String> text) -> {
                out.writeString(document);
                writeOptional(text, out, AvroFields::writeString);
            }
            case ObjectPut put -> writePut(put, out);
            case ObjectRewrite rewrite -> writeRewrite(rewrite, out);
            case ObjectsDelete delete ->
                    writeArray(delete.entries(), out, EventCoder::writeDeleteEntry);
            case UploadCreate(ObjectKey key, UploadId id, UploadPlan plan) -> {
                writeKeyAndUpload(key, id, out);
                ValueCoders.writePlan(plan, out);
            }
            case PartPut part -> {
                writeKeyAndUpload(part.key(), part.uploadId(), out);
                out.writeInt(part.partNumber());
                ValueCoders.writePartContent(part.content(), out);
            }
            case UploadComplete complete -> writeComplete(complete, out);
            case UploadAbort(ObjectKey key, UploadId id) -> writeKeyAndUpload(key, id, out);
            case ShardsRelocated moved -> writeRelocation(moved, out);
            case Withdraw(EventId id) -> writeUid(id.value(), out);
            case RulesRaised(int rules) -> out.writeInt(rules);
            case Fence(long floor) -> out.writeLong(floor);
            case BucketVersioningPut(Versioning versioning) -> out.writeEnum(versioning.ordinal());
            case ObjectTagsPut put -> {
                out.writeString(put.key().value());
                out.writeLong(put.sequence());
                writeMap(put.tags(), out);
                out.writeBoolean(put.current());
            }
            case BucketLockPut(ObjectLock lock) -> ValueCoders.writeLock(lock, out);
            case ObjectRetentionPut put -> {
                out.writeString(put.key().value());
                out.writeLong(put.sequence());
                writeOptional(put.retention(), out, ValueCoders::writeRetention);
                out.writeBoolean(put.bypassGovernance());
            }
            case ObjectLegalHoldPut(ObjectKey key, long sequence, LegalHold hold) -> {
                out.writeString(key.value());
                out.writeLong(sequence);
                out.writeEnum(hold.ordinal());
            }
            case BucketQuotaPut(OptionalLong bytes) -> writeOptionalLong(bytes, out);
        }
    }

    static byte[] bodyBytes(EventBody body) {
        ByteArrayOutputStream bytes = new ByteArrayOutputStream(512);
        Encoder out = EncoderFactory.get().directBinaryEncoder(bytes, null);
        try {
            writeBody(body, out);
            out.flush();
        } catch (IOException e) {
            throw new UncheckedIOException("writing to memory", e);
        }
        return bytes.toByteArray();
    }

    private static void writeBucketCreate(BucketCreate create, Encoder out) throws IOException {
        writeUid(create.newBucketId().value(), out);
        out.writeString(create.region());
        out.writeInt(create.stripes());
        out.writeBoolean(create.objectLock());
    }

    private static void writeRewrite(ObjectRewrite rewrite, Encoder out) throws IOException {
        out.writeString(rewrite.key().value());
        out.writeLong(rewrite.sequence());
        ValueCoders.writeMetadata(rewrite.metadata(), out);
        ValueCoders.writePreconditions(rewrite.preconditions(), out);
        writeOptional(rewrite.tags(), out, AvroFields::writeMap);
    }

    private static void writeKeyAndUpload(ObjectKey key, UploadId id, Encoder out)
            throws IOException {
        out.writeString(key.value());
        writeUid(id.value(), out);
    }

    private static EventBody readBody(int kind, Decoder in) throws IOException {
        return switch (kind) {
            case 0 ->
                    new BucketCreate(
                            new BucketId(readUid(in)),
                            in.readString(),
                            in.readInt(),
                            in.readBoolean());
            case 1 -> new BucketDelete();
            case 2 -> new BucketDocumentPut(in.readString(), readOptional(in, Decoder::readString));
            case 3 -> readPut(in);
            case 4 ->
                    new ObjectRewrite(
                            readKey(in),
                            in.readLong(),
                            ValueCoders.readMetadata(in),
                            ValueCoders.readPreconditions(in),
                            readOptional(in, AvroFields::readMap));
            case 5 -> new ObjectsDelete(readArray(in, EventCoder::readDeleteEntry));
            case 6 -> new UploadCreate(readKey(in), readUpload(in), ValueCoders.readPlan(in));
            case 7 ->
                    new PartPut(
                            readKey(in),
                            readUpload(in),
                            in.readInt(),
                            ValueCoders.readPartContent(in));
            case 8 -> readComplete(in);
            case 9 -> new UploadAbort(readKey(in), readUpload(in));
            case 10 -> readRelocation(in);
            case 11 -> new Withdraw(new EventId(readUid(in)));
            case 12 -> new RulesRaised(in.readInt());
            case 13 -> new Fence(in.readLong());
            case 14 -> new BucketVersioningPut(readEnum(VERSIONING, in));
            case 15 -> new ObjectTagsPut(readKey(in), in.readLong(), readMap(in), in.readBoolean());
            case 16 -> new BucketLockPut(ValueCoders.readLock(in));
            case 17 ->
                    new ObjectRetentionPut(
                            readKey(in),
                            in.readLong(),
                            readOptional(in, ValueCoders::readRetention),
                            in.readBoolean());
            case 18 ->
                    new ObjectLegalHoldPut(
                            readKey(in), in.readLong(), ValueCoders.readLegalHold(in));
            case 19 -> new BucketQuotaPut(readOptionalLong(in));
            default ->
                    throw new MalformedRecordException("event body of unknown kind " + kind, null);
        };
    }

    private static void writePut(ObjectPut put, Encoder out) throws IOException {
        out.writeString(put.key().value());
        ValueCoders.writeContent(put.content(), out);
        ValueCoders.writeMetadata(put.metadata(), out);
        ValueCoders.writeAttributes(put.attributes(), out);
        ValueCoders.writePreconditions(put.preconditions(), out);
        out.writeBoolean(put.copy());
    }

    private static ObjectPut readPut(Decoder in) throws IOException {
        return new ObjectPut(
                readKey(in),
                ValueCoders.readContent(in),
                ValueCoders.readMetadata(in),
                ValueCoders.readAttributes(in),
                ValueCoders.readPreconditions(in),
                in.readBoolean());
    }

    private static void writeDeleteEntry(DeleteEntry entry, Encoder out) throws IOException {
        out.writeString(entry.key().value());
        writeOptional(entry.versionId(), out, (id, to) -> writeUid(id.value(), to));
        out.writeBoolean(entry.bypassGovernance());
        ValueCoders.writePreconditions(entry.preconditions(), out);
    }

    private static DeleteEntry readDeleteEntry(Decoder in) throws IOException {
        return new DeleteEntry(
                readKey(in),
                readOptional(in, from -> new VersionId(readUid(from))),
                in.readBoolean(),
                ValueCoders.readPreconditions(in));
    }

    private static void writeComplete(UploadComplete complete, Encoder out) throws IOException {
        writeKeyAndUpload(complete.key(), complete.uploadId(), out);
        writeArray(
                complete.parts(),
                out,
                (part, to) -> {
                    to.writeInt(part.partNumber());
                    to.writeString(part.etag());
                    writeOptional(part.checksum(), to, ValueCoders::writeChecksum);
                });
        writeOptionalLong(complete.expectedSize(), out);
        writeOptional(complete.expectedChecksum(), out, ValueCoders::writeChecksum);
        ValueCoders.writePreconditions(complete.preconditions(), out);
    }

    private static UploadComplete readComplete(Decoder in) throws IOException {
        return new UploadComplete(
                readKey(in),
                readUpload(in),
                readArray(
                        in,
                        from ->
                                new CompletedPart(
                                        from.readInt(),
                                        from.readString(),
                                        readOptional(from, ValueCoders::readChecksum))),
                readOptionalLong(in),
                readOptional(in, ValueCoders::readChecksum),
                ValueCoders.readPreconditions(in));
    }

    private static void writeRelocation(ShardsRelocated moved, Encoder out) throws IOException {
        out.writeString(moved.key().value());
        out.writeLong(moved.sequence());
        writeOptional(moved.uploadId(), out, (id, to) -> writeUid(id.value(), to));
        out.writeInt(moved.partNumber());
        writeUid(moved.blobId().value(), out);
        writeArray(moved.before(), out, ValueCoders::writeShardPlace);
        writeArray(moved.after(), out, ValueCoders::writeShardPlace);
    }

    private static ShardsRelocated readRelocation(Decoder in) throws IOException {
        return new ShardsRelocated(
                readKey(in),
                in.readLong(),
                readOptional(in, EventCoder::readUpload),
                in.readInt(),
                new BlobId(readUid(in)),
                readArray(in, ValueCoders::readShardPlace),
                readArray(in, ValueCoders::readShardPlace));
    }

    private static ObjectKey readKey(Decoder in) throws IOException {
        return new ObjectKey(in.readString());
    }

    private static UploadId readUpload(Decoder in) throws IOException {
        return new UploadId(readUid(in));
    }
}
