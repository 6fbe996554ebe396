package io.cairn.shard.format;

import java.lang.foreign.MemorySegment;
import java.lang.foreign.ValueLayout;
import java.nio.ByteOrder;

/// Where the fields of a shard file's header lie. All numbers are big-endian.
///
/// ```
///   0                   1                   2                   3
///   0 1 2 3 4 5 6 7 8 9 0 1 2 3 4 5 6 7 8 9 0 1 2 3 4 5 6 7 8 9 0 1
///  +-------------------------------+-------+-------+---------------+
///  |  magic "CAIRNSHD"             |version|  zero | header bytes  |  0
///  +-------------------------------+-------+-------+---------------+
///  |  blob id                                                      |  16
///  +---------------+---------------+-------+-------+---------------+
///  |  index        |  generation   |   k   |   m   | stripe bytes  |  32
///  +---------------+---------------+-------+-------+---------------+
///  |  data bytes                   |  base                         |  48
///  +-------------------------------+-------------------------------+
///  |  boot                         |  created, ms                  |  64
///  +-------------------------------+-------------------------------+
///  |  bucket id                                                    |  80
///  +---------------------------------------------------------------+
///  |  event id                                                     |  96
///  +-------+-------+---------------+-------------------------------+
///  |name by|key by.|  block bytes  |  bucket name, object key,     |  112
///  +-------+-------+---------------+                               |
///  |  UTF-8, then zeros up to 4 before a multiple of 8             |  128
///  +---------------------------------------------------------------+
///  ...                             +---------------+
///  |                               | CRC32C of all |  header bytes - 4
///  |                               | that precedes |
///  +---------------------------------------------------------------+
/// ```
public final class ShardHeaderLayout {
    public static final int MAGIC = 0;
    public static final int VERSION = 8;
    public static final int ZERO = 10;
    public static final int HEADER_BYTES = 12;
    public static final int BLOB_ID = 16;
    public static final int INDEX = 32;
    public static final int GENERATION = 36;
    public static final int DATA_SHARDS = 40;
    public static final int PARITY_SHARDS = 42;
    public static final int STRIPE_BYTES = 44;
    public static final int DATA_BYTES = 48;
    public static final int BASE = 56;
    public static final int BOOT = 64;
    public static final int CREATED = 72;
    public static final int BUCKET_ID = 80;
    public static final int EVENT_ID = 96;
    public static final int BUCKET_NAME_BYTES = 112;
    public static final int KEY_BYTES = 114;
    public static final int BLOCK_BYTES = 116;
    public static final int TEXT = 120;

    /// The length of the CRC at the end.
    public static final int CRC_BYTES = 4;

    /// Headers are a multiple of this long.
    public static final int ALIGNMENT = 8;

    /// The longest header: a bucket name of 255 and a key of 1,024 bytes.
    public static final int HEADER_BYTES_MAX = 1408;

    private static final ValueLayout.OfShort SHORT =
            ValueLayout.JAVA_SHORT_UNALIGNED.withOrder(ByteOrder.BIG_ENDIAN);
    private static final ValueLayout.OfInt INT =
            ValueLayout.JAVA_INT_UNALIGNED.withOrder(ByteOrder.BIG_ENDIAN);
    private static final ValueLayout.OfLong LONG =
            ValueLayout.JAVA_LONG_UNALIGNED.withOrder(ByteOrder.BIG_ENDIAN);

    private ShardHeaderLayout() {}

    /// The length of a header with texts of these lengths.
    public static int headerBytes(int bucketNameBytes, int keyBytes) {
        int used = TEXT + bucketNameBytes + keyBytes + CRC_BYTES;
        return (used + ALIGNMENT - 1) / ALIGNMENT * ALIGNMENT;
    }

    public static int getShort(MemorySegment header, int field) {
        return Short.toUnsignedInt(header.get(SHORT, field));
    }

    public static void putShort(MemorySegment header, int field, int value) {
        header.set(SHORT, field, (short) value);
    }

    public static int getInt(MemorySegment header, int field) {
        return header.get(INT, field);
    }

    public static void putInt(MemorySegment header, int field, int value) {
        header.set(INT, field, value);
    }

    public static long getLong(MemorySegment header, int field) {
        return header.get(LONG, field);
    }

    public static void putLong(MemorySegment header, int field, long value) {
        header.set(LONG, field, value);
    }
}
