package io.cairn.blobs.simulation;

import io.cairn.erasure.CodingKernel;
import io.cairn.erasure.ErasureCode;
import io.cairn.schemas.event.Blob;
import io.cairn.schemas.event.ShardPlace;
import io.cairn.schemas.event.ShardRef;
import io.cairn.shard.ExpectedShard;
import io.cairn.shard.ShardShape;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;
import java.util.function.Function;
import java.util.stream.IntStream;

/// The shards of one stripe of content: 2 data units and 2 parity units.
final class SimulatedBlob {
    static final int DATA = 2;
    static final int PARITY = 2;
    static final int SHARDS = DATA + PARITY;
    static final int STRIPE_BYTES = 1 << 16;
    static final ShardShape SHAPE = new ShardShape(DATA, PARITY, STRIPE_BYTES);

    private static final ErasureCode CODE = new ErasureCode(DATA, PARITY, CodingKernel.scalar());

    private SimulatedBlob() {}

    static int unitBytes(long length) {
        return Math.toIntExact((length + DATA - 1) / DATA);
    }

    /// All units, one behind the other.
    static byte[] encode(byte[] content) {
        int unit = unitBytes(content.length);
        byte[] stripe = Arrays.copyOf(content, SHARDS * unit);
        CODE.encode(stripe, 0, unit);
        return stripe;
    }

    /// The shard at its place; empty if it is not there or not readable.
    static Optional<byte[]> read(
            Blob blob, int index, ShardPlace place, Function<ShardPlace, SimulatedDrive> drives) {
        byte[] unit = new byte[unitBytes(blob.length())];
        ShardRef shard = new ShardRef(blob.id(), index, place.generation());
        try {
            drives.apply(place)
                    .shards()
                    .read(
                            new ExpectedShard(shard, SHAPE, unit.length),
                            0,
                            ByteBuffer.wrap(unit),
                            0,
                            unit.length);
            return Optional.of(unit);
        } catch (IOException e) {
            return Optional.empty();
        }
    }

    /// All units from those that are present; empty if these are too few.
    static Optional<byte[]> decode(long length, List<Optional<byte[]>> units) {
        int unit = unitBytes(length);
        int present = mask(units, true);
        if (Integer.bitCount(present) < DATA) {
            return Optional.empty();
        }
        byte[] stripe = new byte[SHARDS * unit];
        for (int index = 0; index < SHARDS; index++) {
            int at = index * unit;
            units.get(index).ifPresent(bytes -> System.arraycopy(bytes, 0, stripe, at, unit));
        }
        int missing = mask(units, false);
        if (missing != 0) {
            CODE.reconstruction(present, missing).apply(stripe, 0, unit);
        }
        return Optional.of(stripe);
    }

    private static int mask(List<Optional<byte[]>> units, boolean present) {
        return IntStream.range(0, SHARDS)
                .filter(index -> units.get(index).isPresent() == present)
                .map(index -> 1 << index)
                .sum();
    }
}
