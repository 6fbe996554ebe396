/// What lives here: the topic of damage: its writer and its reader. What comes in and goes out:
/// reports of damaged shards, and tombstones once they are settled. What it must not know: how
/// shards are read and healed, HTTP.
@NullMarked
package io.cairn.blobs.kafka;

import org.jspecify.annotations.NullMarked;
