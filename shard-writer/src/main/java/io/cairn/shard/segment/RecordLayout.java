package io.cairn.shard.segment;

/// Where the fields of a record's frame lie. All numbers are big-endian. The payload follows; zeros
/// fill the record up to a multiple of [#ALIGNMENT].
///
/// ```
///   0                   1                   2                   3
///   0 1 2 3 4 5 6 7 8 9 0 1 2 3 4 5 6 7 8 9 0 1 2 3 4 5 6 7 8 9 0 1
///  +---------------+-------+-------+---------------+---------------+
///  |  magic "CREC" |  kind |  zero | record bytes  | payload bytes |  0
///  +---------------+-------+-------+---------------+---------------+
///  |  moved from: segment number   |  and offset   |  CRC32C       |  16
///  +-------------------------------+---------------+---------------+
///  |  payload ...                                                  |  32
/// ```
///
/// The CRC covers 24 bytes that are not there (salt of the segment, segment number, offset of the
/// record in the segment), the frame before it and, of a tombstone, the payload. So bytes that were
/// a record in another place, or are a client's content, are not taken for one.
///
/// The payload of a shard is what a shard file holds. That of a tombstone:
///
/// ```
///  +-------------------------------+-------------------------------+
///  |  blob id                                                      |  0
///  +---------------+---------------+-------------------------------+
///  |  index        |  generation   |                                  16
///  +---------------+---------------+
/// ```
final class RecordLayout {
    static final int MAGIC = 0;
    static final int KIND = 4;
    static final int ZERO = 6;
    static final int RECORD_BYTES = 8;
    static final int PAYLOAD_BYTES = 12;
    static final int FROM_NUMBER = 16;
    static final int FROM_OFFSET = 24;
    static final int CRC = 28;

    /// The length of the frame.
    static final int BYTES = 32;

    static final int ALIGNMENT = 8;

    static final int TOMBSTONE_BLOB = 0;
    static final int TOMBSTONE_INDEX = 16;
    static final int TOMBSTONE_GENERATION = 20;
    static final int TOMBSTONE_BYTES = 24;

    private RecordLayout() {}

    /// How much room a record takes.
    static int recordBytes(int payloadBytes) {
        return (BYTES + payloadBytes + ALIGNMENT - 1) / ALIGNMENT * ALIGNMENT;
    }
}
