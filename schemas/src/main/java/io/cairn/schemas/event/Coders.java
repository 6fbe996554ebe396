package io.cairn.schemas.event;

/// The coders of all records that leave a process or a test of them.
public final class Coders {
    /// Topic `namespace`.
    public static final Coder<Event> EVENT = new EventCoder();

    /// Objects; as rows in [Rows].
    public static final Coder<ObjectVersion> VERSION = new RowCoders.VersionCoder();

    /// Parts; as rows in [Rows].
    public static final Coder<Part> PART = new RowCoders.PartCoder();

    /// Uploads; as rows in [Rows].
    public static final Coder<Upload> UPLOAD = new RowCoders.UploadCoder();

    /// Topic `buckets`; as rows in [Rows].
    public static final Coder<BucketImage> BUCKET = new RowCoders.BucketCoder();

    /// Topic `changes`.
    public static final Coder<Change> CHANGE = new RecordCoders.ChangeCoder();

    /// Topic `reclaim`.
    public static final Coder<Reclaim> RECLAIM = new RecordCoders.ReclaimCoder();

    /// Topic `heal`.
    public static final Coder<Damage> DAMAGE = new RecordCoders.DamageCoder();

    /// Outcomes; as rows in [Rows].
    public static final Coder<Outcome> OUTCOME = new RecordCoders.OutcomeCoder();

    private Coders() {}
}
