package io.cairn.schemas.event;

import static io.cairn.schemas.event.AvroFields.readArray;
import static io.cairn.schemas.event.AvroFields.readOptional;
import static io.cairn.schemas.event.AvroFields.readOptionalLong;
import static io.cairn.schemas.event.AvroFields.readUid;
import static io.cairn.schemas.event.AvroFields.writeArray;
import static io.cairn.schemas.event.AvroFields.writeOptional;
import static io.cairn.schemas.event.AvroFields.writeOptionalLong;
import static io.cairn.schemas.event.AvroFields.writeUid;

import io.cairn.schemas.BlobId;
import io.cairn.schemas.BucketId;
import io.cairn.schemas.EventId;
import io.cairn.schemas.ObjectKey;
import io.cairn.schemas.UploadId;
import io.cairn.schemas.avro.NamespaceEvent;
import io.cairn.schemas.event.EventBody.BucketCreate;
import io.cairn.schemas.event.EventBody.BucketDelete;
import io.cairn.schemas.event.EventBody.CompletedPart;
import io.cairn.schemas.event.EventBody.DeleteEntry;
import io.cairn.schemas.event.EventBody.Fence;
import io.cairn.schemas.event.EventBody.ObjectPut;
import io.cairn.schemas.event.EventBody.ObjectRewrite;
import io.cairn.schemas.event.EventBody.ObjectsDelete;
import io.cairn.schemas.event.EventBody.PartPut;
import io.cairn.schemas.event.EventBody.RulesRaised;
import io.cairn.schemas.event.EventBody.ShardsRelocated;
import io.cairn.schemas.event.EventBody.UploadAbort;
import io.cairn.schemas.event.EventBody.UploadComplete;
import io.cairn.schemas.event.EventBody.UploadCreate;
import io.cairn.schemas.event.EventBody.Withdraw;
import java.io.IOException;
import java.util.List;
import java.util.Optional;
import java.util.stream.Stream;
import org.apache.avro.Schema;
import org.apache.avro.io.Decoder;
import org.apache.avro.io.Encoder;

/// [Event] as `NamespaceEvent`. The union index of a body is its place in the schema; 0 is null:
/// then a field behind it holds a kind of later schemas.
final class EventCoder implements Coder<Event> {
    @Override
    public Schema schema() {
        return NamespaceEvent.getClassSchema();
    }

    @Override
    public void write(Event event, Encoder out) throws IOException {
        writeUid(event.id().value(), out);
        out.writeLong(event.timeMillis());
        out.writeString(event.bucket());
        writeOptional(event.bucketId(), out, (id, to) -> writeUid(id.value(), to));
        out.writeLong(event.base());
        writeOrigin(event.origin(), out);
        writeBody(event.body(), out);
        writeOptional(later(event, ShardsRelocated.class), out, EventCoder::writeRelocation);
        writeOptional(later(event, Fence.class), out, (fence, to) -> to.writeLong(fence.floor()));
    }

    /// The body, if it is of a kind that came later and has a field of its own.
    private static <T extends EventBody> Optional<T> later(Event event, Class<T> kind) {
        return Optional.of(event.body()).filter(kind::isInstance).map(kind::cast);
    }

    @Override
    public Event read(Decoder in) throws IOException {
        return new Event(
                new EventId(readUid(in)),
                in.readLong(),
                in.readString(),
                readOptional(in, from -> new BucketId(readUid(from))),
                in.readLong(),
                readOrigin(in),
                readAnyBody(in));
    }

    private static EventBody readAnyBody(Decoder in) throws IOException {
        Optional<EventBody> body = readOptionalBody(in);
        Optional<ShardsRelocated> relocation = readOptional(in, EventCoder::readRelocation);
        Optional<Fence> fence = readOptional(in, from -> new Fence(from.readLong()));
        List<EventBody> bodies =
                Stream.of(body, relocation, fence).<EventBody>flatMap(Optional::stream).toList();
        if (bodies.size() != 1) {
            throw new MalformedRecordException("an event needs one body", null);
        }
        return bodies.getFirst();
    }

    private static Optional<EventBody> readOptionalBody(Decoder in) throws IOException {
        int kind = in.readIndex();
        return kind == 0 ? Optional.empty() : Optional.of(readBody(kind, in));
    }

    static void writeOrigin(Event.Origin origin, Encoder out) throws IOException {
        out.writeString(origin.principal());
        out.writeString(origin.requestId());
        out.writeString(origin.sourceAddress());
    }

    static Event.Origin readOrigin(Decoder in) throws IOException {
        return new Event.Origin(in.readString(), in.readString(), in.readString());
    }

