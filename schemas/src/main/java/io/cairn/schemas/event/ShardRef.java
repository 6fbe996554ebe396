package io.cairn.schemas.event;

import io.cairn.schemas.BlobId;

/// One shard of one generation of a blob.
public record ShardRef(BlobId blob, int index, int generation) {}
