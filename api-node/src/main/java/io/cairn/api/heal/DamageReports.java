package io.cairn.api.heal;

import io.cairn.schemas.BlobId;
import io.cairn.schemas.event.Damage;

/// Where hints of damage are kept until their blobs are healed, so that no crash loses them. Must
/// not block for long nor throw.
public interface DamageReports {
    /// Keeps a hint. One that is given again soon may be passed over.
    void damaged(Damage damage);

    /// The blob needs no healing any more.
    void settled(BlobId blob);
}
