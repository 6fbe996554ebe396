package io.cairn.schemas.event;

/// The formats of all rows that the fold keeps.
public final class Rows {
    /// Objects.
    public static final RowFormat<ObjectVersion> VERSION = new RowFormat<>(Coders.VERSION, 1);

    /// Parts.
    public static final RowFormat<Part> PART = new RowFormat<>(Coders.PART, 1);

    /// Uploads.
    public static final RowFormat<Upload> UPLOAD = new RowFormat<>(Coders.UPLOAD, 1);

    /// Buckets.
    public static final RowFormat<BucketImage> BUCKET = new RowFormat<>(Coders.BUCKET, 1);

    /// Outcomes.
    public static final RowFormat<Outcome> OUTCOME = new RowFormat<>(Coders.OUTCOME, 1);

    private Rows() {}
}
