package io.cairn.shard.index;

import java.io.IOException;
import java.nio.file.Path;

/// Opens the indexes of drives.
public interface IndexSource {
    /// Opens the index of the drive in `directory`; an empty one if there is none. Throws
    /// IOException if it is damaged.
    ShardIndex open(Path directory) throws IOException;

    /// Removes the index of the drive in `directory`, which is not open, and opens an empty one.
    ShardIndex recreate(Path directory) throws IOException;
}
