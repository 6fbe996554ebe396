package io.cairn.blobs;

import io.cairn.platform.MonotonicClock;
import io.cairn.schemas.DriveId;
import io.cairn.shard.Drive;
import java.nio.ByteBuffer;
import java.util.Map;

/// What every read of a store shares; `clock` says how long a drive takes.
record ReadEnvironment(
        Map<DriveId, Drive> drives,
        Codes codes,
        StripeBuffers<ByteBuffer> buffers,
        ReadBudget budget,
        BlobLimits limits,
        DamageListener damage,
        MonotonicClock clock) {}
