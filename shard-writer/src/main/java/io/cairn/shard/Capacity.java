package io.cairn.shard;

/// The space of a drive when it was last looked at. `writable` is false below the reserve.
public record Capacity(long totalBytes, long usableBytes, boolean writable) {}
