package io.cairn.blobs.simulation;

import static org.assertj.core.api.Assertions.assertThat;

import io.cairn.schemas.event.Blob;
import io.cairn.schemas.event.ObjectVersion;
import io.cairn.shard.reclaim.ReadTracker;
import java.util.Arrays;
import java.util.Optional;
import java.util.Set;

/// A GET that has opened its object and reads it later, whatever becomes of it meanwhile.
final class ReadTask implements Task {
    private final Cluster cluster;
    private final Blob blob;
    private final ReadTracker.Read read;

    private ReadTask(Cluster cluster, Blob blob, ReadTracker.Read read) {
        this.cluster = cluster;
        this.blob = blob;
        this.read = read;
    }

    static Optional<Task> of(Cluster cluster, ObjectVersion version) {
        return version.blob()
                .map(blob -> {
                    ReadTracker.Read read = cluster.reads.begin();
                    read.narrow(Set.of(blob.id()));
                    return new ReadTask(cluster, blob, read);
                });
    }

    @Override
    public long base() {
        return Long.MAX_VALUE;
    }

    @Override
    public boolean step() {
        byte[] stripe =
                SimulatedBlob.decode(blob.length(), cluster.units(blob))
                        .orElseThrow(() ->
                                new AssertionError("a running read lost the shards of " + blob));
        assertThat(Arrays.copyOf(stripe, Math.toIntExact(blob.length())))
                .as("what a running read sees")
                .isEqualTo(cluster.contents.get(blob.id()));
        read.close();
        return true;
    }

    @Override
    public boolean survives(SimulatedDrive wiped) {
        return cluster.survives(blob, wiped);
    }
}
