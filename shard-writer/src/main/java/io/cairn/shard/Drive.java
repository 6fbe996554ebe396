package io.cairn.shard;

import io.cairn.schemas.DriveId;

/// A drive, as those see it who write, read and remove shards. It may be in this process or in
/// another: nothing here names a path. Safe for use by many threads; no method here blocks.
///
/// What is durable when, what is atomic and which errors there are, is the contract of
/// [ShardStore]. Its methods block on the disk, some for ever if the disk hangs, so callers run
/// them on [#executors].
public interface Drive {
    /// The drive's identity. It stays when the drive is emptied and filled again.
    DriveId id();

    /// The drive's shards. A drive that was emptied gets another store when it is taken into use
    /// again: callers ask for it at each operation and keep none.
    ShardStore store();

    /// The threads for calls of the store.
    DriveExecutors executors();

    /// How well the drive works: whoever uses it reports here, and asks here before.
    DriveHealth health();
}
