package io.cairn.journal;

/// Where the fields of a record lie. All numbers are big-endian.
///
/// ```
///   0                   1                   2                   3
///   0 1 2 3 4 5 6 7 8 9 0 1 2 3 4 5 6 7 8 9 0 1 2 3 4 5 6 7 8 9 0 1
///  +---------------+-------+-------+-------------------------------+
///  |  record bytes | topic |partit.|  offset in the log            |  0
///  +---------------+-------+-------+---------------+---------------+
///  |  timestamp                    |  key bytes    |  value bytes  |  16
///  +---------------+---------------+---------------+---------------+
///  | CRC32C        |  key, value                                   |  32
///  +---------------+-----------------------------------------------+
/// ```
///
/// The CRC32C is that of the partition and all that follows it, but for itself.
final class JournalRecordLayout {
    static final int RECORD_BYTES = 0;
    static final int TOPIC = 4;
    static final int PARTITION = 6;
    static final int OFFSET = 8;
    static final int TIMESTAMP = 16;
    static final int KEY_BYTES = 24;
    static final int VALUE_BYTES = 28;
    static final int CRC = 32;

    /// The length of a record without its key and value.
    static final int BYTES = 36;

    private JournalRecordLayout() {}
}
