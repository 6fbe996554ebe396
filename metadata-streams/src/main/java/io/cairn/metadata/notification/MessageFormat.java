package io.cairn.metadata.notification;

import java.util.Optional;

/// In which words a topic is told. A rule's ARN names it; see [Destination].
public enum MessageFormat {
    /// S3's event message.
    S3,
    /// S3's records within MinIO's envelope.
    MINIO,
    /// CloudEvents 1.0 in binary mode: attributes are headers, the value is one record of S3's
    /// message.
    CLOUDEVENTS;

    /// The format of this name; S3's if the name is empty.
    static Optional<MessageFormat> named(String name) {
        return switch (name) {
            case "", "s3" -> Optional.of(S3);
            case "minio" -> Optional.of(MINIO);
            case "cloudevents" -> Optional.of(CLOUDEVENTS);
            default -> Optional.empty();
        };
    }
}
