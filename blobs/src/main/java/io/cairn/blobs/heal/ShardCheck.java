package io.cairn.blobs.heal;

import io.cairn.schemas.DriveId;
import io.cairn.schemas.event.Blob;
import io.cairn.schemas.event.Damage;
import io.cairn.schemas.event.ShardPlace;
import io.cairn.schemas.event.ShardRef;
import io.cairn.shard.Drive;
import io.cairn.shard.ShardHeader;
import io.cairn.shard.ShardOwner;
import io.cairn.shard.ShardRead;
import io.cairn.shard.ShardStore;
import java.io.IOException;
import java.io.InterruptedIOException;
import java.nio.ByteBuffer;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.function.Function;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/// Looks at one shard: reads all of it, and whether the next one of its blob is there. So a shard
/// that is gone without a trace is found from the one before it. Only what a row names is reported:
/// others are dead, or not named yet. Other drives than the shard's are not waited for if they
/// hang. Safe for use by many threads.
final class ShardCheck {
    private static final Logger LOG = LoggerFactory.getLogger(ShardCheck.class);
    private static final int CHUNK_BYTES = 1 << 18;

    private final Map<DriveId, Drive> drives;
    private final Function<Damage, Optional<Blob>> rows;
    private final DamageReports reports;
    private final Scrub.Totals totals;
    private final Duration stall;

    /// `rows` tells where the blob that a hint names is, if a row holds it; `stall` is how long
    /// other drives may take.
    ShardCheck(
            List<? extends Drive> drives,
            Function<Damage, Optional<Blob>> rows,
            DamageReports reports,
            Scrub.Totals totals,
            Duration stall) {
        this.drives = drives.stream().collect(Collectors.toMap(Drive::id, drive -> drive));
        this.rows = rows;
        this.reports = reports;
        this.totals = totals;
        this.stall = stall;
    }

    /// What a look at a shard came to.
    enum Verdict {
        /// Something is to be reported and could not be: the shard is to be checked again.
        AGAIN,
        /// All there was to say is said.
        SEEN,
        /// It says whose it is, but no row names it.
        UNNAMED
    }

    /// Checks a shard of `drive`, reading it at `pace`. One that cannot be read counts as damaged:
    /// what lies behind a bad sector is to be checked too. Throws [InterruptedIOException], and
    /// says nothing of the shard, if `pace` is closed before the end.
    Verdict check(Drive drive, ShardRef shard, HealPace pace)
            throws InterruptedException, InterruptedIOException {
        ShardOwner owner = null;
        boolean saysWhose = false;
        String reason = "";
        try {
            ShardHeader header = drive.store().header(shard);
            owner = header.owner();
            saysWhose = true;
            read(drive.store(), header, pace);
        } catch (InterruptedIOException e) {
            throw e;
        } catch (IOException e) {
            reason = e.toString();
            owner = saysWhose ? owner : ownerElsewhere(drive, shard);
        }
        Optional<Blob> blob = owner == null ? Optional.empty() : row(drive, shard, owner);
        if (owner != null && blob.isPresent() && !isReported(blob.get(), shard, owner, reason)) {
            return Verdict.AGAIN;
        }
        totals.shards.incrementAndGet();
        return saysWhose && blob.isEmpty() ? Verdict.UNNAMED : Verdict.SEEN;
    }

    /// Whether a row names this shard of `drive` now.
    boolean isNamed(Drive drive, ShardHeader header) {
        return row(drive, header.shard(), header.owner()).isPresent();
    }

    /// The blob as the row has it that names this shard of `drive`.
    private Optional<Blob> row(Drive drive, ShardRef shard, ShardOwner owner) {
        return rows.apply(damage(shard, owner, shard.index(), ""))
                .filter(blob -> names(blob, shard, drive));
    }

    /// Whether all that is wrong is reported, if anything is.
    private boolean isReported(Blob blob, ShardRef shard, ShardOwner owner, String reason)
            throws InterruptedException {
        boolean reported = reason.isEmpty() || report(damage(shard, owner, shard.index(), reason));
        int next = (shard.index() + 1) % blob.shards().size();
        Optional<String> lack = lack(blob, next);
        return reported && (lack.isEmpty() || report(damage(shard, owner, next, lack.get())));
    }

    private void read(ShardStore store, ShardHeader header, HealPace pace) throws IOException {
        ByteBuffer chunk = ByteBuffer.allocate((int) Math.min(CHUNK_BYTES, header.dataBytes()));
        try (ShardRead read = store.open(header.expected())) {
            for (long at = 0; at < header.dataBytes(); at += chunk.capacity()) {
                int length = (int) Math.min(chunk.capacity(), header.dataBytes() - at);
                pace.spend(length);
                read.read(at, chunk, 0, length);
                totals.bytes.addAndGet(length);
            }
        }
    }

    /// To whom a blob belongs according to its shards on other drives; null if none says.
    private @Nullable ShardOwner ownerElsewhere(Drive drive, ShardRef shard)
            throws InterruptedException {
        for (Drive other : drives.values()) {
            if (!other.id().equals(drive.id())) {
                Optional<ShardOwner> owner =
                        new DriveQuestion<>(other, () -> ownerOn(other, shard))
                                .ask(stall)
                                .flatMap(Function.identity());
                if (owner.isPresent()) {
                    return owner.get();
                }
            }
        }
        return null;
    }

    private static Optional<ShardOwner> ownerOn(Drive drive, ShardRef shard) {
        try {
            ShardStore store = drive.store();
            List<ShardRef> found = store.list(new ShardRef(shard.blob(), 0, 0), 1);
            return !found.isEmpty() && found.getFirst().blob().equals(shard.blob())
                    ? Optional.of(store.header(found.getFirst()).owner())
                    : Optional.empty();
        } catch (IOException e) {
            LOG.debug("{} does not tell who owns {}", drive, shard, e);
            return Optional.empty();
        }
    }

    /// A shard that was given up as missing is not named, though its file may have appeared later.
    private static boolean names(Blob blob, ShardRef shard, Drive drive) {
        return shard.index() < blob.shards().size()
                && blob.shards()
                        .get(shard.index())
                        .equals(new ShardPlace(drive.id(), shard.generation(), false));
    }

    /// What is wrong with a shard at the first look; nothing if its drive is not here: it may come
    /// back, or is replaced and filled. Nothing either if it does not answer.
    private Optional<String> lack(Blob blob, int index) throws InterruptedException {
        ShardPlace place = blob.shards().get(index);
        Drive drive = drives.get(place.drive());
        if (place.missing()) {
            return Optional.of("never written");
        }
        if (drive == null) {
            return Optional.empty();
        }
        ShardRef shard = new ShardRef(blob.id(), index, place.generation());
        return new DriveQuestion<>(drive, () -> lackOn(drive, shard))
                .ask(stall)
                .flatMap(Function.identity());
    }

    private static Optional<String> lackOn(Drive drive, ShardRef shard) {
        try {
            drive.store().header(shard);
            return Optional.empty();
        } catch (IOException e) {
            return Optional.of(e.toString());
        }
    }

    /// Counts shards that were removed.
    void removed(long count) {
        totals.removed.addAndGet(count);
    }

    private boolean report(Damage damage) throws InterruptedException {
        boolean kept = reports.keep(damage);
        totals.damaged.addAndGet(kept ? 1 : 0);
        return kept;
    }

    private static Damage damage(ShardRef shard, ShardOwner owner, int index, String reason) {
        return new Damage(
                shard.blob(),
                owner.bucketId(),
                owner.bucket(),
                owner.key().value(),
                List.of(index),
                reason);
    }
}
