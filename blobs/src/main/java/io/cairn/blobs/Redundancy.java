package io.cairn.blobs;

/// How many shards of a blob may be lost.
public enum Redundancy {
    /// As many as the layout of the drives says.
    FULL,

    /// Half as many, but one at least where the layout has any.
    REDUCED;

    /// The parity shards of a blob where the layout has `parity`.
    int parity(int parity) {
        return switch (this) {
            case FULL -> parity;
            case REDUCED -> parity < 2 ? parity : parity / 2;
        };
    }
}
