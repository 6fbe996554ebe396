package io.cairn.journal;

/// Where the fields of a journal file's header lie. All numbers are big-endian. The header stands
/// at the start of the file and once more [#COPY] bytes behind; the first batch begins at
/// [#FIRST_BATCH].
///
/// ```
///   0                   1                   2                   3
///   0 1 2 3 4 5 6 7 8 9 0 1 2 3 4 5 6 7 8 9 0 1 2 3 4 5 6 7 8 9 0 1
///  +-------------------------------+-------+-------+---------------+
///  |  magic "CAIRNJRN"             |version|  zero | header bytes  |  0
///  +-------------------------------+-------+-------+---------------+
///  |  file number                  |  generation                   |  16
///  +-------------------------------+-------------------------------+
///  |  cluster id                                                   |  32
///  +-------------------------------+---------------+---------------+
///  |  salt                         |  first file that counts       |  48
///  +---------------+---------------+-------------------------------+
///  |  complete     |  topics       |  topics, one after the other  |  64
/// ```
///
/// A topic:
///
/// ```
///  +---------------+-------+-------+---------------+
///  |  partitions   | kind  | name  |  name ...     |
///  |               |       | bytes |               |
///  +---------------+-------+-------+---------------+
///  |  per partition: end offset    |  CRC32C of its|
///  |                               |  last record  |
///  +-------------------------------+---------------+
/// ```
///
/// Behind the topics stands the CRC32C of all that precedes.
final class JournalHeaderLayout {
    static final int MAGIC = 0;
    static final int VERSION = 8;
    static final int ZERO = 10;
    static final int HEADER_BYTES = 12;
    static final int NUMBER = 16;
    static final int GENERATION = 24;
    static final int CLUSTER_ID = 32;
    static final int SALT = 48;
    static final int FIRST = 56;
    static final int COMPLETE = 64;
    static final int TOPICS = 68;

    /// The length of the header without its topics.
    static final int BYTES = 72;

    static final int TOPIC_PARTITIONS = 0;
    static final int TOPIC_KIND = 4;
    static final int TOPIC_NAME_BYTES = 6;

    /// The length of a topic without its name and ends.
    static final int TOPIC_BYTES = 8;

    /// What each partition adds to its topic.
    static final int END_BYTES = 12;

    /// Where the header's copy stands, and so how long a header may be.
    static final int COPY = 8192;

    /// Where the first batch begins.
    static final int FIRST_BATCH = 2 * COPY;

    private JournalHeaderLayout() {}
}
