package io.cairn.metadata.notification;

/// How S3 and MinIO name the same things in a record. MinIO begins names of events with `s3:`,
/// escapes slashes in keys, and adds the metadata of the object.
record RecordStyle(String version, String source, String eventName, boolean minio) {
    private static final String VERSION = "2.1";
    private static final String VERSION_OF_TAGGING = "2.3";

    static RecordStyle ofS3(EventType type) {
        boolean tagging = type == EventType.TAGGING_PUT || type == EventType.TAGGING_DELETE;
        return new RecordStyle(
                tagging ? VERSION_OF_TAGGING : VERSION, "aws:s3", type.label(), false);
    }

    static RecordStyle ofMinio(EventType type) {
        return new RecordStyle("2.0", "minio:s3", "s3:" + type.alias(), true);
    }

    /// A key as the record shows it.
    String key(String key) {
        return minio ? EventText.escape(key) : EventText.escapeButSlashes(key);
    }
}
