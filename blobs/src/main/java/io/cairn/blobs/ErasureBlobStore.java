package io.cairn.blobs;

import io.cairn.erasure.CodingKernel;
import io.cairn.platform.MonotonicClock;
import io.cairn.schemas.BlobId;
import io.cairn.schemas.DriveId;
import io.cairn.schemas.TimeOrderedIds;
import io.cairn.schemas.event.Blob;
import io.cairn.schemas.event.ShardPlace;
import io.cairn.schemas.event.ShardRef;
import io.cairn.shard.Drive;
import io.cairn.shard.drive.Layout;
import java.io.IOException;
import java.io.InputStream;
import java.nio.ByteBuffer;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.random.RandomGenerator;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/// A blob store over the drives of this process.
///
/// A large write holds two stripes: while one is hashed and written, the next is read. A write that
/// fits one stripe is hashed on the caller's thread while the drives write. See [BlobContent] for
/// reads. Ids of blobs come from `ids`; shards are of generation 0.
public final class ErasureBlobStore implements BlobStore, AutoCloseable {
    private static final Logger LOG = LoggerFactory.getLogger(ErasureBlobStore.class);

    /// What is read of content before it gets a buffer: clients that owe the first bytes hold none.
    private static final int FIRST_BYTES = 4 << 10;

    private final Map<DriveId, Drive> drives;
    private final Placement placement;
    private final Codes codes;
    private final BlobLimits limits;
    private final TimeOrderedIds ids;
    private final DamageListener damage;
    private final MonotonicClock clock;
    private final StripeBuffers<byte[]> smallBuffers;
    private final StripeBuffers<byte[]> writeBuffers;
    private final StripeBuffers<ByteBuffer> readBuffers;
    private final ReadBudget readBudget;
    private final ExecutorService hashers;

    /// `layout` is that of all known drives, `drives` are those that are there; `clock` says how
    /// long they take.
    public ErasureBlobStore(
            List<? extends Drive> drives,
            Layout layout,
            CodingKernel kernel,
            BlobLimits limits,
            TimeOrderedIds ids,
            DamageListener damage,
            MonotonicClock clock) {
        this.drives = drives.stream().collect(Collectors.toMap(Drive::id, drive -> drive));
        this.placement = new Placement(drives, layout);
        this.codes = new Codes(kernel);
        this.limits = limits;
        this.ids = ids;
        this.damage = damage;
        this.clock = clock;
        long wait = limits.bufferWaitMillis();
        int small = encodedBytesMax(layout, limits.smallBytes());
        int large = encodedBytesMax(layout, limits.stripeBytes());
        this.smallBuffers = new StripeBuffers<>(() -> new byte[small], limits.smallBuffers(), wait);
        this.writeBuffers = new StripeBuffers<>(() -> new byte[large], limits.writeBuffers(), wait);
        this.readBuffers =
                new StripeBuffers<>(
                        () -> ByteBuffer.allocateDirect(limits.stripeBytes()),
                        limits.readBuffers(),
                        wait);
        this.readBudget = new ReadBudget(limits);
        this.hashers =
                Executors.newFixedThreadPool(
                        limits.hashThreads(), Thread.ofPlatform().name("hash-", 0).factory());
    }

    @Override
    public Optional<Blob> write(
            InputStream content, Owner owner, Redundancy redundancy, ContentHash hash)
            throws IOException {
        byte[] first = content.readNBytes(FIRST_BYTES);
        if (first.length == 0) {
            return Optional.empty();
        }
        byte[] small = smallBuffers.take();
        int filled;
        byte[] large;
        try {
            System.arraycopy(first, 0, small, 0, first.length);
            filled = first.length;
            if (filled == FIRST_BYTES) {
                filled += content.readNBytes(small, filled, limits.smallBytes() - filled);
            }
            if (filled < limits.smallBytes()) {
                BlobWrite write = begin(owner, redundancy);
                return Optional.of(writeSmall(write, small, filled, owner, hash));
            }
            large = writeBuffers.take();
            System.arraycopy(small, 0, large, 0, filled);
        } finally {
            smallBuffers.give(small);
        }
        try (StripePump pump = new StripePump(content, large, filled, limits, writeBuffers)) {
            BlobWrite write = begin(owner, redundancy);
            return Optional.of(writeLarge(write, pump, owner, hash));
        }
    }

