package io.cairn.blobs;

import io.cairn.schemas.BlobId;
import io.cairn.schemas.DriveId;
import io.cairn.schemas.event.Blob;
import io.cairn.schemas.event.ShardPlace;
import io.cairn.schemas.event.ShardRef;
import io.cairn.shard.Drive;
import java.io.IOException;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeMap;
import java.util.random.RandomGenerator;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/// Heals over the drives that it is given.
///
/// A new shard's generation is above all generations that its blob's row names, by a random step of
/// up to [#GENERATION_STEP_MAX]. An attempt that failed may have left a shard that is still to be
/// removed (by this process, by a `reclaim` record, by a scrub or by the next start's sweep). A
/// later attempt draws the same generation as that one with a chance of one in a million; then what
/// removes the old shard would remove the new one, and the blob would be healed once more.
final class ShardHealing implements Healing {
    private static final Logger LOG = LoggerFactory.getLogger(ShardHealing.class);
    private static final int GENERATION_STEP_MAX = 1 << 20;

    private final ReadEnvironment environment;
    private final Pace pace;
    private final RandomGenerator random;

    ShardHealing(ReadEnvironment environment, Pace pace, RandomGenerator random) {
        this.environment = environment;
        this.pace = pace;
        this.random = random;
    }

    /// What is known of a blob's shards so far, as bit masks: those to be made again, those whose
    /// drives do not answer now, and those to be made again for which there is no drive.
    private record Known(int lost, int silent, int homeless) {
        int made() {
            return lost & ~homeless;
        }
    }

    @Override
    public Result heal(Blob blob, BlobStore.Owner owner) throws IOException {
        int lost = 0;
        for (int index = 0; index < blob.shards().size(); index++) {
            ShardPlace place = blob.shards().get(index);
            if (place.missing() || !environment.drives().containsKey(place.drive())) {
                lost |= 1 << index;
            }
        }
        int silent = 0;
        while (true) {
            Map<Integer, Drive> targets = targets(blob, lost);
            Known known = new Known(lost, silent, homeless(lost, targets));
            ShardRebuild rebuild =
                    new ShardRebuild(blob, owner, targets, generation(blob), environment, pace);
            ShardRebuild.Pass pass = rebuild.run(known.lost() | silent);
            silent |= pass.silent();
            if (pass.good() < blob.dataShards()) {
                return tooFew(blob, pass.good(), silent != 0);
            }
            if (pass.foundNothing()) {
                return result(known, pass);
            }
            lost |= pass.bad();
        }
    }

    private static Result tooFew(Blob blob, int good, boolean someAreSilent) {
        String words =
                "%d of %d shards can be read, %d are needed"
                        .formatted(good, blob.shards().size(), blob.dataShards());
        return someAreSilent ? new Result.NotNow(words) : new Result.TooFew(words);
    }

    private static Result result(Known known, ShardRebuild.Pass pass) {
        if (!pass.failure().isEmpty()) {
            return new Result.NotNow(pass.failure());
        }
        String silent = known.silent() == 0 ? "" : "some drives do not answer";
        String rest = known.homeless() == 0 ? silent : "no drive has room for some shards";
        if (known.made() != 0) {
            int count = Integer.bitCount(known.made());
            return new Result.Rebuilt(pass.after(), count, pass.bytes(), rest);
        }
        return rest.isEmpty() ? new Result.Whole() : new Result.NotNow(rest);
    }

    private static int homeless(int lost, Map<Integer, Drive> targets) {
        int homeless = lost;
        for (int index : targets.keySet()) {
            homeless &= ~(1 << index);
        }
        return homeless;
    }

    /// Where the lost shards go: back to their drive, or to the best of those that hold none.
    private Map<Integer, Drive> targets(Blob blob, int lost) {
        Map<Integer, Drive> targets = new TreeMap<>();
        Set<DriveId> taken = new HashSet<>();
        for (int index = 0; index < blob.shards().size(); index++) {
            DriveId place = blob.shards().get(index).drive();
            Drive drive = environment.drives().get(place);
            if ((lost & 1 << index) == 0) {
                taken.add(place);
            } else if (drive != null && takes(drive) && taken.add(place)) {
                targets.put(index, drive);
            }
        }
        for (int index = 0; index < blob.shards().size(); index++) {
            if ((lost & 1 << index) != 0 && !targets.containsKey(index)) {
                Optional<Drive> other = best(blob.id(), taken);
                if (other.isPresent()) {
                    taken.add(other.get().id());
                    targets.put(index, other.get());
                }
            }
        }
        return targets;
    }

    private Optional<Drive> best(BlobId blob, Set<DriveId> taken) {
        Drive best = null;
        double highest = 0;
        for (Drive drive : environment.drives().values()) {
            if (!taken.contains(drive.id()) && takes(drive)) {
                long weight = drive.store().capacity().totalBytes();
                double score = Placement.score(blob, drive.id(), weight);
                if (best == null || score > highest) {
                    best = drive;
                    highest = score;
                }
            }
        }
        return Optional.ofNullable(best);
    }

    private static boolean takes(Drive drive) {
        return !drive.health().stalled()
                && drive.store().capacity().writable()
                && drive.health().worthATry();
    }

    private int generation(Blob blob) {
        int highest = blob.shards().stream().mapToInt(ShardPlace::generation).max().orElseThrow();
        return Math.addExact(highest, 1 + random.nextInt(GENERATION_STEP_MAX));
    }

    @Override
    public void discard(Blob blob, List<ShardPlace> after) {
        for (int index = 0; index < after.size(); index++) {
            ShardPlace place = after.get(index);
            Drive drive = environment.drives().get(place.drive());
            if (drive != null && !place.sameShard(blob.shards().get(index))) {
                ShardRef shard = new ShardRef(blob.id(), index, place.generation());
                drive.executors().leftover(() -> delete(shard, drive));
            }
        }
    }

    private static void delete(ShardRef shard, Drive drive) {
        try {
            drive.store().delete(shard);
        } catch (IOException e) {
            LOG.warn("cannot remove {} from {}; a scrub will", shard, drive, e);
        }
    }
}
