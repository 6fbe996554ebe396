package io.cairn.metadata.store;

import java.nio.charset.StandardCharsets;

/// The column families of a fold store. RocksDB wants the first to be called `default`.
enum Family {
    META("default"),
    VERSIONS("versions"),
    NULLS("nulls"),
    UPLOADS("uploads"),
    PARTS("parts"),
    BUCKETS("buckets"),
    OUTCOMES("outcomes"),
    EMISSIONS("emissions"),
    USAGE("usage");

    private final String title;

    Family(String title) {
        this.title = title;
    }

    byte[] bytes() {
        return title.getBytes(StandardCharsets.UTF_8);
    }
}
