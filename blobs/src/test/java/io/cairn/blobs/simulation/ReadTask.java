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

    /// While too many drives fail the read is tried again, if the shards are there.
    @Override
    public boolean step() {
        Optional<byte[]> failing = SimulatedBlob.decode(blob.length(), cluster.units(blob));
        byte[] stripe = failing.orElseGet(this::readWithoutErrors);
        assertThat(Arrays.copyOf(stripe, Math.toIntExact(blob.length())))
                .as("what a running read sees")
                .isEqualTo(cluster.contents.get(blob.id()));
        if (failing.isPresent()) {
            read.close();
        }
        return failing.isPresent();
    }

    private byte[] readWithoutErrors() {
        return cluster.withoutErrors(() -> SimulatedBlob.decode(blob.length(), cluster.units(blob)))
                .orElseThrow(() -> new AssertionError("a running read lost the shards of " + blob));
    }

    @Override
    public boolean survives(SimulatedDrive wiped) {
        return cluster.survives(blob, wiped);
    }
}
