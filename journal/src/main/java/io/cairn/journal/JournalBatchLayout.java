package io.cairn.journal;

/// Where the fields of a batch's frame lie: what the log held when it was last asked. All numbers
/// are big-endian. A frame begins at a multiple of 8; the ends of all partitions of the file's
/// topics and the records follow it, and zeros up to the next multiple of 8.
///
/// ```
///   0                   1                   2                   3
///   0 1 2 3 4 5 6 7 8 9 0 1 2 3 4 5 6 7 8 9 0 1 2 3 4 5 6 7 8 9 0 1
///  +-------------------------------+-------------------------------+
///  |  magic "CAIRNJBT"             |  file number                  |  0
///  +-------------------------------+-------------------------------+
///  |  offset in the file           |  ... of the first frame that  |  16
///  |                               |  was written with this one    |
///  +---------------+---------------+---------------+---------------+
///  |  salt of the file             |  generation                   |  32
///  +---------------+---------------+---------------+---------------+
///  |  complete     | payload bytes | CRC32C of the | CRC32C of all |  48
///  |               |               | payload       | but the       |
///  |               |               |               | records       |
///  +---------------+---------------+---------------+---------------+
///  |  per partition: end offset    | CRC32C of its |  ...          |  64
///  |                               | last record   |               |
///  +-------------------------------+---------------+---------------+
///  |  records ...
/// ```
final class JournalBatchLayout {
    static final int MAGIC = 0;
    static final int NUMBER = 8;
    static final int OFFSET = 16;
    static final int WRITTEN_WITH = 24;
    static final int SALT = 32;
    static final int GENERATION = 40;
    static final int COMPLETE = 48;
    static final int PAYLOAD_BYTES = 52;
    static final int PAYLOAD_CRC = 56;
    static final int CRC = 60;

    /// The length of the frame without its ends.
    static final int BYTES = 64;

    /// What each partition adds to the frame.
    static final int END_BYTES = 12;

    /// Frames begin at multiples of this.
    static final int ALIGNMENT = 8;

    private JournalBatchLayout() {}
}
