package io.cairn.schemas.event;

import static io.cairn.schemas.event.AvroFields.readArray;
import static io.cairn.schemas.event.AvroFields.readEnum;
import static io.cairn.schemas.event.AvroFields.readOptional;
import static io.cairn.schemas.event.AvroFields.readUid;
import static io.cairn.schemas.event.AvroFields.writeArray;
import static io.cairn.schemas.event.AvroFields.writeOptional;
import static io.cairn.schemas.event.AvroFields.writeUid;

import io.cairn.schemas.BlobId;
import io.cairn.schemas.BucketId;
import io.cairn.schemas.DriveId;
import io.cairn.schemas.EventId;
import io.cairn.schemas.UploadId;
import io.cairn.schemas.VersionId;
import io.cairn.schemas.avro.NamespaceChange;
import io.cairn.schemas.avro.ShardDamage;
import io.cairn.schemas.avro.ShardReclaim;
import java.io.IOException;
import java.util.Optional;
import org.apache.avro.Schema;
import org.apache.avro.io.Decoder;
import org.apache.avro.io.DecoderFactory;
import org.apache.avro.io.Encoder;

/// What the fold says: changes, reclaims, outcomes; and hints of damage. Field by field in the
/// order of the schema.
final class RecordCoders {
    private RecordCoders() {}

    /// [Change] as `NamespaceChange`.
    static final class ChangeCoder implements Coder<Change> {
        private static final ChangeKind[] CHANGE_KINDS = ChangeKind.values();

        static Change.Head head(byte[] bytes, int offset) {
            return UntrustedBytes.read(
                    "NamespaceChange",
                    () -> {
                        Decoder in =
                                DecoderFactory.get()
                                        .binaryDecoder(bytes, offset, bytes.length - offset, null);
                        in.readEnum();
                        EventId eventId = new EventId(readUid(in));
                        in.readInt();
                        return new Change.Head(eventId, in.readLong());
                    });
        }

        @Override
        public Schema schema() {
            return NamespaceChange.getClassSchema();
        }

        @Override
        public void write(Change change, Encoder out) throws IOException {
            out.writeEnum(change.kind().ordinal());
            writeUid(change.eventId().value(), out);
            out.writeInt(change.partition());
            out.writeLong(change.position());
            out.writeInt(change.index());
            out.writeString(change.sequencer());
            out.writeLong(change.timeMillis());
            out.writeString(change.bucket());
            writeUid(change.bucketId().value(), out);
            out.writeString(change.key());
            EventCoder.writeOrigin(change.origin(), out);
            writeOptional(change.image().after(), out, Coders.VERSION::write);
            writeOptional(change.image().before(), out, Coders.VERSION::write);
            writeOptional(change.image().upload(), out, Coders.UPLOAD::write);
            writeOptional(change.image().part(), out, Coders.PART::write);
            out.writeLong(change.notificationRevision());
        }

        @Override
        public Change read(Decoder in) throws IOException {
            ChangeKind kind = readEnum(CHANGE_KINDS, in);
            EventId eventId = new EventId(readUid(in));
            int partition = in.readInt();
            long position = in.readLong();
            int index = in.readInt();
            in.readString(); // the sequencer follows from the three above
            return new Change(
                    kind,
                    eventId,
                    partition,
                    position,
                    index,
                    in.readLong(),
                    in.readString(),
                    new BucketId(readUid(in)),
                    in.readString(),
                    EventCoder.readOrigin(in),
                    new Change.Image(
                            readOptional(in, Coders.VERSION::read),
                            readOptional(in, Coders.VERSION::read),
                            readOptional(in, Coders.UPLOAD::read),
                            readOptional(in, Coders.PART::read)),
                    in.readLong());
        }
    }

    /// [Reclaim] as `ShardReclaim`.
    static final class ReclaimCoder implements Coder<Reclaim> {
        @Override
        public Schema schema() {
            return ShardReclaim.getClassSchema();
        }

        @Override
        public void write(Reclaim reclaim, Encoder out) throws IOException {
            writeUid(reclaim.drive().value(), out);
            out.writeInt(reclaim.partition());
            out.writeLong(reclaim.position());
            writeArray(
                    reclaim.shards(),
                    out,
                    (shard, to) -> {
                        writeUid(shard.blob().value(), to);
                        to.writeInt(shard.index());
                        to.writeInt(shard.generation());
                    });
        }

