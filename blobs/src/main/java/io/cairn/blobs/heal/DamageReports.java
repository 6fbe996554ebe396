package io.cairn.blobs.heal;

import io.cairn.schemas.BlobId;
import io.cairn.schemas.event.Damage;

/// Where hints of damage are kept until their blobs are healed, so that no crash loses them.
public interface DamageReports {
    /// Keeps a hint; whether that succeeded, which is when it is durable. Waits for that some
    /// seconds at most. If it is false the hint may be kept or not, and is to be given again.
    boolean keep(Damage damage) throws InterruptedException;

    /// The blob needs no healing any more. Does not wait, and may be lost: then the blob is looked
    /// at once more.
    void settled(BlobId blob);
}
