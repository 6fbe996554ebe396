package io.cairn.journal;

/// How a journal uses its drive: a file is at most `fileBytes` long, but for one batch, and is
/// lengthened with zeros by `aheadBytes` at a time, since syncing an overwrite is cheaper than
/// syncing growth.
public record JournalSettings(long fileBytes, int aheadBytes) {
    /// What a server uses. Only the last file is read at start.
    public static final JournalSettings DEFAULT = new JournalSettings(64L << 20, 1 << 20);
}
