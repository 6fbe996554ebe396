package io.cairn.cli.server;

import io.cairn.platform.file.FileHandles;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/// How the file handles that are left after the start are shared out. A number is kept for what
/// comes in bursts: connections that were accepted before another could give way, and files that
/// are opened for one read. Of the others half are for connections of S3 clients, a quarter for
/// files that running reads keep open. The rest is for what grows: segments of the log and of
/// shards, and the connections of Kafka clients and of the schema registry.
record HandleShares(FileHandles handles) {
    private static final Logger LOG = LoggerFactory.getLogger(HandleShares.class);

    /// With fewer, thousands of clients do not find room.
    private static final long RECOMMENDED = 16_384;

    /// XNIO accepts up to 128 connections in one go, for each of two threads.
    private static final long KEPT = 300;

    static HandleShares of(FileHandles handles) {
        return new HandleShares(handles);
    }

    long connections() {
        return shared() / 2;
    }

    long openShards() {
        return shared() / 4;
    }

    private long shared() {
        return Math.max(0, handles.left() - KEPT);
    }

    /// Says how many there are, loudly if they are few.
    void report() {
        if (handles.max() < RECOMMENDED) {
            LOG.warn(
                    "only {} file handles are allowed (ulimit -n), {} of them are left: no more than"
                            + " {} S3 connections at a time; {} or more are recommended",
                    handles.max(),
                    handles.left(),
                    connections(),
                    RECOMMENDED);
        } else {
            LOG.info("{} of {} file handles are left", handles.left(), handles.max());
        }
    }
}
