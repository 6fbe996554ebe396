package io.cairn.cli.server;

import io.cairn.platform.file.FileHandles;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/// How the file handles that are left after the start are shared out: half for connections of S3
/// clients, a quarter for files that running reads keep open. The rest is for what grows: segments
/// of the log and of shards, and the connections of Kafka clients and of the schema registry.
record HandleShares(FileHandles handles) {
    private static final Logger LOG = LoggerFactory.getLogger(HandleShares.class);

    /// With fewer, thousands of clients do not find room.
    private static final long RECOMMENDED = 16_384;

    static HandleShares of(FileHandles handles) {
        return new HandleShares(handles);
    }

    long connections() {
        return handles.left() / 2;
    }

    long openShards() {
        return handles.left() / 4;
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
