package io.cairn.shard.format;

import static io.cairn.shard.format.ShardHeaderLayout.getInt;
import static io.cairn.shard.format.ShardHeaderLayout.getLong;
import static io.cairn.shard.format.ShardHeaderLayout.getShort;
import static io.cairn.shard.format.ShardHeaderLayout.putInt;
import static io.cairn.shard.format.ShardHeaderLayout.putLong;
import static io.cairn.shard.format.ShardHeaderLayout.putShort;

import io.cairn.platform.Check;
import io.cairn.schemas.BlobId;
import io.cairn.schemas.BucketId;
import io.cairn.schemas.EventId;
import io.cairn.schemas.ObjectKey;
import io.cairn.schemas.event.ShardRef;
import io.cairn.shard.ExpectedShard;
import io.cairn.shard.ShardDamagedException;
import io.cairn.shard.ShardDamagedException.Damage;
import io.cairn.shard.ShardHeader;
import io.cairn.shard.ShardOwner;
import io.cairn.shard.ShardShape;
import java.lang.foreign.MemorySegment;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.util.UUID;
import java.util.zip.CRC32C;

/// Headers of shard files to bytes and back.
///
/// Invariants, checked at each read:
/// - the CRC at the end covers everything before it;
/// - a header of another version than [#VERSION] is not read at all;
/// - blob, index, generation, shape and length are those the reader expects, or the shard is
///   another.
public final class ShardHeaderCodec {
    /// The version of the format; a change of any byte's meaning raises it.
    public static final int VERSION = 1;

    /// The longest header.
    public static final int BYTES_MAX = ShardHeaderLayout.HEADER_BYTES_MAX;

    public static final long MAGIC = 0x434149524E534844L;

    private static final ShardRef NONE = new ShardRef(new BlobId(new UUID(0, 0)), 0, 0);

    private ShardHeaderCodec() {}

    /// How long the header of this shard will be.
    public static int headerBytes(ShardOwner owner) {
        int nameBytes = owner.bucket().getBytes(StandardCharsets.UTF_8).length;
        int bytes = ShardHeaderLayout.headerBytes(nameBytes, owner.key().utf8().length);
        Check.argument(
                bytes <= ShardHeaderLayout.HEADER_BYTES_MAX, "shard header of %d bytes", bytes);
        return bytes;
    }

    /// Writes the header to the buffer's position and moves it behind.
    public static void encode(ShardHeader header, ByteBuffer target) {
        ShardOwner owner = header.owner();
        byte[] name = owner.bucket().getBytes(StandardCharsets.UTF_8);
        byte[] key = owner.key().utf8();
        int bytes = ShardHeaderLayout.headerBytes(name.length, key.length);
        ByteBuffer slice = target.slice(target.position(), bytes);
        MemorySegment fields = MemorySegment.ofBuffer(slice);
        fields.fill((byte) 0);
        putLong(fields, ShardHeaderLayout.MAGIC, MAGIC);
        putShort(fields, ShardHeaderLayout.VERSION, VERSION);
        putInt(fields, ShardHeaderLayout.HEADER_BYTES, bytes);
        putUuid(fields, ShardHeaderLayout.BLOB_ID, header.shard().blob().value());
        putInt(fields, ShardHeaderLayout.INDEX, header.shard().index());
        putInt(fields, ShardHeaderLayout.GENERATION, header.shard().generation());
        putShort(fields, ShardHeaderLayout.DATA_SHARDS, header.shape().dataShards());
        putShort(fields, ShardHeaderLayout.PARITY_SHARDS, header.shape().parityShards());
        putInt(fields, ShardHeaderLayout.STRIPE_BYTES, header.shape().stripeBytes());
        putLong(fields, ShardHeaderLayout.DATA_BYTES, header.dataBytes());
        putLong(fields, ShardHeaderLayout.BASE, owner.base());
        putLong(fields, ShardHeaderLayout.BOOT, header.boot());
        putLong(fields, ShardHeaderLayout.CREATED, header.createdMillis());
        putUuid(fields, ShardHeaderLayout.BUCKET_ID, owner.bucketId().value());
        putUuid(fields, ShardHeaderLayout.EVENT_ID, owner.eventId().value());
        putShort(fields, ShardHeaderLayout.BUCKET_NAME_BYTES, name.length);
        putShort(fields, ShardHeaderLayout.KEY_BYTES, key.length);
        putInt(fields, ShardHeaderLayout.BLOCK_BYTES, Blocks.DATA_BYTES);
        slice.put(ShardHeaderLayout.TEXT, name);
        slice.put(ShardHeaderLayout.TEXT + name.length, key);
        int crcField = bytes - ShardHeaderLayout.CRC_BYTES;
        putInt(fields, crcField, crc(slice, crcField));
        target.position(target.position() + bytes);
    }

    /// The length of the header at the start of `source`, which may not be there in full; throws
    /// [ShardDamagedException] if these are not the first bytes of a shard of this version.
    public static int checkStart(ByteBuffer source, ShardRef shard) throws ShardDamagedException {
        if (source.limit() < ShardHeaderLayout.TEXT) {
            throw corrupt(shard, "file of " + source.limit() + " bytes");
        }
        MemorySegment fields = MemorySegment.ofBuffer(source.slice(0, source.limit()));
        long magic = getLong(fields, ShardHeaderLayout.MAGIC);
        int version = getShort(fields, ShardHeaderLayout.VERSION);
        int bytes = getInt(fields, ShardHeaderLayout.HEADER_BYTES);
        if (magic != MAGIC || version != VERSION) {
            throw corrupt(shard, "magic %x, version %d".formatted(magic, version));
        }
        if (bytes <= ShardHeaderLayout.TEXT || bytes > ShardHeaderLayout.HEADER_BYTES_MAX) {
            throw corrupt(shard, "header of " + bytes + " bytes");
        }
        return bytes;
    }

