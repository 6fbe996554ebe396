/// What lives here: which directories are the drives of this cluster: `drive.json`, locks,
/// formatting, replacing and joining (docs/formats/drive.md). What comes in and goes out:
/// directories; opened drives and a report, or a refusal that says what to change. What it must not
/// know: what is in a shard, where blobs are placed, Kafka.
@NullMarked
package io.cairn.shard.drive;

import org.jspecify.annotations.NullMarked;
