package io.cairn.blobs;

import io.cairn.platform.MonotonicClock;
import io.cairn.schemas.event.Blob;
import io.cairn.schemas.event.ShardPlace;
import io.cairn.schemas.event.ShardRef;
import io.cairn.shard.Drive;
import io.cairn.shard.ExpectedShard;
import io.cairn.shard.ShardRead;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.util.ArrayList;
import java.util.List;
import java.util.Objects;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/// The shards of one blob that is being read: opened when first needed, kept open until the read
/// ends unless too many are open already, and once found bad never asked again. Different shards
/// may be read by different threads at a time, each shard by one.
final class ShardSources implements AutoCloseable {
    private final Blob blob;
    private final ReadEnvironment environment;
    private final Source[] sources;
    private final boolean once;

    /// With `once`, each shard is expected to be read once and is not kept open.
    ShardSources(Blob blob, boolean once, ReadEnvironment environment) {
        this.blob = blob;
        this.once = once;
        this.environment = environment;
        Striping striping = Striping.of(blob);
        long shardBytes = striping.shardBytes(blob.length());
        this.sources = new Source[blob.shards().size()];
        for (int index = 0; index < sources.length; index++) {
            ShardPlace place = blob.shards().get(index);
            Drive drive = place.missing() ? null : environment.drives().get(place.drive());
            ShardRef shard = new ShardRef(blob.id(), index, place.generation());
            sources[index] =
                    new Source(drive, new ExpectedShard(shard, striping.shape(), shardBytes));
        }
    }

    MonotonicClock clock() {
        return environment.clock();
    }

    int count() {
        return sources.length;
    }

    /// The drive of a shard, if it is there and answers, and the shard is not known to be bad.
    Optional<Drive> drive(int index) {
        Source source = sources[index];
        Drive drive = source.drive;
        return drive == null || source.bad || drive.health().stalled()
                ? Optional.empty()
                : Optional.of(drive);
    }

    /// Reads a part of a shard whose drive is there; false if it cannot be had. After an exception
    /// the shard counts as bad too. Blocks, perhaps for ever.
    boolean read(int index, long from, ByteBuffer target, int targetOffset, int length) {
        Source source = sources[index];
        Drive drive = Objects.requireNonNull(source.drive);
        String reason = "the read broke off";
        boolean good = false;
        try {
            if (once || !source.open(drive, environment.budget())) {
                drive.store().read(source.expected, from, target, targetOffset, length);
            } else {
                source.opened().read(from, target, targetOffset, length);
            }
            good = true;
        } catch (IOException e) {
            reason = String.valueOf(e.getMessage());
        } finally {
            if (!good) {
                markBad(index, reason);
            }
        }
        return good;
    }

    /// Whether a shard that could not be read may be good: its drive did not answer.
    boolean silent(int index) {
        Source source = sources[index];
        return source.givenUp || !source.bad;
    }

    /// The shard is not waited for any longer; the thread that reads it tells when it has
    /// [#returned]. Until then nothing else is asked of its drive.
    void giveUp(int index, String reason) {
        Source source = sources[index];
        source.givenUp = true;
        markBad(index, reason);
        Objects.requireNonNull(source.drive).health().readGivenUp();
    }

    /// A read that was given up has ended. Only now can its shard be closed: closing a file waits
    /// for whoever reads it.
    void returned(int index) {
        Source source = sources[index];
        source.close(environment.budget());
        Objects.requireNonNull(source.drive).health().readReturned();
    }

    /// From now on the shard counts as bad.
    private void markBad(int index, String reason) {
        Source source = sources[index];
        source.reason = reason;
        source.bad = true;
    }

    /// Tells the listener which shards were found bad; shards on absent or stalled drives, and
    /// those that the blob itself names as missing, are known anyway.
    void report(BlobStore.Owner owner) {
        List<Integer> bad = new ArrayList<>();
        String reason = "";
        for (int index = 0; index < sources.length; index++) {
            if (sources[index].bad) {
                bad.add(index);
                reason = sources[index].reason;
            }
        }
        if (!bad.isEmpty()) {
            environment.damage().damaged(blob, owner, bad, reason);
        }
    }

    @Override
    public void close() {
        for (Source source : sources) {
            if (!source.givenUp) {
                source.close(environment.budget());
            }
        }
    }

    private static final class Source {
        private final @Nullable Drive drive;
        private final ExpectedShard expected;
        private volatile boolean bad;
        private volatile boolean givenUp;
        private volatile String reason = "";
        private volatile @Nullable ShardRead read;

        Source(@Nullable Drive drive, ExpectedShard expected) {
            this.drive = drive;
            this.expected = expected;
        }

        /// Opens the shard if it is not open; false if too many are.
        boolean open(Drive from, ReadBudget budget) throws IOException {
            if (read != null) {
                return true;
            }
            if (!budget.tryOpen()) {
                return false;
            }
            boolean done = false;
            try {
                read = from.store().open(expected);
                done = true;
            } finally {
                if (!done) {
                    budget.closed();
                }
            }
            return true;
        }

        ShardRead opened() {
            return Objects.requireNonNull(read);
        }

        void close(ReadBudget budget) {
            ShardRead open = read;
            if (open != null) {
                open.close();
                budget.closed();
            }
        }
    }
}
