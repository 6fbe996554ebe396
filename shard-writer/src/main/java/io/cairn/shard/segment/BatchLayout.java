package io.cairn.shard.segment;

/// Where the fields of a batch's frame lie. All numbers are big-endian. The records follow the
/// frame; zeros fill the batch up to a multiple of [SegmentHeaderLayout#PAGE_BYTES].
///
/// ```
///   0                   1                   2                   3
///   0 1 2 3 4 5 6 7 8 9 0 1 2 3 4 5 6 7 8 9 0 1 2 3 4 5 6 7 8 9 0 1
///  +-------------------------------+-------------------------------+
///  |  magic "CAIRNBAT"             |  segment number               |  0
///  +-------------------------------+-------------------------------+
///  |  offset in the segment        |  salt of the segment          |  16
///  +-------------------------------+---------------+---------------+
///  |  sequence                     | payload bytes |  records      |  32
///  +---------------+---------------+---------------+---------------+
///  |  sealed       |  zero         | CRC32C of the | CRC32C of all |  48
///  |               |               | payload       | that precedes |
///  +---------------+---------------+---------------+---------------+
///  |  records ...                                                  |  64
/// ```
final class BatchLayout {
    static final int MAGIC = 0;
    static final int NUMBER = 8;
    static final int OFFSET = 16;
    static final int SALT = 24;
    static final int SEQUENCE = 32;
    static final int PAYLOAD_BYTES = 40;
    static final int RECORDS = 44;
    static final int SEALED = 48;
    static final int ZERO = 52;
    static final int PAYLOAD_CRC = 56;
    static final int CRC = 60;

    /// The length of the frame.
    static final int BYTES = 64;

    private BatchLayout() {}

    /// How much room a batch takes.
    static long storedBytes(int payloadBytes) {
        long page = SegmentHeaderLayout.PAGE_BYTES;
        return (BYTES + payloadBytes + page - 1) / page * page;
    }
}
