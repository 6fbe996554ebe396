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

/// One blob that is being written: encodes stripes and hands them to its shards, one stripe at a
/// time. Used by one thread.
final class BlobWrite {
    private final BlobId id;
    private final Striping striping;
    private final ErasureCode code;
    private final long stallMillis;
    private final List<PendingShard> shards;
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
        this.shards = new ArrayList<>(striping.width());
        for (int index = 0; index < striping.width(); index++) {
            ShardRef shard = new ShardRef(id, index, 0);
            NewShard made = new NewShard(shard, striping.shape(), shardOwner);
            shards.add(new PendingShard(chosen.drives().get(index), made, clock));
        }
    }

    /// Encodes the stripe at the start of `stripe`, whose content is `contentBytes` long, and
    /// begins to write it. The array must stay as it is until [#await].
    void start(byte[] stripe, int contentBytes, boolean last) {
        int unitBytes = striping.unitBytes(contentBytes);
        Arrays.fill(stripe, contentBytes, unitBytes * striping.dataShards(), (byte) 0);
        code.encode(stripe, 0, unitBytes);
        running = new CountDownLatch(shards.size());
        boolean whole = last && !streamed;
        for (int index = 0; index < shards.size(); index++) {
            int offset = index * unitBytes;
            if (whole) {
                shards.get(index).writeWhole(stripe, offset, unitBytes, running);
            } else {
                shards.get(index).append(stripe, offset, unitBytes, last, running);
            }
        }
        streamed = true;
        length += contentBytes;
    }

    /// Waits for the stripe that was begun. Shards that take too long are given up. Throws if too
    /// few are left. If the caller is interrupted no shard is waited for any longer, and it throws.
    void await() {
        if (!awaitRunning()) {
            throw new BlobUnavailableException("interrupted while writing to the drives");
        }
        long good = shards.stream().filter(shard -> !shard.failed()).count();
        int needed = striping.parityShards() == 0 ? shards.size() : striping.dataShards() + 1;
        if (good < needed) {
            long full = shards.stream().filter(PendingShard::full).count();
            if (good + full >= needed) {
                throw new BlobRefusedException(
                        "%d of %d drives have room, %d are needed"
                                .formatted(shards.size() - full, shards.size(), needed),
                        failures());
            }
            throw new BlobUnavailableException(
                    "%d of %d shards could be written, %d are needed (%s)"
                            .formatted(good, shards.size(), needed, failures()));
        }
    }

    /// Removes everything that was written.
    void abandon() {
        shards.forEach(shard -> shard.abandon("given up"));
        awaitRunning();
    }

    /// The blob, once its last stripe was awaited.
    Blob blob() {
        List<ShardPlace> places = shards.stream().map(PendingShard::place).toList();
        return new Blob(
                id,
                striping.stripeBytes(),
                striping.dataShards(),
                striping.parityShards(),
                length,
                places);
    }

    /// Why shards failed, for people; empty if none did.
    String failures() {
        return String.join(
                "; ",
                shards.stream().filter(PendingShard::failed).map(PendingShard::failure).toList());
    }

    /// Waits for the steps that run; those that take too long are given up, which speaks against
    /// their drives. False if the caller is interrupted: then all shards are given up, which does
    /// not.
    private boolean awaitRunning() {
        try {
            if (!running.await(stallMillis, TimeUnit.MILLISECONDS)) {
                shards.forEach(shard -> shard.abandonIfRunning("stalled"));
            }
            return true;
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            shards.forEach(shard -> shard.abandon("interrupted"));
            return false;
        }
    }
}
