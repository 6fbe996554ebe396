package io.cairn.shard.file;

/// How much of a drive stays free: the smaller of a number of bytes and a part of the drive. Room
/// is needed to delete (file systems and the log write for that too), and full file systems crawl.
public record SpaceReserve(long bytesMax, double part) {
    /// 1 GiB, or 2 % of a small drive.
    public static final SpaceReserve DEFAULT = new SpaceReserve(1L << 30, 0.02);

    /// Inodes that stay free: the log, the fold and deletions make files too.
    public static final long INODES = 1024;

    /// The bytes that stay free on a drive of `totalBytes`.
    long bytes(long totalBytes) {
        return Math.min(bytesMax, (long) (totalBytes * part));
    }
}