        @Override
        public Reclaim read(Decoder in) throws IOException {
            return new Reclaim(
                    new DriveId(readUid(in)),
                    in.readInt(),
                    in.readLong(),
                    readArray(
                            in,
                            from ->
                                    new ShardRef(
                                            new BlobId(readUid(from)),
                                            from.readInt(),
                                            from.readInt())));
        }
    }

    /// [Damage] as `ShardDamage`.
    static final class DamageCoder implements Coder<Damage> {
        @Override
        public Schema schema() {
            return ShardDamage.getClassSchema();
        }

        @Override
        public void write(Damage damage, Encoder out) throws IOException {
            writeUid(damage.blob().value(), out);
            writeUid(damage.bucketId().value(), out);
            out.writeString(damage.bucket());
            out.writeString(damage.key());
            writeArray(damage.shards(), out, (shard, to) -> to.writeInt(shard));
            out.writeString(damage.reason());
        }

        @Override
        public Damage read(Decoder in) throws IOException {
            return new Damage(
                    new BlobId(readUid(in)),
                    new BucketId(readUid(in)),
                    in.readString(),
                    in.readString(),
                    readArray(in, Decoder::readInt),
                    in.readString());
        }
    }

    /// [Outcome] as the Avro record of the same name.
    static final class OutcomeCoder implements Coder<Outcome> {
        @Override
        public Schema schema() {
            return io.cairn.schemas.avro.Outcome.getClassSchema();
        }

        @Override
        public void write(Outcome outcome, Encoder out) throws IOException {
            writeUid(outcome.eventId().value(), out);
            out.writeLong(outcome.position());
            switch (outcome) {
                case Outcome.Accepted accepted -> {
                    out.writeIndex(0);
                    out.writeString("");
                    writeOptional(accepted.version(), out, RecordCoders::writeWritten);
                    writeOptional(accepted.blob(), out, (id, to) -> writeUid(id.value(), to));
                    writeArray(accepted.entries(), out, RecordCoders::writeEntry);
                    writeOptional(accepted.upload(), out, (id, to) -> writeUid(id.value(), to));
                }
                case Outcome.Rejected rejected -> {
                    out.writeIndex(1);
                    out.writeString(rejected.rejection().name());
                    out.writeString(rejected.message());
                    out.writeIndex(0);
                    out.writeIndex(0);
                    out.writeArrayStart();
                    out.setItemCount(0);
                    out.writeArrayEnd();
                    out.writeIndex(0);
                }
            }
        }

        @Override
        public Outcome read(Decoder in) throws IOException {
            EventId eventId = new EventId(readUid(in));
            long position = in.readLong();
            Optional<Rejection> rejection =
                    readOptional(in, from -> Rejection.valueOf(from.readString()));
            String message = in.readString();
            Outcome.Accepted accepted =
                    new Outcome.Accepted(
                            eventId,
                            position,
                            readOptional(in, RecordCoders::readWritten),
                            readOptional(in, from -> new BlobId(readUid(from))),
                            readArray(in, RecordCoders::readEntry),
                            readOptional(in, from -> new UploadId(readUid(from))));
            return rejection.isPresent()
                    ? new Outcome.Rejected(eventId, position, rejection.get(), message)
                    : accepted;
        }
    }

    private static void writeWritten(WrittenVersion version, Encoder out) throws IOException {
        ValueCoders.writeStamp(version.stamp(), out);
        ValueCoders.writeContent(version.content(), out);
    }

    private static WrittenVersion readWritten(Decoder in) throws IOException {
        return new WrittenVersion(ValueCoders.readStamp(in), ValueCoders.readContent(in));
    }

    private static void writeEntry(DeletedEntry entry, Encoder out) throws IOException {
        writeOptional(entry.rejection().map(Rejection::name), out, AvroFields::writeString);
        out.writeBoolean(entry.deleteMarker());
        writeOptional(entry.markerId(), out, (id, to) -> writeUid(id.value(), to));
    }

    private static DeletedEntry readEntry(Decoder in) throws IOException {
        return new DeletedEntry(
                readOptional(in, from -> Rejection.valueOf(from.readString())),
                in.readBoolean(),
                readOptional(in, from -> new VersionId(readUid(from))));
    }
}
