package io.cairn.blobs;

import io.cairn.erasure.ErasureCode;
import io.cairn.erasure.Reconstruction;
import io.cairn.schemas.event.Blob;
import io.cairn.schemas.event.ShardPlace;
import io.cairn.schemas.event.ShardRef;
import io.cairn.shard.Drive;
import io.cairn.shard.NewShard;
import io.cairn.shard.ShardOwner;
import java.io.IOException;
import java.io.InterruptedIOException;
import java.nio.ByteBuffer;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;

/// One pass over a blob: every shard that is not known to be bad is read whole, and the lost ones
/// are made again beside that, stripe by stripe in one buffer. If a shard turns out to be bad on
/// the way, what was made is thrown away: the next pass knows of it. Used by one thread, once.
final class ShardRebuild {
    private final Blob blob;
    private final Striping striping;
    private final ErasureCode code;
    private final ReadEnvironment environment;
    private final Healing.Pace pace;
    private final Map<Integer, PendingShard> pending = new TreeMap<>();
    private final long stripes;
    private byte[] buffer;
    private @Nullable Reconstruction reconstruction;
    private long bytes;

    /// `targets` are the drives for the shards that are to be made, by their index; they will be of
    /// this `generation`.
    ShardRebuild(
            Blob blob,
            BlobStore.Owner owner,
            Map<Integer, Drive> targets,
            int generation,
            ReadEnvironment environment,
            Healing.Pace pace) {
        this.blob = blob;
        this.striping = Striping.of(blob);
        this.code = environment.codes().of(striping);
        this.environment = environment;
        this.pace = pace;
        this.stripes = (blob.length() + blob.stripeBytes() - 1) / blob.stripeBytes();
        int longest = striping.contentBytes(blob.length(), 0);
        this.buffer = new byte[striping.encodedBytes(longest)];
        ShardOwner shardOwner =
                new ShardOwner(
                        owner.bucket(),
                        owner.bucketId(),
                        owner.key(),
                        owner.eventId(),
                        owner.base());
        targets.forEach((index, drive) -> {
            ShardRef shard = new ShardRef(blob.id(), index, generation);
            NewShard made = new NewShard(shard, striping.shape(), shardOwner);
            pending.put(index, new PendingShard(drive, made, environment.clock()));
        });
    }

    /// What a pass came to: how many shards are good, which were found bad and which drives did not
    /// answer, as bit masks; why nothing could be written; or where all shards are now.
    record Pass(int good, int bad, int silent, String failure, List<ShardPlace> after, long bytes) {
        /// Whether it went through to its end.
        boolean foundNothing() {
            return bad == 0 && silent == 0;
        }
    }

    /// Reads all shards but those in the mask `passedOver`.
    Pass run(int passedOver) throws IOException {
        int wanted = all() & ~passedOver;
        if (Integer.bitCount(wanted) < striping.dataShards()) {
            return new Pass(Integer.bitCount(wanted), 0, 0, "", blob.shards(), 0);
        }
        boolean done = false;
        try {
            Pass pass = read(blob, wanted, true);
            if (pass.foundNothing() && pass.failure().isEmpty() && !pending.isEmpty()) {
                pass = verified(pass);
            }
            done = pass.foundNothing() && pass.failure().isEmpty();
            return pass;
        } finally {
            if (!done) {
                pending.values().forEach(shard -> shard.abandon("given up"));
            }
        }
    }

    /// Reads back what was written.
    private Pass verified(Pass pass) throws IOException {
        int made = 0;
        List<ShardPlace> after = new ArrayList<>(blob.shards());
        for (Map.Entry<Integer, PendingShard> shard : pending.entrySet()) {
            made |= 1 << shard.getKey();
            after.set(shard.getKey(), shard.getValue().place());
        }
        Pass again = read(blob.at(after), made, false);
        String failure = again.foundNothing() ? "" : "what was written cannot be read back";
        return new Pass(pass.good(), 0, 0, failure, after, bytes);
    }

    private Pass read(Blob from, int wanted, boolean making) throws IOException {
        try (ShardSources sources = new ShardSources(from, stripes == 1, environment)) {
            for (long stripe = 0; stripe < stripes; stripe++) {
                int unitBytes = striping.unitBytes(striping.contentBytes(blob.length(), stripe));
                int good = readUnits(sources, stripe, unitBytes, wanted);
                if (good != wanted) {
                    int silent = silent(sources, wanted & ~good);
                    int bad = wanted & ~good & ~silent;
                    return new Pass(Integer.bitCount(good), bad, silent, "", List.of(), bytes);
                }
                spend((long) unitBytes * Integer.bitCount(wanted));
                if (making && !pending.isEmpty()) {
                    make(wanted, unitBytes, stripe == stripes - 1);
                    String failure = failures();
                    if (!failure.isEmpty()) {
                        return new Pass(striping.width(), 0, 0, failure, List.of(), bytes);
                    }
                    spend((long) unitBytes * pending.size());
                }
            }
        }
        return new Pass(Integer.bitCount(wanted), 0, 0, "", blob.shards(), bytes);
    }

    private int readUnits(ShardSources sources, long stripe, int unitBytes, int wanted)
            throws IOException {
        ShardReads reads = new ShardReads(sources, Integer.bitCount(wanted));
        ByteBuffer target = ByteBuffer.wrap(buffer);
        for (int index = 0; index < striping.width(); index++) {
            if ((wanted & 1 << index) != 0) {
                reads.begin(
                        index, striping.shardOffset(stripe), target, index * unitBytes, unitBytes);
            }
        }
        if (!reads.await(environment.limits().stallMillis())) {
            buffer = buffer.clone(); // Threads that hang may still write to the old one.
        }
        return reads.good();
    }

    /// Which of these shards cannot be read because their drives do not answer.
    private static int silent(ShardSources sources, int unread) {
        int silent = 0;
        for (int rest = unread; rest != 0; rest &= rest - 1) {
            int index = Integer.numberOfTrailingZeros(rest);
            silent |= sources.silent(index) ? 1 << index : 0;
        }
        return silent;
    }

    private void make(int present, int unitBytes, boolean last) throws IOException {
        int made = pending.keySet().stream().mapToInt(index -> 1 << index).sum();
        if (reconstruction == null) {
            reconstruction = code.reconstruction(present, made);
        }
        reconstruction.apply(buffer, 0, unitBytes);
        CountDownLatch running = new CountDownLatch(pending.size());
        pending.forEach((index, shard) -> {
            int offset = index * unitBytes;
            if (stripes == 1) {
                shard.writeWhole(buffer, offset, unitBytes, running);
            } else {
                shard.append(buffer, offset, unitBytes, last, running);
            }
        });
        try {
            if (!running.await(environment.limits().stallMillis(), TimeUnit.MILLISECONDS)) {
                pending.values().forEach(shard -> shard.abandonIfRunning("stalled"));
                buffer = buffer.clone(); // Threads that hang may still read the old one.
            }
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new InterruptedIOException("interrupted while writing shards again");
        }
    }

    private String failures() {
        return pending.values().stream()
                .filter(PendingShard::failed)
                .map(PendingShard::failure)
                .collect(Collectors.joining("; "));
    }

    private void spend(long more) throws IOException {
        bytes += more;
        pace.spend(more);
    }

    private int all() {
        return (1 << striping.width()) - 1;
    }
}
