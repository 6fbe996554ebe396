package io.cairn.shard.reclaim;

import com.fasterxml.jackson.databind.DeserializationFeature;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.json.JsonMapper;
import io.cairn.schemas.event.ShardRef;
import io.cairn.shard.LocalDrive;
import io.cairn.shard.disk.Disk;
import io.cairn.shard.disk.DiskFile;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.UUID;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/// How far one drive has followed the log of reclaimed shards. It is kept on the drive itself, in
/// `reclaim.json`, so that a drive that was away goes on where it stopped.
///
/// Invariants: what the file says is never ahead of deletions that are durable, but may lie behind
/// them, since deletions may be repeated; a shard that could not be removed holds its partition
/// back, so that the next start tries again even when this one has given up. Used by one thread.
final class ReclaimProgress {
    static final String NAME = "reclaim.json";
    private static final String TEMPORARY_NAME = "reclaim.json.tmp";
    private static final Logger LOG = LoggerFactory.getLogger(ReclaimProgress.class);
    private static final int TRIES_MAX = 10;
    private static final int FAILED_MAX = 10_000;
    private static final int BYTES_MAX = 1 << 20;
    private static final ObjectMapper JSON =
            JsonMapper.builder().disable(DeserializationFeature.FAIL_ON_UNKNOWN_PROPERTIES).build();

    private final LocalDrive drive;
    private final Disk disk;
    private final UUID topicId;
    private final ReadTracker reads;

    /// Per partition, the offset behind the last record that was applied, if not durably.
    private final Map<Integer, Long> applied = new HashMap<>();

    /// Per partition, the offset behind the last record whose deletions are durable.
    private final Map<Integer, Long> durable = new HashMap<>();

    /// Per partition, the first record of which a shard could not be removed and is given up.
    private final Map<Integer, Long> held = new HashMap<>();

    private final FailureStreak deletions = new FailureStreak();
    private final FailureStreak notes = new FailureStreak();
    private List<Failed> failed = new ArrayList<>();

    /// Shards of blobs that are being read; removed by [#removeRead] once they are not.
    private List<Failed> read = new ArrayList<>();

    private boolean unsynced;
    private Map<Integer, Long> saved = Map.of();

    /// What the file holds. `next` are offsets in the log whose topic id is `topicId`.
    record Stored(String topicId, Map<Integer, Long> next) {
        Stored {
            next = Map.copyOf(next);
        }
    }

    /// A shard that could not be removed, or may not be yet.
    private record Failed(int partition, long offset, ShardRef shard, long epoch, int tries) {}

    private ReclaimProgress(LocalDrive drive, Disk disk, UUID topicId, ReadTracker reads) {
        this.drive = drive;
        this.disk = disk;
        this.topicId = topicId;
        this.reads = reads;
    }

    /// The progress of `drive` in the log whose topic id is `topicId`. None if its file is missing,
    /// cannot be read or tells of another log: then all records come again, which does no harm.
    /// `reads` tells which blobs are being read: their shards stay until those reads have ended.
    static ReclaimProgress of(LocalDrive drive, Disk disk, UUID topicId, ReadTracker reads) {
        ReclaimProgress progress = new ReclaimProgress(drive, disk, topicId, reads);
        ByteBuffer buffer = ByteBuffer.allocate(BYTES_MAX);
        try (DiskFile file = disk.open(drive.directory().resolve(NAME))) {
            int length = file.read(buffer, 0);
            Stored stored = JSON.readValue(buffer.array(), 0, length, Stored.class);
            if (stored.topicId().equals(topicId.toString())) {
                progress.saved = stored.next();
                progress.applied.putAll(stored.next());
                progress.durable.putAll(stored.next());
            }
        } catch (NoSuchFileException e) {
            LOG.debug("{} has reclaimed nothing yet", drive);
        } catch (IOException e) {
            LOG.warn("{}: reclaiming begins anew, {} cannot be read", drive, NAME, e);
        }
        return progress;
    }

    /// The offset of the first record of `partition` that is still to be applied.
    long next(int partition) {
        return applied.getOrDefault(partition, 0L);
    }

