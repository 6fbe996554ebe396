package io.cairn.shard.drive;

/// The directories given cannot be opened as the drives of one cluster. The message says what to
/// change.
public final class DriveSetException extends RuntimeException {
    private static final long serialVersionUID = 1;

    private final Reason reason;

    DriveSetException(Reason reason, String message) {
        super(message);
        this.reason = reason;
    }

    public Reason reason() {
        return reason;
    }

    /// Why they cannot be opened.
    public enum Reason {
        /// A directory cannot be made, read or written.
        NOT_WRITABLE,
        /// Another process uses a directory.
        LOCKED,
        /// A directory is named twice, or two hold the same drive.
        TWICE,
        /// A directory holds other files.
        NOT_EMPTY,
        /// A directory's `drive.json` cannot be read.
        UNREADABLE,
        /// A directory was formatted by a newer version.
        NEWER_FORMAT,
        /// The directories belong to different clusters, or a drive was replaced before.
        OTHER_CLUSTER,
        /// More drives are missing than the parity makes up for.
        TOO_MANY_MISSING,
        /// The drive that holds the log is missing.
        HOME_MISSING,
        /// The parity asked for does not fit the number of drives.
        PARITY
    }
}
