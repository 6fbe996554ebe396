package io.cairn.journal.kafka;

import io.cairn.journal.Journal;
import java.io.IOException;

/// A drive that may hold a journal.
public interface JournalDrive {
    /// Where it is, for messages.
    String name();

    /// Opens its journal, which need not be there yet.
    Journal open() throws IOException;
}
