package io.cairn.journal;

import io.cairn.shard.disk.Disk;
import io.cairn.shard.disk.DiskFile;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Optional;

/// The frames that are whole in a file of a journal, in order, whatever became of their records.
record WrittenFrames(Path directory, long number, List<Written> frames) {

    /// Where a batch and its write begin, and where it ends.
    record Written(long offset, long writtenWith, long end) {}

    /// What the last file of the journal holds.
    static WrittenFrames ofLastFile(Disk disk, Path directory, JournalIdentity identity)
            throws IOException {
        long number = Collections.max(new JournalFiles(disk, directory, identity).numbers());
        return new WrittenFrames(directory, number, List.of()).again(disk, identity);
    }

    /// What the same file holds now.
    WrittenFrames again(Disk disk, JournalIdentity identity) throws IOException {
        Optional<JournalHeader> header = new JournalFiles(disk, directory, identity).header(number);
        long salt = header.orElseThrow(() -> new IOException("no header in " + file())).salt();
        int bytes = JournalFrame.bytes(identity.topics().slots());
        List<Written> found = new ArrayList<>();
        try (DiskFile open = disk.open(file())) {
            ByteBuffer all = ByteBuffer.allocate(Math.toIntExact(open.size()));
            open.read(all, 0);
            int at = JournalHeaderLayout.FIRST_BATCH;
            while (at + bytes <= all.capacity()) {
                JournalFrame.parse(all.slice(at, bytes), at, number, salt)
                        .map(each -> new Written(each.offset(), each.writtenWith(), each.end()))
                        .ifPresent(found::add);
                at += JournalBatchLayout.ALIGNMENT;
            }
        }
        return new WrittenFrames(directory, number, found);
    }

    Path file() {
        return directory.resolve("%016x.jrn".formatted(number));
    }

    /// Where the last write begins of which a frame is there; 0 if none is.
    long lastWrite() {
        return frames.stream().mapToLong(Written::writtenWith).max().orElse(0);
    }
}