    @Override
    public void discard(Blob blob) {
        for (int index = 0; index < blob.shards().size(); index++) {
            ShardPlace place = blob.shards().get(index);
            Drive drive = drives.get(place.drive());
            if (drive != null && !place.missing()) {
                ShardRef shard = new ShardRef(blob.id(), index, place.generation());
                drive.executors().leftover(() -> delete(shard, drive));
            }
        }
    }

    @Override
    public boolean contended() {
        return smallBuffers.contended() || writeBuffers.contended();
    }

    private static void delete(ShardRef shard, Drive drive) {
        try {
            drive.store().delete(shard);
        } catch (IOException e) {
            LOG.warn("cannot remove {} from {}; a scrub will", shard, drive, e);
        }
    }

    @Override
    public Content open(Blob blob, Owner owner, long offset, long length) {
        ReadEnvironment environment =
                new ReadEnvironment(drives, codes, readBuffers, readBudget, limits, damage, clock);
        return BlobContent.open(blob, owner, offset, length, environment);
    }

    /// Writes and reads that begin from now on are coded by this kernel.
    public void codeBy(CodingKernel kernel) {
        codes.codeBy(kernel);
    }

    /// Heals blobs of this store at `pace`; new generations are drawn from `random`.
    public Healing healing(Healing.Pace pace, RandomGenerator random) {
        return new ShardHealing(
                new ReadEnvironment(drives, codes, readBuffers, readBudget, limits, damage, clock),
                pace,
                random);
    }

    /// What running reads share.
    ReadBudget readBudget() {
        return readBudget;
    }

    /// Stops the hashing threads. Writes must have ended.
    @Override
    public void close() {
        hashers.shutdown();
    }

    private Blob writeSmall(
            BlobWrite write, byte[] stripe, int length, Owner owner, ContentHash hash) {
        boolean done = false;
        try {
            write.start(stripe, length, true);
            hash.update(stripe, 0, length);
            write.await();
            done = true;
            return finish(write, owner);
        } finally {
            if (!done) {
                write.abandon();
            }
        }
    }

    private Blob writeLarge(BlobWrite write, StripePump pump, Owner owner, ContentHash hash)
            throws IOException {
        boolean done = false;
        try {
            pump.run(write, hash, hashers);
            done = true;
            return finish(write, owner);
        } finally {
            if (!done) {
                write.abandon();
            }
        }
    }

    private BlobWrite begin(Owner owner, Redundancy redundancy) {
        BlobId id = new BlobId(ids.next());
        Placement.Chosen chosen = placement.choose(id, redundancy);
        Striping striping =
                new Striping(limits.stripeBytes(), chosen.dataShards(), chosen.parityShards());
        return new BlobWrite(
                id, striping, chosen, owner, codes.of(striping), limits.stallMillis(), clock);
    }

    private Blob finish(BlobWrite write, Owner owner) {
        Blob blob = write.blob();
        List<Integer> missing =
                IntStream.range(0, blob.shards().size())
                        .filter(index -> blob.shards().get(index).missing())
                        .boxed()
                        .toList();
        if (!missing.isEmpty()) {
            damage.damaged(blob, owner, missing, "not written: " + write.failures());
        }
        return blob;
    }

    /// The longest encoded stripe that any number of live drives leads to.
    private static int encodedBytesMax(Layout layout, int contentBytes) {
        int max = 0;
        for (int live = layout.dataShards(); live <= layout.drives(); live++) {
            Layout used = layout.forLive(live);
            Striping striping = new Striping(contentBytes, used.dataShards(), used.parity());
            max = Math.max(max, striping.encodedBytes(contentBytes) + striping.width());
        }
        return max;
    }
}
