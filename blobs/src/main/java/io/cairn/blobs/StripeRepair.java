package io.cairn.blobs;

import io.cairn.erasure.ErasureCode;
import java.io.IOException;
import java.nio.ByteBuffer;

/// Makes the lost units of stripes again from any k good shards. Only that range of the units is
/// read which the lost wanted bytes span. Keeps one buffer for the whole read.
final class StripeRepair {
    private final ShardSources sources;
    private final Striping striping;
    private final ErasureCode code;
    private final long stallMillis;
    private byte[] buffer = new byte[0];

    StripeRepair(ShardSources sources, Striping striping, ErasureCode code, long stallMillis) {
        this.sources = sources;
        this.striping = striping;
        this.code = code;
        this.stallMillis = stallMillis;
    }

    /// Fills the bytes of the units in the mask `lost` into the read's target. Throws
    /// [BlobUnavailableException] if fewer than k shards are good.
    void repair(StripeRead read, int lost) throws IOException {
        int from = Integer.MAX_VALUE;
        int to = 0;
        for (int unit = 0; unit < striping.dataShards(); unit++) {
            if ((lost & 1 << unit) != 0) {
                from = Math.min(from, read.wantedFrom(unit));
                to = Math.max(to, read.wantedTo(unit));
            }
        }
        int window = to - from;
        if (buffer.length < window * striping.width()) {
            buffer = new byte[window * striping.width()];
        }
        long position = striping.shardOffset(read.part().stripe()) + from;
        int present = readOthers(lost, position, window);
        code.reconstruction(present, lost).apply(buffer, 0, window);
        for (int unit = 0; unit < striping.dataShards(); unit++) {
            if ((lost & 1 << unit) != 0) {
                int start = read.wantedFrom(unit);
                read.target()
                        .put(
                                read.targetOffset(unit),
                                buffer,
                                unit * window + start - from,
                                read.wantedTo(unit) - start);
            }
        }
    }

    /// Reads any k shards but those in `lost`, as many at a time as are needed still; which ones,
    /// as a bit mask.
    private int readOthers(int lost, long position, int window) throws IOException {
        int present = 0;
        int asked = lost;
        while (Integer.bitCount(present) < striping.dataShards()) {
            int chosen = choose(asked, striping.dataShards() - Integer.bitCount(present));
            if (chosen == 0) {
                throw new BlobUnavailableException(
                        "%d of %d shards can be read, %d are needed"
                                .formatted(
                                        Integer.bitCount(present),
                                        striping.width(),
                                        striping.dataShards()));
            }
            ShardReads reads = new ShardReads(sources, Integer.bitCount(chosen));
            ByteBuffer target = ByteBuffer.wrap(buffer);
            for (int index = 0; index < striping.width(); index++) {
                if ((chosen & 1 << index) != 0) {
                    reads.begin(index, position, target, index * window, window);
                }
            }
            if (!reads.await(stallMillis)) {
                buffer = buffer.clone(); // Threads that hang may still write to the old one.
            }
            present |= reads.good();
            asked |= chosen;
        }
        return present;
    }

    private int choose(int asked, int countMax) {
        int chosen = 0;
        for (int index = 0; index < striping.width(); index++) {
            boolean wanted = (asked & 1 << index) == 0 && Integer.bitCount(chosen) < countMax;
            if (wanted && sources.drive(index).isPresent()) {
                chosen |= 1 << index;
            }
        }
        return chosen;
    }
}
