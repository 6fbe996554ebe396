package io.cairn.journal;

import org.jspecify.annotations.Nullable;

/// A record of the log and its CRC32C, as the journal's format has it. The arrays are not copied;
/// nobody changes them.
@SuppressWarnings("ArrayRecordComponent") // Bytes on their way from one log to another.
public record JournalRecord(
        LogPartition partition,
        long offset,
        long timestamp,
        byte @Nullable [] key,
        byte @Nullable [] value,
        int crc) {}
