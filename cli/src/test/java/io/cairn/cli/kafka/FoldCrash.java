package io.cairn.cli.kafka;

import io.cairn.metadata.kafka.MetadataNode;
import java.nio.file.Path;
import java.util.concurrent.locks.LockSupport;

/// A process that folds a log until only so many records are left, and then ends in one of several
/// ways. Run by [FoldCrashTest].
final class FoldCrash {
    static final int HALTED = 9;
    private static final long PAUSE_NANOS = 200_000;

    /// How it ends.
    enum End {
        /// As `kill -9` would: the store lies behind the committed offsets.
        HALT,
        /// The same, right after the store was made durable: it lies ahead of them.
        FLUSH_AND_HALT,
        /// As it should: both are equal.
        CLOSE
    }

    private FoldCrash() {}

    /// Arguments: directory, [End], how many records may be left.
    public static void main(String[] args) {
        long left = Long.parseLong(args[2]);
        try (LiveLog log = new LiveLog(Path.of(args[0]));
                MetadataNode node = log.startFold()) {
            while (node.lag() > left) {
                LockSupport.parkNanos(PAUSE_NANOS);
            }
            switch (End.valueOf(args[1])) {
                case HALT -> Runtime.getRuntime().halt(HALTED);
                case FLUSH_AND_HALT -> {
                    node.flush();
                    Runtime.getRuntime().halt(HALTED);
                }
                case CLOSE -> {}
            }
        }
        System.exit(0);
    }
}
