package io.cairn.metadata.notification;

import java.util.Collections;
import java.util.Map;
import java.util.SortedMap;
import java.util.TreeMap;

/// What a destination is told: a value, and headers by name.
public record Message(byte[] value, SortedMap<String, String> headers) {
    public Message {
        headers = Collections.unmodifiableSortedMap(new TreeMap<>(headers));
    }

    Message(byte[] value) {
        this(value, new TreeMap<>());
    }

    static Message of(byte[] value, Map<String, String> headers) {
        return new Message(value, new TreeMap<>(headers));
    }
}
