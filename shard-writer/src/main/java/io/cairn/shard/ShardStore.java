package io.cairn.shard;

import io.cairn.schemas.event.ShardRef;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.util.List;
import org.jspecify.annotations.Nullable;

/// The shards of one drive. A shard is written once, whole, and never changed. Safe for use by many
/// threads; every method blocks on the disk.
public interface ShardStore extends AutoCloseable {
    /// Writes a whole shard. When this returns the shard is durable: its bytes and its name survive
    /// a power loss. If it throws, the shard is not there, or will be found by [#forEachUnswept]
    /// after the next start. Throws [DriveFullException] below the reserve.
    void write(NewShard shard, byte[] bytes, int offset, int length) throws IOException;

    /// Begins to write a whole shard like [#write], without blocking: false if the store cannot
    /// take it so at the moment, or never does. If true, the bytes were taken and `completion` is
    /// called once, by another thread or this one. Throws [DriveFullException] below the reserve.
    default boolean submit(
            NewShard shard, byte[] bytes, int offset, int length, Completion completion)
            throws IOException {
        return false;
    }

    /// Begins a shard whose length is not known. Nothing of it can be seen, and nothing is durable,
    /// before [ShardWrite#commit]. Throws [DriveFullException] below the reserve.
    ShardWrite create(NewShard shard) throws IOException;

    /// Opens a shard and verifies who it says it is. Throws [ShardDamagedException] if it is
    /// missing, corrupt or another.
    ShardRead open(ExpectedShard shard) throws IOException;

    /// Opens, reads and closes a shard in as few system calls as possible; otherwise like [#open]
    /// and [ShardRead#read].
    void read(ExpectedShard shard, long from, ByteBuffer target, int targetOffset, int length)
            throws IOException;

    /// Removes exactly this generation of this shard; false if it is not there. Idempotent. The
    /// removal is durable only after [#syncDeletions]; after a power loss before that the shard may
    /// be back. Readers that have it open go on reading.
    boolean delete(ShardRef shard) throws IOException;

    /// Makes all deletions that returned before this call durable.
    void syncDeletions() throws IOException;

    /// Up to `max` shards, in order, from `from` on. One that is written or removed meanwhile may
    /// be among them or not.
    List<ShardRef> list(ShardRef from, int max) throws IOException;

    /// What a shard says of itself. Throws [ShardDamagedException] if it is missing, or its header
    /// is not what was written.
    ShardHeader header(ShardRef shard) throws IOException;

    /// Shows the header of every readable shard that was written in an earlier boot that is not
    /// swept. No order. Shards written now are never shown.
    void forEachUnswept(HeaderVisitor visitor) throws IOException;

    /// Remembers that all shards of earlier boots were dealt with: they are not shown again. Not
    /// necessarily durable: after a power loss they may be shown once more.
    void markSwept() throws IOException;

    /// The drive's space, as seen within the last second. Never blocks for long.
    Capacity capacity();

    /// Sees shard headers one after the other.
    interface HeaderVisitor {
        void visit(ShardHeader header) throws IOException;
    }

    /// Ends what runs in the background. Idempotent.
    @Override
    default void close() {}

    /// Is told how a write ended. Must return soon and not throw.
    interface Completion {
        /// The shard is durable, or `failure` says why not.
        void ended(@Nullable IOException failure);
    }
}
