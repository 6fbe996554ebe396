package io.cairn.metadata.store;

import io.cairn.schemas.BucketId;
import io.cairn.schemas.EventId;
import io.cairn.schemas.UploadId;
import io.cairn.schemas.Uuids;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;

/// Row keys, in the order that bytes have.
///
///     versions   bucket id (16) | key, escaped | 00 01 | ~sequence (8)   newest first
///     nulls      bucket id (16) | key, escaped | 00 01
///     uploads    bucket id (16) | key, escaped | 00 01 | upload id (16)
///     parts      bucket id (16) | upload id (16) | part number (4)
///     buckets    name
///     usage      bucket id (16)
///     outcomes   'P', 'W' or 'T' | position (8)   or   'I' | event id (16)
///     emissions  position (8)
///
/// A byte 00 inside a key is written 00 FF, so that the order of rows is the order of keys, and no key's
/// rows lie among those of another.
final class StoreKeys {
    static final byte OUTCOME_AT = 'P';
    static final byte OUTCOME_OF = 'I';
    static final byte WITHDRAWN_AT = 'W';
    static final byte TIME_AT = 'T';

    private static final byte ESCAPE = (byte) 0xFF;
    private static final byte END = 1;
    private static final int END_BYTES = 2;

    private StoreKeys() {}

    static byte[] bucketPrefix(BucketId bucket) {
        return Uuids.toBytes(bucket.value());
    }

    /// The bytes that begin all rows whose key begins with `prefix`.
    static byte[] keyPrefix(BucketId bucket, String prefix) {
        byte[] utf8 = prefix.getBytes(StandardCharsets.UTF_8);
        int zeros = 0;
        for (byte next : utf8) {
            if (next == 0) {
                zeros++;
            }
        }
        ByteBuffer row = ByteBuffer.allocate(Uuids.BYTES + utf8.length + zeros);
        row.put(Uuids.toBytes(bucket.value()));
        if (zeros == 0) {
            return row.put(utf8).array();
        }
        for (byte next : utf8) {
            row.put(next);
            if (next == 0) {
                row.put(ESCAPE);
            }
        }
        return row.array();
    }

    /// The bytes that begin all rows of exactly this key.
    static byte[] exactKey(BucketId bucket, String key) {
        byte[] prefix = keyPrefix(bucket, key);
        byte[] row = Arrays.copyOf(prefix, prefix.length + END_BYTES);
        row[row.length - 1] = END;
        return row;
    }

    static byte[] version(BucketId bucket, String key, long sequence) {
        byte[] exact = exactKey(bucket, key);
        return ByteBuffer.allocate(exact.length + Long.BYTES).put(exact).putLong(~sequence).array();
    }

    static byte[] upload(BucketId bucket, String key, UploadId id) {
        byte[] exact = exactKey(bucket, key);
        return ByteBuffer.allocate(exact.length + Uuids.BYTES)
                .put(exact)
                .put(Uuids.toBytes(id.value()))
                .array();
    }

    static byte[] partPrefix(BucketId bucket, UploadId id) {
        return ByteBuffer.allocate(2 * Uuids.BYTES)
                .put(Uuids.toBytes(bucket.value()))
                .put(Uuids.toBytes(id.value()))
                .array();
    }

    static byte[] part(BucketId bucket, UploadId id, int number) {
        return ByteBuffer.allocate(2 * Uuids.BYTES + Integer.BYTES)
                .put(partPrefix(bucket, id))
                .putInt(number)
                .array();
    }

    static byte[] bucket(String name) {
        return name.getBytes(StandardCharsets.UTF_8);
    }

    static byte[] outcomeOf(EventId id) {
        return ByteBuffer.allocate(1 + Uuids.BYTES)
                .put(OUTCOME_OF)
                .put(Uuids.toBytes(id.value()))
                .array();
    }

    static byte[] at(byte kind, long position) {
        return ByteBuffer.allocate(1 + Long.BYTES).put(kind).putLong(position).array();
    }

    static byte[] emission(long position) {
        return ByteBuffer.allocate(Long.BYTES).putLong(position).array();
    }

    /// The first row behind all rows that begin with `prefix`; `prefix` has a byte below FF.
    static byte[] behind(byte[] prefix) {
        int last = prefix.length - 1;
        while (prefix[last] == ESCAPE) {
            last--;
        }
        byte[] next = Arrays.copyOf(prefix, last + 1);
        next[last]++;
        return next;
    }
}
