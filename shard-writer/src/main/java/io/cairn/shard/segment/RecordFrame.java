package io.cairn.shard.segment;

import io.cairn.schemas.BlobId;
import io.cairn.schemas.event.ShardRef;
import io.cairn.shard.ShardDamagedException;
import io.cairn.shard.format.ShardHeaderCodec;
import java.nio.ByteBuffer;
import java.util.Optional;
import java.util.UUID;
import java.util.zip.CRC32C;
import org.jspecify.annotations.Nullable;

/// The frame of a record: what it is and how long. `from` is the place of which it is a copy, its
/// length left out; [RecordLocation#NONE] for records that were not moved.
record RecordFrame(RecordKind kind, int payloadBytes, RecordLocation from) {
    private static final int MAGIC = 0x43524543;
    private static final int CONTEXT_BYTES = 24;

    /// The room that the record takes.
    int recordBytes() {
        return RecordLayout.recordBytes(payloadBytes);
    }

    /// Writes the frame to the start of `record`, behind which the payload stands, which will lie
    /// at `offset` of `segment`. The bytes behind the payload are set to zero.
    void encode(SegmentName segment, long offset, ByteBuffer record) {
        record.putInt(RecordLayout.MAGIC, MAGIC);
        record.putShort(RecordLayout.KIND, (short) kind.code());
        record.putShort(RecordLayout.ZERO, (short) 0);
        record.putInt(RecordLayout.RECORD_BYTES, recordBytes());
        record.putInt(RecordLayout.PAYLOAD_BYTES, payloadBytes);
        record.putLong(RecordLayout.FROM_NUMBER, from.segment());
        record.putInt(RecordLayout.FROM_OFFSET, (int) from.offset());
        record.putInt(RecordLayout.CRC, crc(segment, offset, kind, record));
        for (int i = RecordLayout.BYTES + payloadBytes; i < recordBytes(); i++) {
            record.put(i, (byte) 0);
        }
    }

    /// The frame at the start of `record`; empty if there is none of this segment and offset, or it
    /// is not there in full.
    static Optional<RecordFrame> parse(SegmentName segment, long offset, ByteBuffer record) {
        if (record.limit() < RecordLayout.BYTES || record.getInt(RecordLayout.MAGIC) != MAGIC) {
            return Optional.empty();
        }
        RecordKind kind = RecordKind.of(record.getShort(RecordLayout.KIND));
        int payloadBytes = record.getInt(RecordLayout.PAYLOAD_BYTES);
        boolean good =
                kind != null
                        && payloadBytes >= 0
                        && payloadBytes <= record.limit() - RecordLayout.BYTES
                        && (!kind.tombstone() || payloadBytes == RecordLayout.TOMBSTONE_BYTES)
                        && record.getInt(RecordLayout.RECORD_BYTES)
                                == RecordLayout.recordBytes(payloadBytes)
                        && record.getInt(RecordLayout.CRC) == crc(segment, offset, kind, record);
        if (!good || kind == null) {
            return Optional.empty();
        }
        RecordLocation from =
                new RecordLocation(
                        record.getLong(RecordLayout.FROM_NUMBER),
                        Integer.toUnsignedLong(record.getInt(RecordLayout.FROM_OFFSET)),
                        0);
        return Optional.of(new RecordFrame(kind, payloadBytes, from));
    }

    /// The shard that a payload of this kind is of or names; null if it cannot be known.
    @Nullable ShardRef shard(ByteBuffer payload) {
        if (kind.tombstone()) {
            return tombstone(payload);
        }
        if (kind == RecordKind.VOID) {
            return null;
        }
        try {
            int headerBytes = ShardHeaderCodec.checkStart(payload, NOBODY);
            return ShardHeaderCodec.ref(payload, headerBytes);
        } catch (ShardDamagedException e) {
            return null;
        }
    }

    private static final ShardRef NOBODY = new ShardRef(new BlobId(new UUID(0, 0)), 0, 0);

    /// Writes the payload of a tombstone.
    static void putTombstone(ShardRef shard, ByteBuffer payload) {
        UUID blob = shard.blob().value();
        payload.putLong(RecordLayout.TOMBSTONE_BLOB, blob.getMostSignificantBits());
        payload.putLong(RecordLayout.TOMBSTONE_BLOB + Long.BYTES, blob.getLeastSignificantBits());
        payload.putInt(RecordLayout.TOMBSTONE_INDEX, shard.index());
        payload.putInt(RecordLayout.TOMBSTONE_GENERATION, shard.generation());
    }

    private static ShardRef tombstone(ByteBuffer payload) {
        UUID blob =
                new UUID(
                        payload.getLong(RecordLayout.TOMBSTONE_BLOB),
                        payload.getLong(RecordLayout.TOMBSTONE_BLOB + Long.BYTES));
        return new ShardRef(
                new BlobId(blob),
                payload.getInt(RecordLayout.TOMBSTONE_INDEX),
                payload.getInt(RecordLayout.TOMBSTONE_GENERATION));
    }

    private static int crc(SegmentName segment, long offset, RecordKind kind, ByteBuffer record) {
        CRC32C crc = new CRC32C();
        byte[] context =
                ByteBuffer.allocate(CONTEXT_BYTES)
                        .putLong(segment.salt())
                        .putLong(segment.number())
                        .putLong(offset)
                        .array();
        crc.update(context, 0, CONTEXT_BYTES);
        crc.update(record.slice(0, RecordLayout.CRC));
        if (kind.tombstone()) {
            crc.update(record.slice(RecordLayout.BYTES, RecordLayout.TOMBSTONE_BYTES));
        }
        return (int) crc.getValue();
    }
}
