package io.cairn.metadata.client;

import java.nio.charset.StandardCharsets;
import org.apache.kafka.common.utils.Utils;

/// A bucket is one ordered stream: its partition follows from its name alone. The only place that
/// knows how.
public final class BucketPartitioner {
    private BucketPartitioner() {}

    /// The partition of `bucket` among `partitions`.
    public static int partition(String bucket, int partitions) {
        return Utils.toPositive(Utils.murmur2(bucket.getBytes(StandardCharsets.UTF_8)))
                % partitions;
    }

    /// The record key of a bucket's object, or of the bucket itself if `key` is empty.
    public static byte[] recordKey(String bucket, String key) {
        return (bucket + "/" + key).getBytes(StandardCharsets.UTF_8);
    }

    /// The partition of a record key that [#recordKey] made, or that is a bucket's name.
    public static int partitionOf(byte[] recordKey, int partitions) {
        int end = 0;
        while (end < recordKey.length && recordKey[end] != '/') {
            end++;
        }
        return partition(new String(recordKey, 0, end, StandardCharsets.UTF_8), partitions);
    }
}
