package io.cairn.api.blob;

import io.cairn.schemas.DriveId;
import io.cairn.shard.Drive;
import java.util.Map;

/// What every read of a store shares.
record ReadEnvironment(
        Map<DriveId, Drive> drives,
        Codes codes,
        StripeBuffers buffers,
        BlobLimits limits,
        DamageListener damage) {}
