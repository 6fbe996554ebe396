package io.cairn.blobs;

import io.cairn.schemas.DriveId;
import io.cairn.shard.Drive;
import java.nio.ByteBuffer;
import java.util.Map;

/// What every read of a store shares.
record ReadEnvironment(
        Map<DriveId, Drive> drives,
        Codes codes,
        StripeBuffers<ByteBuffer> buffers,
        ReadBudget budget,
        BlobLimits limits,
        DamageListener damage) {}
