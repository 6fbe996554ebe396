package io.cairn.shard.segment;

import io.cairn.schemas.BlobId;
import io.cairn.schemas.Uuids;
import io.cairn.schemas.event.ShardRef;
import java.nio.ByteBuffer;
import java.util.UUID;

/// The rows of a drive's index: how they become bytes. The first byte of a key says what it is.
///
/// | row | key | value |
/// |---|---|---|
/// | place | L, shard | where its record lies |
/// | dead record | D, shard, segment | segment of the tombstone that kills it, 0: it was moved |
/// | buried | T, shard | segment of its tombstone; only while the index is made again |
/// | segment | S, number | what is known of it, see [SegmentUse] |
/// | checkpoint | C | segment and offset up to which all is in the index; the next number |
/// | swept | W | all boots up to this one were swept |
final class IndexRows {
    static final byte[] CHECKPOINT = {'C'};
    static final byte[] SWEPT = {'W'};
    static final byte[] SEGMENTS = {'S'};
    static final byte[] PLACES = {'L'};
    static final byte[] DEAD = {'D'};
    static final byte[] BURIED = {'T'};

    private static final int SHARD_BYTES = 24;
    private static final int PLACE_BYTES = 20;
    private static final int SHARD_AT = 1;
    private static final int DEAD_SEGMENT_AT = SHARD_AT + SHARD_BYTES;

    private IndexRows() {}

    static byte[] placeKey(ShardRef shard) {
        return shardKey('L', shard, 0).array();
    }

    static byte[] buriedKey(ShardRef shard) {
        return shardKey('T', shard, 0).array();
    }

    static byte[] deadKey(ShardRef shard, long segment) {
        return shardKey('D', shard, Long.BYTES).putLong(segment).array();
    }

    /// What the keys of all dead records of a shard begin with.
    static byte[] deadPrefix(ShardRef shard) {
        return shardKey('D', shard, 0).array();
    }

    static long deadSegment(byte[] key) {
        return ByteBuffer.wrap(key).getLong(DEAD_SEGMENT_AT);
    }

    /// The shard of a place or of a dead record.
    static ShardRef shard(byte[] key) {
        UUID blob = Uuids.fromBytes(key, SHARD_AT);
        ByteBuffer rest = ByteBuffer.wrap(key).position(SHARD_AT + Uuids.BYTES);
        return new ShardRef(new BlobId(blob), rest.getInt(), rest.getInt());
    }

    static byte[] segmentKey(long number) {
        return ByteBuffer.allocate(1 + Long.BYTES).put((byte) 'S').putLong(number).array();
    }

    static byte[] number(long number) {
        return ByteBuffer.allocate(Long.BYTES).putLong(number).array();
    }

    static long number(byte[] value) {
        return ByteBuffer.wrap(value).getLong();
    }

    static byte[] place(RecordLocation place) {
        return ByteBuffer.allocate(PLACE_BYTES)
                .putLong(place.segment())
                .putLong(place.offset())
                .putInt(place.length())
                .array();
    }

    static RecordLocation place(byte[] value) {
        ByteBuffer fields = ByteBuffer.wrap(value);
        return new RecordLocation(fields.getLong(), fields.getLong(), fields.getInt());
    }

    private static ByteBuffer shardKey(char kind, ShardRef shard, int more) {
        UUID blob = shard.blob().value();
        return ByteBuffer.allocate(SHARD_AT + SHARD_BYTES + more)
                .put((byte) kind)
                .putLong(blob.getMostSignificantBits())
                .putLong(blob.getLeastSignificantBits())
                .putInt(shard.index())
                .putInt(shard.generation());
    }
}