    /// Verifies the header of `headerBytes` at the start of `source`: its bytes, and that it is the
    /// expected shard. Makes no strings.
    public static void verify(ByteBuffer source, int headerBytes, ExpectedShard expected)
            throws ShardDamagedException {
        ShardRef shard = expected.shard();
        verifyCrc(source, headerBytes, shard);
        MemorySegment fields = MemorySegment.ofBuffer(source.slice(0, headerBytes));
        UUID blob = shard.blob().value();
        boolean same =
                getLong(fields, ShardHeaderLayout.BLOB_ID) == blob.getMostSignificantBits()
                        && getLong(fields, ShardHeaderLayout.BLOB_ID + 8)
                                == blob.getLeastSignificantBits()
                        && getInt(fields, ShardHeaderLayout.INDEX) == shard.index()
                        && getInt(fields, ShardHeaderLayout.GENERATION) == shard.generation()
                        && getLong(fields, ShardHeaderLayout.DATA_BYTES) == expected.dataBytes()
                        && getInt(fields, ShardHeaderLayout.BLOCK_BYTES) == Blocks.DATA_BYTES
                        && shape(fields).equals(expected.shape());
        if (!same) {
            throw new ShardDamagedException(
                    shard, Damage.OTHER_IDENTITY, decode(fields) + " instead of " + expected);
        }
    }

    /// Which shard the header of `headerBytes` at the start of `source`, verified, names.
    public static ShardRef ref(ByteBuffer source, int headerBytes) throws ShardDamagedException {
        verifyCrc(source, headerBytes, NONE);
        return ref(MemorySegment.ofBuffer(source.slice(0, headerBytes)));
    }

    /// How many data bytes the header at the start of `source` names; it was verified before.
    public static long dataBytes(ByteBuffer source) {
        return source.getLong(ShardHeaderLayout.DATA_BYTES);
    }

    /// The whole header of `headerBytes` at the start of `source`, verified; `shard` is for
    /// messages.
    public static ShardHeader decode(ByteBuffer source, int headerBytes, ShardRef shard)
            throws ShardDamagedException {
        verifyCrc(source, headerBytes, shard);
        return decode(MemorySegment.ofBuffer(source.slice(0, headerBytes)));
    }

    private static ShardHeader decode(MemorySegment fields) {
        int nameBytes = getShort(fields, ShardHeaderLayout.BUCKET_NAME_BYTES);
        int keyBytes = getShort(fields, ShardHeaderLayout.KEY_BYTES);
        ShardOwner owner =
                new ShardOwner(
                        text(fields, ShardHeaderLayout.TEXT, nameBytes),
                        new BucketId(getUuid(fields, ShardHeaderLayout.BUCKET_ID)),
                        new ObjectKey(text(fields, ShardHeaderLayout.TEXT + nameBytes, keyBytes)),
                        new EventId(getUuid(fields, ShardHeaderLayout.EVENT_ID)),
                        getLong(fields, ShardHeaderLayout.BASE));
        return new ShardHeader(
                ref(fields),
                shape(fields),
                getLong(fields, ShardHeaderLayout.DATA_BYTES),
                owner,
                getLong(fields, ShardHeaderLayout.BOOT),
                getLong(fields, ShardHeaderLayout.CREATED));
    }

    private static ShardRef ref(MemorySegment fields) {
        return new ShardRef(
                new BlobId(getUuid(fields, ShardHeaderLayout.BLOB_ID)),
                getInt(fields, ShardHeaderLayout.INDEX),
                getInt(fields, ShardHeaderLayout.GENERATION));
    }

    private static ShardShape shape(MemorySegment fields) {
        return new ShardShape(
                getShort(fields, ShardHeaderLayout.DATA_SHARDS),
                getShort(fields, ShardHeaderLayout.PARITY_SHARDS),
                getInt(fields, ShardHeaderLayout.STRIPE_BYTES));
    }

    private static void verifyCrc(ByteBuffer source, int headerBytes, ShardRef shard)
            throws ShardDamagedException {
        if (source.limit() < headerBytes) {
            throw corrupt(shard, "header cut after " + source.limit() + " bytes");
        }
        int crcField = headerBytes - ShardHeaderLayout.CRC_BYTES;
        int stored = getInt(MemorySegment.ofBuffer(source.slice(0, headerBytes)), crcField);
        int computed = crc(source, crcField);
        if (stored != computed) {
            throw corrupt(shard, "header CRC %08x, stored %08x".formatted(computed, stored));
        }
    }

    private static int crc(ByteBuffer source, int bytes) {
        CRC32C crc = new CRC32C();
        crc.update(source.slice(0, bytes));
        return (int) crc.getValue();
    }

    private static ShardDamagedException corrupt(ShardRef shard, String detail) {
        return new ShardDamagedException(shard, Damage.CORRUPT, detail);
    }

    private static String text(MemorySegment fields, int offset, int bytes) {
        byte[] utf8 = new byte[bytes];
        fields.asByteBuffer().get(offset, utf8);
        return new String(utf8, StandardCharsets.UTF_8);
    }

    private static void putUuid(MemorySegment fields, int field, UUID id) {
        putLong(fields, field, id.getMostSignificantBits());
        putLong(fields, field + 8, id.getLeastSignificantBits());
    }

    private static UUID getUuid(MemorySegment fields, int field) {
        return new UUID(getLong(fields, field), getLong(fields, field + 8));
    }
}
