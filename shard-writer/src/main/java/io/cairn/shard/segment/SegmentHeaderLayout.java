package io.cairn.shard.segment;

/// Where the fields of a segment's header lie. All numbers are big-endian. The header stands at the
/// start of the file and once more [#COPY] bytes behind; the first batch begins at [#PAGE_BYTES].
///
/// ```
///   0                   1                   2                   3
///   0 1 2 3 4 5 6 7 8 9 0 1 2 3 4 5 6 7 8 9 0 1 2 3 4 5 6 7 8 9 0 1
///  +-------------------------------+-------+-------+---------------+
///  |  magic "CAIRNSEG"             |version|  zero | header bytes  |  0
///  +-------------------------------+-------+-------+---------------+
///  |  segment number               |  boot                         |  16
///  +-------------------------------+-------------------------------+
///  |  drive id                                                     |  32
///  +-------------------------------+---------------+---------------+
///  |  salt                         |  zero         | CRC32C of all |  48
///  |                               |               | that precedes |
///  +-------------------------------+---------------+---------------+
/// ```
final class SegmentHeaderLayout {
    static final int MAGIC = 0;
    static final int VERSION = 8;
    static final int ZERO = 10;
    static final int HEADER_BYTES = 12;
    static final int NUMBER = 16;
    static final int BOOT = 24;
    static final int DRIVE_ID = 32;
    static final int SALT = 48;
    static final int ZERO_END = 56;
    static final int CRC = 60;

    /// The length of the header.
    static final int BYTES = 64;

    /// Where the header's copy stands: in another sector, should one be lost.
    static final int COPY = 2048;

    /// Batches begin at multiples of this, so that no acknowledged page is ever written again.
    static final int PAGE_BYTES = 4096;

    private SegmentHeaderLayout() {}
}
