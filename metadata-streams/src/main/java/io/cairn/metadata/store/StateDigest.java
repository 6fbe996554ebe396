package io.cairn.metadata.store;

import java.nio.ByteBuffer;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.HexFormat;
import java.util.List;
import java.util.Optional;

/// The SHA-256 over all rows of the state proper, in order, and how many there are; the floor and
/// the position from which on outcomes are known are among them. Two folds of the same log have
/// equal digests.
public record StateDigest(long position, long rows, String sha256) {
    private static final byte[] END = {
        (byte) 0xFF, (byte) 0xFF, (byte) 0xFF, (byte) 0xFF, (byte) 0xFF, (byte) 0xFF, (byte) 0xFF,
        (byte) 0xFF, (byte) 0xFF, (byte) 0xFF, (byte) 0xFF, (byte) 0xFF, (byte) 0xFF, (byte) 0xFF,
        (byte) 0xFF, (byte) 0xFF, (byte) 0xFF
    };

    static StateDigest of(PartitionStore store, long position) {
        MessageDigest sha256;
        try {
            sha256 = MessageDigest.getInstance("SHA-256");
        } catch (NoSuchAlgorithmException e) {
            throw new IllegalStateException("SHA-256 is part of every Java platform", e);
        }
        long count = 0;
        for (byte[] name : List.of(RowReader.FLOOR, RowReader.OUTCOMES_FROM)) {
            Optional<byte[]> row = store.get(Family.META, name);
            row.ifPresent(value -> update(sha256, value));
            count += row.isPresent() ? 1 : 0;
        }
        for (Family family :
                List.of(
                        Family.VERSIONS,
                        Family.NULLS,
                        Family.UPLOADS,
                        Family.PARTS,
                        Family.BUCKETS,
                        Family.USAGE)) {
            count +=
                    store.scan(
                            family,
                            END,
                            rows -> {
                                long seen = 0;
                                for (rows.seekToFirst(); rows.isValid(); rows.next()) {
                                    update(sha256, rows.key());
                                    update(sha256, rows.value());
                                    seen++;
                                }
                                return seen;
                            });
        }
        return new StateDigest(position, count, HexFormat.of().formatHex(sha256.digest()));
    }

    private static void update(MessageDigest digest, byte[] bytes) {
        digest.update(ByteBuffer.allocate(Integer.BYTES).putInt(bytes.length).array());
        digest.update(bytes);
    }
}
