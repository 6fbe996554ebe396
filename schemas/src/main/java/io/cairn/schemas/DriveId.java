package io.cairn.schemas;

import java.util.UUID;

/// Names a drive, wherever it is mounted.
public record DriveId(UUID value) implements Comparable<DriveId> {
    /// Reads the text form that [#toString] gives; throws IllegalArgumentException if it is none.
    public static DriveId parse(String text) {
        return new DriveId(Uuids.parse(text));
    }

    @Override
    public int compareTo(DriveId other) {
        return Uuids.compare(value, other.value);
    }

    @Override
    public String toString() {
        return value.toString();
    }
}
