package io.cairn.load.workload;

import io.cairn.load.client.BodySink;
import io.cairn.load.client.Payload;
import java.nio.ByteBuffer;
import java.util.ArrayList;
import java.util.List;
import java.util.SplittableRandom;

/// What objects hold: random bytes that do not compress, told by the object's key alone, so that a
/// reader can check them. All come from one pool read in circles, each key from its own place;
/// sending them copies nothing. Safe for use by many threads.
public final class Content {
    private static final int POOL_BYTES = 16 << 20;
    private static final long SEED = 0x6361_6972_6eL;

    private final ByteBuffer pool;
    private final boolean signed;
    private final boolean verified;

    /// `signed` has payloads hashed for the signature, `verified` has bodies compared.
    public Content(boolean signed, boolean verified) {
        byte[] random = new byte[POOL_BYTES];
        new SplittableRandom(SEED).nextBytes(random);
        this.pool = ByteBuffer.allocateDirect(POOL_BYTES).put(random).flip().asReadOnlyBuffer();
        this.signed = signed;
        this.verified = verified;
    }

    /// The bytes of an object, or of a part of it, from `position` on.
    Payload payload(String key, long position, long length) {
        List<ByteBuffer> slices = new ArrayList<>();
        int start = start(key, position);
        for (long left = length; left > 0; start = 0) {
            int count = (int) Math.min(left, POOL_BYTES - start);
            slices.add(pool.slice(start, count));
            left -= count;
        }
        return signed ? Payload.hashed(slices) : Payload.unsigned(slices);
    }

    /// Takes a body that should be the object's bytes from `position` on.
    Check check(String key, long position) {
        return verified ? new Comparison(start(key, position)) : Check.NONE;
    }

    private static int start(String key, long position) {
        long mixed = new SplittableRandom(key.hashCode()).nextLong() >>> 1;
        return (int) ((mixed % POOL_BYTES + position) % POOL_BYTES);
    }

    /// A taker of a body that can say whether it was right so far.
    interface Check extends BodySink {
        Check NONE = piece -> {};

        default boolean isIntact() {
            return true;
        }
    }

    private final class Comparison implements Check {
        private int next;
        private boolean intact = true;

        Comparison(int start) {
            this.next = start;
        }

        @Override
        public void accept(ByteBuffer piece) {
            while (piece.hasRemaining()) {
                int count = Math.min(piece.remaining(), POOL_BYTES - next);
                ByteBuffer got = piece.slice(piece.position(), count);
                intact &= got.mismatch(pool.slice(next, count)) < 0;
                piece.position(piece.position() + count);
                next = (next + count) % POOL_BYTES;
            }
        }

        @Override
        public boolean isIntact() {
            return intact;
        }
    }
}
