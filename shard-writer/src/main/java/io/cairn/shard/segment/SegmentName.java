package io.cairn.shard.segment;

import io.cairn.schemas.DriveId;
import io.cairn.schemas.Uuids;
import java.nio.ByteBuffer;
import java.util.Optional;
import java.util.zip.CRC32C;

/// Which segment a file is: what its header says. The salt is drawn for each segment, so that no
/// client can send content that looks like batches of it.
record SegmentName(long number, long boot, DriveId drive, long salt) {
    private static final long MAGIC = 0x434149524E534547L;
    private static final int VERSION = 1;

    /// The first page of the file.
    ByteBuffer page() {
        ByteBuffer page = ByteBuffer.allocate(SegmentHeaderLayout.PAGE_BYTES);
        encode(page.slice(0, SegmentHeaderLayout.BYTES));
        encode(page.slice(SegmentHeaderLayout.COPY, SegmentHeaderLayout.BYTES));
        return page;
    }

    /// Reads the first page; empty if neither header in it is whole.
    static Optional<SegmentName> parse(ByteBuffer page) {
        return parseAt(page, 0).or(() -> parseAt(page, SegmentHeaderLayout.COPY));
    }

    private void encode(ByteBuffer target) {
        target.putLong(SegmentHeaderLayout.MAGIC, MAGIC);
        target.putShort(SegmentHeaderLayout.VERSION, (short) VERSION);
        target.putInt(SegmentHeaderLayout.HEADER_BYTES, SegmentHeaderLayout.BYTES);
        target.putLong(SegmentHeaderLayout.NUMBER, number);
        target.putLong(SegmentHeaderLayout.BOOT, boot);
        target.put(SegmentHeaderLayout.DRIVE_ID, Uuids.toBytes(drive.value()));
        target.putLong(SegmentHeaderLayout.SALT, salt);
        target.putInt(SegmentHeaderLayout.CRC, crc(target));
    }

    private static Optional<SegmentName> parseAt(ByteBuffer page, int offset) {
        if (page.limit() < offset + SegmentHeaderLayout.BYTES) {
            return Optional.empty();
        }
        ByteBuffer header = page.slice(offset, SegmentHeaderLayout.BYTES);
        boolean good =
                header.getLong(SegmentHeaderLayout.MAGIC) == MAGIC
                        && header.getShort(SegmentHeaderLayout.VERSION) == VERSION
                        && header.getInt(SegmentHeaderLayout.CRC) == crc(header);
        if (!good) {
            return Optional.empty();
        }
        byte[] drive = new byte[Long.BYTES * 2];
        header.get(SegmentHeaderLayout.DRIVE_ID, drive);
        return Optional.of(
                new SegmentName(
                        header.getLong(SegmentHeaderLayout.NUMBER),
                        header.getLong(SegmentHeaderLayout.BOOT),
                        new DriveId(Uuids.fromBytes(drive, 0)),
                        header.getLong(SegmentHeaderLayout.SALT)));
    }

    private static int crc(ByteBuffer header) {
        CRC32C crc = new CRC32C();
        crc.update(header.slice(0, SegmentHeaderLayout.CRC));
        return (int) crc.getValue();
    }
}
