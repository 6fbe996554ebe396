package io.cairn.shard.drive;

/// How wide blobs are cut when `drives` drives take part, and how many of their shards are parity.
public record Layout(int drives, int parity) {
    /// The most shards of a blob.
    public static final int WIDTH_MAX = 16;

    public Layout {
        if (drives < 1 || parity < 0 || parity >= Math.min(drives, WIDTH_MAX)) {
            throw new IllegalArgumentException(parity + " parity shards on " + drives + " drives");
        }
    }

    /// The layout that users know by their number of drives.
    public static Layout byDefault(int drives) {
        return new Layout(drives, defaultParity(Math.min(drives, WIDTH_MAX)));
    }

    /// n, the shards of a blob.
    public int width() {
        return Math.min(drives, WIDTH_MAX);
    }

    /// k, the shards that hold content.
    public int dataShards() {
        return width() - parity;
    }

    /// The layout for new blobs while only `live` drives can be written: as many parity shards as
    /// is usual for so many drives, but never more than with all of them, and no more than one
    /// fewer for each drive that is gone.
    public Layout forLive(int live) {
        if (live >= drives) {
            return this;
        }
        int width = Math.min(live, WIDTH_MAX);
        int kept = Math.max(defaultParity(width), parity - (width() - width));
        return new Layout(live, Math.min(Math.min(parity, kept), width - 1));
    }

    private static int defaultParity(int width) {
        if (width == 1) {
            return 0;
        }
        return Math.min(width / 2, 4);
    }
}
