package io.cairn.schemas;

import java.util.UUID;

/// Names one request for a change; a retry carries the same id.
public record EventId(UUID value) implements Comparable<EventId> {
    /// Reads the text form that [#toString] gives; throws IllegalArgumentException if it is none.
    public static EventId parse(String text) {
        return new EventId(Uuids.parse(text));
    }

    @Override
    public int compareTo(EventId other) {
        return Uuids.compare(value, other.value);
    }

    @Override
    public String toString() {
        return value.toString();
    }
}
