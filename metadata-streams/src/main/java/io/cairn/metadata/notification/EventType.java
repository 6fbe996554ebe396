package io.cairn.metadata.notification;

import io.cairn.schemas.event.Change;
import io.cairn.schemas.event.ObjectVersion;
import java.util.Collections;
import java.util.EnumSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;

/// What subscribers of a bucket are told of. Source of the names: "Supported event types for SQS,
/// SNS, and Lambda" in the Amazon S3 User Guide. S3 has no name for a retention or a legal hold;
/// those are MinIO's.
public enum EventType {
    PUT("ObjectCreated:Put"),
    COPY("ObjectCreated:Copy"),
    COMPLETE_MULTIPART_UPLOAD("ObjectCreated:CompleteMultipartUpload"),
    DELETE("ObjectRemoved:Delete"),
    DELETE_MARKER_CREATED("ObjectRemoved:DeleteMarkerCreated"),
    TAGGING_PUT("ObjectTagging:Put", "ObjectCreated:PutTagging"),
    TAGGING_DELETE("ObjectTagging:Delete", "ObjectCreated:DeleteTagging"),
    RETENTION_PUT("ObjectCreated:PutRetention"),
    LEGAL_HOLD_PUT("ObjectCreated:PutLegalHold");

    private static final String PREFIX = "s3:";
    private static final char ANY = '*';

    /// Groups of events, each named by a wildcard.
    private static final List<String> GROUPS =
            List.of(
                    "s3:ObjectCreated:*",
                    "s3:ObjectRemoved:*",
                    "s3:ObjectTagging:*",
                    "s3:ObjectRestore:*",
                    "s3:Replication:*",
                    "s3:LifecycleExpiration:*",
                    "s3:ObjectAccessed:*");

    /// Names that clients use for what does not happen here, or leaves no trace in the log: they
    /// are kept and nobody is ever told.
    private static final List<String> SILENT =
            List.of(
                    "s3:ObjectCreated:Post",
                    "s3:ReducedRedundancyLostObject",
                    "s3:ObjectRestore:Post",
                    "s3:ObjectRestore:Completed",
                    "s3:ObjectRestore:Delete",
                    "s3:Replication:OperationFailedReplication",
                    "s3:Replication:OperationMissedThreshold",
                    "s3:Replication:OperationReplicatedAfterThreshold",
                    "s3:Replication:OperationNotTracked",
                    "s3:LifecycleExpiration:Delete",
                    "s3:LifecycleExpiration:DeleteMarkerCreated",
                    "s3:LifecycleTransition",
                    "s3:IntelligentTiering",
                    "s3:ObjectAcl:Put",
                    "s3:ObjectAccessed:Get",
                    "s3:ObjectAccessed:Head");

    private final String label;
    private final String alias;

    EventType(String label) {
        this(label, label);
    }

    EventType(String label, String alias) {
        this.label = label;
        this.alias = alias;
    }

    /// The name in S3's messages, such as `ObjectCreated:Put`.
    public String label() {
        return label;
    }

    /// The name in MinIO's messages; of most events the same.
    String alias() {
        return alias;
    }

    /// Whether a client may ask for this name, such as `s3:ObjectCreated:*`.
    public static boolean isName(String name) {
        return GROUPS.contains(name) || SILENT.contains(name) || !named(name).isEmpty();
    }

    /// The events of a name; none for one that nobody is told of. A wildcard means S3's own events:
    /// an event that only MinIO counts as a creation has to be named.
    public static Set<EventType> named(String name) {
        EnumSet<EventType> found = EnumSet.noneOf(EventType.class);
        for (EventType each : values()) {
            if (each.isNamed(name)) {
                found.add(each);
            }
        }
        return found;
    }

    private boolean isNamed(String name) {
        return name.equals(PREFIX + label) || name.equals(PREFIX + alias) || isInGroup(name);
    }

    private boolean isInGroup(String name) {
        boolean addsAnything = this == RETENTION_PUT || this == LEGAL_HOLD_PUT;
        return GROUPS.contains(name)
                && !addsAnything
                && (PREFIX + label).startsWith(name.substring(0, name.length() - 1));
    }

    /// Whether two names have an event in common. Of events that nobody is told of only the names
    /// say it.
    static boolean overlap(String one, String other) {
        Set<EventType> first = named(one);
        Set<EventType> second = named(other);
        return first.isEmpty() || second.isEmpty()
                ? one.equals(other) || covers(one, other) || covers(other, one)
                : !Collections.disjoint(first, second);
    }

    private static boolean covers(String group, String name) {
        int last = group.length() - 1;
        return group.charAt(last) == ANY && name.startsWith(group.substring(0, last));
    }

    /// What subscribers are told of a change; empty for one that they are not told of.
    public static Optional<EventType> of(Change change) {
        return switch (change.kind()) {
            case OBJECT_PUT -> Optional.of(PUT);
            case OBJECT_COPIED, OBJECT_REWRITTEN -> Optional.of(COPY);
            case OBJECT_COMPLETED -> Optional.of(COMPLETE_MULTIPART_UPLOAD);
            case OBJECT_DELETED, VERSION_DELETED -> Optional.of(DELETE);
            case DELETE_MARKER_CREATED -> Optional.of(DELETE_MARKER_CREATED);
            case OBJECT_TAGGED -> Optional.of(isTagged(change) ? TAGGING_PUT : TAGGING_DELETE);
            case RETENTION_PUT -> Optional.of(RETENTION_PUT);
            case LEGAL_HOLD_PUT -> Optional.of(LEGAL_HOLD_PUT);
            case BUCKET_CREATED,
                    BUCKET_DELETED,
                    BUCKET_CONFIGURED,
                    UPLOAD_CREATED,
                    UPLOAD_ABORTED,
                    PART_PUT,
                    SHARDS_RELOCATED ->
                    Optional.empty();
        };
    }

    private static boolean isTagged(Change change) {
        return change.image()
                .after()
                .map(ObjectVersion::tags)
                .filter(t -> !t.isEmpty())
                .isPresent();
    }
}
