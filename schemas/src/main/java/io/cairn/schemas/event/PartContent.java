package io.cairn.schemas.event;

import java.util.Optional;

/// What a part holds, as a client sees it. `size` is in bytes, `etag` is without quotes.
public record PartContent(long size, String etag, Optional<Checksum> checksum) {}
