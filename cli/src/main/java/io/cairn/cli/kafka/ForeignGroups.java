package io.cairn.cli.kafka;

import java.util.Collection;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;

/// The groups of outsiders, of which there may be only so many: the broker keeps each in memory,
/// and reads all of them at every start. Safe for use by many threads.
final class ForeignGroups {
    private final int max;
    private volatile boolean refused;
    private volatile Set<String> known = ConcurrentHashMap.newKeySet();

    /// No group is known yet, and up to `max` may be.
    ForeignGroups(int max) {
        this.max = max;
    }

    /// Whether `group` may be used: it is known, or there is room for it. Threads that ask in the
    /// same moment may exceed the limit by their number.
    boolean admit(String group) {
        Set<String> now = known;
        if (now.contains(group)) {
            return true;
        }
        if (now.size() >= max) {
            refused = true;
            return false;
        }
        now.add(group);
        return true;
    }

    /// These are all groups that the broker holds.
    void replace(Collection<String> groups) {
        Set<String> found = ConcurrentHashMap.newKeySet();
        found.addAll(groups);
        known = found;
        refused = false;
    }

    /// Whether one was refused since the groups were learned, some of which may be deleted now.
    boolean refused() {
        return refused;
    }

    int size() {
        return known.size();
    }
}
