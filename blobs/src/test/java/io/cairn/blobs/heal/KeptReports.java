package io.cairn.blobs.heal;

import io.cairn.schemas.BlobId;
import io.cairn.schemas.event.Damage;
import java.util.List;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.atomic.AtomicInteger;

/// Reports of damage that are kept in memory, but for some at the beginning.
final class KeptReports implements DamageReports {
    private final AtomicInteger failures;
    private final List<Damage> kept = new CopyOnWriteArrayList<>();

    KeptReports(int failures) {
        this.failures = new AtomicInteger(failures);
    }

    @Override
    public boolean keep(Damage damage) {
        return failures.getAndDecrement() <= 0 && kept.add(damage);
    }

    @Override
    public void settled(BlobId blob) {
        kept.removeIf(damage -> damage.blob().equals(blob));
    }

    List<Damage> kept() {
        return kept;
    }
}