    /// Removes the shards that the record at `offset` names, unless that was done before. Those of
    /// blobs that are being read, since `epoch` or before, are left to [#removeRead].
    void apply(int partition, long offset, List<ShardRef> shards, long epoch) {
        if (offset >= next(partition)) {
            shards.forEach(shard -> deleteUnread(new Failed(partition, offset, shard, epoch, 0)));
        }
    }

    /// Removes the shards that were left because they were being read, where that is over. They
    /// hold their partition back until then, as shards do that could not be removed.
    void removeRead() {
        List<Failed> again = read;
        read = new ArrayList<>();
        again.forEach(this::deleteUnread);
        sync();
    }

    /// How many shards are left because they are being read.
    int readCount() {
        return read.size();
    }

    private void deleteUnread(Failed each) {
        if (reads.isRead(each.shard().blob(), each.epoch())) {
            read.add(each);
        } else {
            delete(each);
        }
    }

    /// All records before `next` were applied, or do not concern this drive.
    void pass(int partition, long next) {
        applied.merge(partition, next, Math::max);
    }

    /// Makes the deletions durable. What does not succeed is tried again by the next call.
    void sync() {
        try {
            if (unsynced) {
                drive.store().syncDeletions();
                unsynced = false;
            }
            durable.putAll(applied);
            if (failed.isEmpty() && deletions.ends()) {
                LOG.info("{} takes deletions again", drive);
            }
        } catch (IOException e) {
            if (deletions.begins()) {
                LOG.warn("cannot make deletions on {} durable; it is tried again", drive, e);
            }
        }
    }

    /// Tries once more to remove what could not be removed.
    void retry() {
        List<Failed> again = failed;
        failed = new ArrayList<>();
        again.forEach(this::delete);
        sync();
    }

    /// Writes the file if it would say something new.
    void save() {
        Map<Integer, Long> next = new HashMap<>(durable);
        held.forEach((partition, offset) -> next.merge(partition, offset, Math::min));
        failed.forEach(each -> next.merge(each.partition(), each.offset(), Math::min));
        read.forEach(each -> next.merge(each.partition(), each.offset(), Math::min));
        if (next.equals(saved)) {
            return;
        }
        try {
            write(new Stored(topicId.toString(), next));
            saved = next;
            if (notes.ends()) {
                LOG.info("it is noted on {} again what was reclaimed", drive);
            }
        } catch (IOException e) {
            if (notes.begins()) {
                LOG.warn(
                        "cannot note on {} what was reclaimed; the next start would reclaim it again",
                        drive,
                        e);
            }
        }
    }

    private void delete(Failed each) {
        unsynced = true;
        try {
            drive.store().delete(each.shard());
        } catch (IOException e) {
            int tries = each.tries() + 1;
            if (tries < TRIES_MAX && failed.size() < FAILED_MAX) {
                if (deletions.begins()) {
                    LOG.warn("cannot remove {} from {}; it is tried again", each.shard(), drive, e);
                }
                failed.add(
                        new Failed(
                                each.partition(),
                                each.offset(),
                                each.shard(),
                                each.epoch(),
                                tries));
            } else {
                if (held.isEmpty()) {
                    LOG.error(
                            "cannot remove {} and perhaps more from {}; the next start will",
                            each.shard(),
                            drive,
                            e);
                }
                held.merge(each.partition(), each.offset(), Math::min);
            }
        }
    }

    private void write(Stored stored) throws IOException {
        Path directory = drive.directory();
        if (!disk.exists(directory.resolve(LocalDrive.FILE_NAME))) {
            throw new NoSuchFileException("there is no drive in " + directory);
        }
        Path temporary = directory.resolve(TEMPORARY_NAME);
        disk.delete(temporary);
        try (DiskFile file = disk.create(temporary)) {
            file.write(ByteBuffer.wrap(JSON.writeValueAsBytes(stored)), 0);
            file.sync();
        }
        disk.rename(temporary, directory.resolve(NAME));
        disk.syncDirectory(directory);
    }
}
