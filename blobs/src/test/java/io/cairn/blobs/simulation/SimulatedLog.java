package io.cairn.blobs.simulation;

import io.cairn.schemas.event.Coders;
import io.cairn.schemas.event.Event;
import java.util.ArrayList;
import java.util.List;
import java.util.Random;

/// One partition of the log. What was synced survives a crash; of the rest a random prefix does.
final class SimulatedLog {
    private final List<byte[]> records = new ArrayList<>();
    private int synced;

    /// The position of the event.
    long append(Event event) {
        records.add(Coders.EVENT.encode(event));
        return records.size() - 1L;
    }

    Event at(long position) {
        return Coders.EVENT.decode(records.get(Math.toIntExact(position)));
    }

    /// How many records it has.
    long end() {
        return records.size();
    }

    /// How many records survive whatever comes.
    int durableEnd() {
        return synced;
    }

    /// Whether the record survives whatever comes.
    boolean isDurable(long position) {
        return position < synced;
    }

    void sync() {
        synced = records.size();
    }

    void crash(Random random) {
        int kept = synced + random.nextInt(records.size() - synced + 1);
        records.subList(kept, records.size()).clear();
        synced = kept;
    }
}
