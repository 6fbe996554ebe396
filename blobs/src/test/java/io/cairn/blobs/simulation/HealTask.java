package io.cairn.blobs.simulation;

import io.cairn.schemas.DriveId;
import io.cairn.schemas.ObjectKey;
import io.cairn.schemas.event.Blob;
import io.cairn.schemas.event.EventBody;
import io.cairn.schemas.event.ObjectVersion;
import io.cairn.schemas.event.ShardPlace;
import io.cairn.schemas.event.ShardRef;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;

/// Healing of one blob: rebuilds what is missing in one step, appends the relocation in the next.
final class HealTask implements Task {
    private static final int GENERATIONS = 1_000;
    private static final long NOT_APPENDED = -1;

    private final Cluster cluster;
    private final ObjectKey key;
    private final long sequence;
    private final Blob blob;
    private final long base;
    private List<ShardPlace> after = List.of();
    private long position = NOT_APPENDED;

    private HealTask(Cluster cluster, ObjectVersion version, Blob blob) {
        this.cluster = cluster;
        this.key = version.key();
        this.sequence = version.sequence();
        this.blob = blob;
        this.base = cluster.base();
    }

    /// The healing of a version's blob; empty if it has none.
    static Optional<HealTask> of(Cluster cluster, ObjectVersion version) {
        return version.blob().map(blob -> new HealTask(cluster, version, blob));
    }

    @Override
    public long base() {
        return base;
    }

    @Override
    public boolean step() {
        if (after.isEmpty()) {
            return !rebuild();
        }
        if (position == NOT_APPENDED) {
            position =
                    cluster.append(
                            cluster.event(
                                    new EventBody.ShardsRelocated(
                                            key,
                                            sequence,
                                            Optional.empty(),
                                            0,
                                            blob.id(),
                                            blob.shards(),
                                            after),
                                    base));
            return false;
        }
        return cluster.outcome(position).isPresent();
    }

    /// False if nothing is to be rebuilt, or it does not succeed.
    private boolean rebuild() {
        List<Optional<byte[]>> units = cluster.units(blob);
        Optional<byte[]> stripe = SimulatedBlob.decode(blob.length(), units);
        if (stripe.isEmpty() || units.stream().allMatch(Optional::isPresent)) {
            return false;
        }
        List<ShardPlace> places = new ArrayList<>(blob.shards());
        for (int index = 0; index < places.size(); index++) {
            if (units.get(index).isEmpty()) {
                ShardPlace made = newPlace(places, index);
                ShardRef shard = new ShardRef(blob.id(), index, made.generation());
                if (!cluster.write(made, shard, key, base, stripe.get())) {
                    return false;
                }
                places.set(index, made);
            }
        }
        after = places;
        return true;
    }

    /// On a drive that holds no other shard of the blob, in a generation above all of them.
    private ShardPlace newPlace(List<ShardPlace> places, int index) {
        Set<DriveId> taken = new HashSet<>();
        int highest = 0;
        for (int other = 0; other < places.size(); other++) {
            highest = Math.max(highest, places.get(other).generation());
            if (other != index) {
                taken.add(places.get(other).drive());
            }
        }
        List<DriveId> free =
                cluster.drives.keySet().stream().filter(id -> !taken.contains(id)).toList();
        return new ShardPlace(
                free.get(cluster.random.nextInt(free.size())),
                highest + 1 + cluster.random.nextInt(GENERATIONS),
                false);
    }

    @Override
    public boolean survives(SimulatedDrive wiped) {
        return cluster.survives(blob, wiped);
    }
}
