package io.cairn.shard;

import io.cairn.platform.MonotonicClock;
import io.cairn.schemas.DriveId;
import io.cairn.shard.DriveExecutors.DriveThreads;
import java.io.IOException;
import java.nio.file.Path;

/// A drive of this process: a directory with a store, from its opening to its closing. It may be
/// emptied meanwhile: then it is lost until [#renew].
public final class LocalDrive implements Drive, AutoCloseable {
    /// The file that makes a directory a drive. Where it is gone, so is the drive: what is there
    /// now may be the directory on which it was mounted.
    public static final String FILE_NAME = "drive.json";

    private final DriveId id;
    private final Path directory;
    private final boolean home;
    private final Opener opener;
    private final DriveExecutors executors;
    private final DriveHealth health;
    private volatile ShardStore store;
    private volatile long fill;

    /// Used by the thread that renews.
    private boolean storeClosed;

    /// A drive whose store can not be opened again, by the clock of this process.
    public LocalDrive(
            DriveId id, Path directory, boolean home, ShardStore store, DriveThreads threads) {
        this(
                id,
                new Location(directory, home, 0),
                () -> {
                    throw new IOException("the store of " + directory + " cannot be opened again");
                },
                store,
                threads,
                MonotonicClock.SYSTEM);
    }

    /// A drive over `store`, which `opener` opens again after the drive was emptied. How long ago
    /// it failed, `clock` says.
    public LocalDrive(
            DriveId id,
            Location location,
            Opener opener,
            ShardStore store,
            DriveThreads threads,
            MonotonicClock clock) {
        this.health = new DriveHealth(clock);
        this.id = id;
        this.directory = location.directory();
        this.home = location.home();
        this.fill = location.fill();
        this.opener = opener;
        this.store = store;
        this.executors = new DriveExecutors(String.valueOf(directory.getFileName()), threads);
    }

    @Override
    public DriveId id() {
        return id;
    }

    /// Where it lies.
    public Path directory() {
        return directory;
    }

    /// Whether this drive also holds the broker's log and the fold store.
    public boolean home() {
        return home;
    }

    @Override
    public ShardStore store() {
        return store;
    }

    @Override
    public DriveExecutors executors() {
        return executors;
    }

    @Override
    public DriveHealth health() {
        return health;
    }

    /// How often the drive lost shards at once, emptied under a running server or found without
    /// directories of its store: whatever was noted about its filling at a lower number is about
    /// shards that are gone.
    public long fill() {
        return fill;
    }

    /// What the drive held is gone: nothing is asked of it until [#renew].
    public void lose() {
        health.lose();
    }

    /// Opens an empty store in the directory, which was emptied and made a drive again, to be
    /// filled for the `next`th time. May be called again after it failed; by one thread.
    public void renew(long next) throws IOException {
        if (!storeClosed) {
            storeClosed = true;
            store.close();
        }
        store = opener.open();
        storeClosed = false;
        fill = next;
        health.recovered();
    }

    /// Lets waiting writes end, for a while, stops the threads and closes the store.
    @Override
    public void close() {
        executors.close();
        store.close();
    }

    @Override
    public String toString() {
        return "drive " + id + " at " + directory;
    }

    /// Where a drive is, whether it also holds the broker's log and the fold store, and how often
    /// it lost shards at once.
    public record Location(Path directory, boolean home, long fill) {}

    /// Opens a drive's store.
    public interface Opener {
        ShardStore open() throws IOException;
    }
}