    private static void writeBody(EventBody body, Encoder out) throws IOException {
        switch (body) {
            case BucketCreate(BucketId id, String region) -> {
                out.writeIndex(1);
                writeUid(id.value(), out);
                out.writeString(region);
            }
            case BucketDelete() -> out.writeIndex(2);
            case ObjectPut put -> {
                out.writeIndex(3);
                writePut(put, out);
            }
            case ObjectRewrite rewrite -> {
                out.writeIndex(4);
                out.writeString(rewrite.key().value());
                out.writeLong(rewrite.sequence());
                ValueCoders.writeMetadata(rewrite.metadata(), out);
                ValueCoders.writePreconditions(rewrite.preconditions(), out);
            }
            case ObjectsDelete delete -> {
                out.writeIndex(5);
                writeArray(delete.entries(), out, EventCoder::writeDeleteEntry);
            }
            case UploadCreate create -> {
                out.writeIndex(6);
                writeUploadCreate(create, out);
            }
            case PartPut part -> {
                out.writeIndex(7);
                writePartPut(part, out);
            }
            case UploadComplete complete -> {
                out.writeIndex(8);
                writeComplete(complete, out);
            }
            case UploadAbort(ObjectKey key, UploadId id) -> {
                out.writeIndex(9);
                out.writeString(key.value());
                writeUid(id.value(), out);
            }
            case Withdraw(EventId id) -> {
                out.writeIndex(10);
                writeUid(id.value(), out);
            }
            case RulesRaised(int rules) -> {
                out.writeIndex(11);
                out.writeInt(rules);
            }
            case ShardsRelocated _, Fence _ -> out.writeIndex(0);
        }
    }

    private static EventBody readBody(int kind, Decoder in) throws IOException {
        return switch (kind) {
            case 1 -> new BucketCreate(new BucketId(readUid(in)), in.readString());
            case 2 -> new BucketDelete();
            case 3 -> readPut(in);
            case 4 ->
                    new ObjectRewrite(
                            readKey(in),
                            in.readLong(),
                            ValueCoders.readMetadata(in),
                            ValueCoders.readPreconditions(in));
            case 5 -> new ObjectsDelete(readArray(in, EventCoder::readDeleteEntry));
            case 6 -> readUploadCreate(in);
            case 7 -> readPartPut(in);
            case 8 -> readComplete(in);
            case 9 -> new UploadAbort(readKey(in), readUpload(in));
            case 10 -> new Withdraw(new EventId(readUid(in)));
            case 11 -> new RulesRaised(in.readInt());
            default ->
                    throw new MalformedRecordException("event body of unknown kind " + kind, null);
        };
    }

    private static void writePut(ObjectPut put, Encoder out) throws IOException {
        out.writeString(put.key().value());
        out.writeLong(put.size());
        out.writeString(put.etag());
        writeOptional(put.blob(), out, ValueCoders::writeBlob);
        ValueCoders.writeMetadata(put.metadata(), out);
        writeOptional(put.checksum(), out, ValueCoders::writeChecksum);
        ValueCoders.writePreconditions(put.preconditions(), out);
        out.writeBoolean(put.copy());
    }

    private static ObjectPut readPut(Decoder in) throws IOException {
        return new ObjectPut(
                readKey(in),
                in.readLong(),
                in.readString(),
                readOptional(in, ValueCoders::readBlob),
                ValueCoders.readMetadata(in),
                readOptional(in, ValueCoders::readChecksum),
                ValueCoders.readPreconditions(in),
                in.readBoolean());
    }

    private static void writeDeleteEntry(DeleteEntry entry, Encoder out) throws IOException {
        out.writeString(entry.key().value());
        ValueCoders.writePreconditions(entry.preconditions(), out);
    }

    private static DeleteEntry readDeleteEntry(Decoder in) throws IOException {
        return new DeleteEntry(readKey(in), ValueCoders.readPreconditions(in));
    }

    private static void writeUploadCreate(UploadCreate create, Encoder out) throws IOException {
        out.writeString(create.key().value());
        writeUid(create.uploadId().value(), out);
        ValueCoders.writeMetadata(create.metadata(), out);
        writeOptional(create.checksumAlgorithm(), out, (value, to) -> to.writeString(value.name()));
        out.writeBoolean(create.checksumFullObject());
    }

    private static UploadCreate readUploadCreate(Decoder in) throws IOException {
        return new UploadCreate(
                readKey(in),
                readUpload(in),
                ValueCoders.readMetadata(in),
                readOptional(in, from -> ChecksumAlgorithm.valueOf(from.readString())),
                in.readBoolean());
    }

    private static void writePartPut(PartPut part, Encoder out) throws IOException {
        out.writeString(part.key().value());
        writeUid(part.uploadId().value(), out);
        out.writeInt(part.partNumber());
        out.writeLong(part.size());
        out.writeString(part.etag());
        writeOptional(part.blob(), out, ValueCoders::writeBlob);
        writeOptional(part.checksum(), out, ValueCoders::writeChecksum);
    }

    private static PartPut readPartPut(Decoder in) throws IOException {
        return new PartPut(
                readKey(in),
                readUpload(in),
                in.readInt(),
                in.readLong(),
                in.readString(),
                readOptional(in, ValueCoders::readBlob),
                readOptional(in, ValueCoders::readChecksum));
    }

    private static void writeComplete(UploadComplete complete, Encoder out) throws IOException {
        out.writeString(complete.key().value());
        writeUid(complete.uploadId().value(), out);
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
