/// What lives here: the one door to files and directories, and its form on a real file system. What
/// comes in and goes out: paths, bytes at positions, durability on request. What it must not know:
/// shards, drives, formats.
@NullMarked
package io.cairn.shard.disk;

import org.jspecify.annotations.NullMarked;
