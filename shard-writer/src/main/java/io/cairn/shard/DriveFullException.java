package io.cairn.shard;

import java.io.IOException;

/// A drive has less free space than its reserve: it takes no shard, reads and deletions go on.
public final class DriveFullException extends IOException {
    private static final long serialVersionUID = 1;

    public DriveFullException(String message) {
        super(message);
    }
}
