package io.cairn.blobs;

import io.cairn.erasure.ErasureCode;
import io.cairn.platform.MonotonicClock;
import io.cairn.schemas.BlobId;
import io.cairn.schemas.event.Blob;
import io.cairn.schemas.event.ShardPlace;
import io.cairn.schemas.event.ShardRef;
import io.cairn.shard.NewShard;
import io.cairn.shard.ShardOwner;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;

/// One blob that is being written: encodes stripes and hands them to its lanes, one stripe at a
/// time. Used by one thread.
final class BlobWrite {
    private final BlobId id;
    private final Striping striping;
    private final ErasureCode code;
    private final long stallMillis;
    private final List<ShardLane> lanes;
    private CountDownLatch running = new CountDownLatch(0);
    private boolean streamed;
    private long length;

    BlobWrite(
            BlobId id,
            Striping striping,
            Placement.Chosen chosen,
            BlobStore.Owner owner,
            ErasureCode code,
            long stallMillis,
            MonotonicClock clock) {
        this.id = id;
        this.striping = striping;
        this.code = code;
        this.stallMillis = stallMillis;
        ShardOwner shardOwner =
                new ShardOwner(
                        owner.bucket(),
                        owner.bucketId(),
                        owner.key(),
                        owner.eventId(),
                        owner.base());
        this.lanes = new ArrayList<>(striping.width());
        for (int index = 0; index < striping.width(); index++) {
            ShardRef shard = new ShardRef(id, index, 0);
            NewShard made = new NewShard(shard, striping.shape(), shardOwner);
            lanes.add(new ShardLane(chosen.drives().get(index), made, clock));
        }
    }

    /// Encodes the stripe at the start of `stripe`, whose content is `contentBytes` long, and
    /// begins to write it. The array must stay as it is until [#await].
    void start(byte[] stripe, int contentBytes, boolean last) {
        int unitBytes = striping.unitBytes(contentBytes);
        Arrays.fill(stripe, contentBytes, unitBytes * striping.dataShards(), (byte) 0);
        code.encode(stripe, 0, unitBytes);
        running = new CountDownLatch(lanes.size());
        boolean whole = last && !streamed;
        for (int index = 0; index < lanes.size(); index++) {
            int offset = index * unitBytes;
            if (whole) {
                lanes.get(index).writeWhole(stripe, offset, unitBytes, running);
            } else {
                lanes.get(index).append(stripe, offset, unitBytes, last, running);
            }
        }
        streamed = true;
        length += contentBytes;
    }

    /// Waits for the stripe that was begun. Lanes that take too long are given up. Throws if too
    /// few are left. If the caller is interrupted no lane is waited for any longer, and it throws.
    void await() {
        if (!awaitRunning()) {
            throw new BlobUnavailableException("interrupted while writing to the drives");
        }
        long good = lanes.stream().filter(lane -> !lane.failed()).count();
        int needed = striping.parityShards() == 0 ? lanes.size() : striping.dataShards() + 1;
        if (good < needed) {
            long full = lanes.stream().filter(ShardLane::full).count();
            if (good + full >= needed) {
                throw new BlobRefusedException(
                        "%d of %d drives have room, %d are needed"
                                .formatted(lanes.size() - full, lanes.size(), needed),
                        failures());
            }
            throw new BlobUnavailableException(
                    "%d of %d shards could be written, %d are needed (%s)"
                            .formatted(good, lanes.size(), needed, failures()));
        }
    }

    /// Removes everything that was written.
    void abandon() {
        lanes.forEach(lane -> lane.abandon("given up"));
        awaitRunning();
    }

    /// The blob, once its last stripe was awaited.
    Blob blob() {
        List<ShardPlace> places = lanes.stream().map(ShardLane::place).toList();
        return new Blob(
                id,
                striping.stripeBytes(),
                striping.dataShards(),
                striping.parityShards(),
                length,
                places);
    }

    /// Why lanes failed, for people; empty if none did.
    String failures() {
        return String.join(
                "; ", lanes.stream().filter(ShardLane::failed).map(ShardLane::failure).toList());
    }

    /// Waits for the steps that run; those that take too long are given up, which speaks against
    /// their drives. False if the caller is interrupted: then all lanes are given up, which does
    /// not.
    private boolean awaitRunning() {
        try {
            if (!running.await(stallMillis, TimeUnit.MILLISECONDS)) {
                lanes.forEach(lane -> lane.abandonIfRunning("stalled"));
            }
            return true;
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            lanes.forEach(lane -> lane.abandon("interrupted"));
            return false;
        }
    }
}
