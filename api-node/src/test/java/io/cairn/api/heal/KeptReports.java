package io.cairn.api.heal;

import io.cairn.schemas.BlobId;
import io.cairn.schemas.event.Damage;
import java.util.List;
import java.util.concurrent.CopyOnWriteArrayList;

/// Reports of damage that are kept in memory.
final class KeptReports implements DamageReports {
    private final List<Damage> kept = new CopyOnWriteArrayList<>();
    private final List<BlobId> settled = new CopyOnWriteArrayList<>();

    @Override
    public void damaged(Damage damage) {
        kept.add(damage);
    }

    @Override
    public void settled(BlobId blob) {
        settled.add(blob);
    }

    List<Damage> kept() {
        return kept;
    }

    List<BlobId> settled() {
        return settled;
    }
}
