package io.cairn.blobs;

import io.cairn.schemas.BlobId;
import io.cairn.schemas.DriveId;
import io.cairn.shard.Capacity;
import io.cairn.shard.Drive;
import io.cairn.shard.drive.Layout;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.function.Predicate;

/// Chooses the drives of a blob by weighted rendezvous hashing: each drive draws a number from its
/// id and the blob's, weighted by its size, and the highest win. So drives fill in proportion, and
/// a drive more or less moves no choice between the others.
final class Placement {
    private static final double UNIT = 0x1.0p-53;
    private static final int UNIT_SHIFT = 11;

    private final List<Drive> drives;
    private final Layout layout;

    Placement(List<? extends Drive> drives, Layout layout) {
        this.drives = List.copyOf(drives);
        this.layout = layout;
    }

    /// The drives for the shards of `blob`, in order of their index. Drives whose writes failed
    /// lately are left out as long as enough others are there, lost ones always. Throws
    /// [BlobRefusedException] if too many drives are below their reserve,
    /// [BlobUnavailableException] if too few are there.
    Chosen choose(BlobId blob, Redundancy redundancy) {
        List<Scored> scored = score(blob, drive -> drive.health().trusted());
        if (scored.size() < layout.dataShards()) {
            scored = score(blob, drive -> !drive.health().lost());
        }
        checkEnough(scored.size());
        scored.sort(Comparator.comparingDouble(Scored::score).reversed());
        Layout used = layout.forLive(scored.size());
        int parity = Math.min(used.parity(), redundancy.parity(layout.parity()));
        int width = used.dataShards() + parity;
        List<Drive> chosen = scored.stream().limit(width).map(Scored::drive).toList();
        return new Chosen(used.dataShards(), parity, chosen);
    }

    /// The number that a drive of `weight` draws for a blob: -weight / ln(u), u in (0, 1) by hash.
    static double score(BlobId blob, DriveId drive, long weight) {
        long hash = mix(blob.value().getMostSignificantBits());
        hash = mix(hash ^ blob.value().getLeastSignificantBits());
        hash = mix(hash ^ drive.value().getMostSignificantBits());
        hash = mix(hash ^ drive.value().getLeastSignificantBits());
        double uniform = ((hash >>> UNIT_SHIFT) + 0.5) * UNIT;
        return -Math.max(1, weight) / Math.log(uniform);
    }

    private List<Scored> score(BlobId blob, Predicate<Drive> filter) {
        List<Scored> scored = new ArrayList<>(drives.size());
        for (Drive drive : drives) {
            if (filter.test(drive)) {
                Capacity capacity = drive.store().capacity();
                if (capacity.writable()) {
                    scored.add(new Scored(drive, score(blob, drive.id(), capacity.totalBytes())));
                }
            }
        }
        return scored;
    }

    private void checkEnough(int writable) {
        int needed = layout.dataShards();
        long here = drives.stream().filter(drive -> !drive.health().lost()).count();
        if (writable < needed && here >= needed) {
            throw new BlobRefusedException(
                    "%d of %d drives have room, %d are needed".formatted(writable, here, needed));
        }
        if (writable < needed) {
            throw new BlobUnavailableException(
                    "%d drives are there, %d are needed".formatted(here, needed));
        }
    }

    /// The finisher of SplitMix64 (Steele, Lea, Flood 2014).
    private static long mix(long value) {
        long mixed = (value ^ (value >>> 30)) * 0xbf58476d1ce4e5b9L;
        mixed = (mixed ^ (mixed >>> 27)) * 0x94d049bb133111ebL;
        return mixed ^ (mixed >>> 31);
    }

    /// The drives of one blob, and how it is cut for them.
    record Chosen(int dataShards, int parityShards, List<Drive> drives) {}

    private record Scored(Drive drive, double score) {}
}
