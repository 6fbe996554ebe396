package io.cairn.metadata.notification;

import java.util.Arrays;
import java.util.List;
import java.util.Optional;

/// Where messages go, as an ARN names it. These are understood:
///
///     arn:cairn:kafka:<region>:<format>:<topic>       format: empty, s3, minio or cloudevents
///     arn:aws:<service>:<region>:<account>:...:<topic>
///     arn:minio:sqs:<region>:<topic>:kafka            in MinIO's format
public record Destination(String topic, MessageFormat format) {
    private static final int FIXED = 5;
    private static final int REGION = 3;

    /// The destination of an ARN; empty if it is none of those above.
    static Optional<Destination> parse(String arn) {
        List<String> parts = Arrays.asList(arn.split(":", -1));
        if (parts.size() <= FIXED || !parts.getFirst().equals("arn")) {
            return Optional.empty();
        }
        String last = parts.getLast();
        String account = parts.get(REGION + 1);
        return switch (parts.get(1) + ":" + parts.get(2)) {
            case "cairn:kafka" ->
                    parts.size() == FIXED + 1
                            ? MessageFormat.named(account).map(f -> new Destination(last, f))
                            : Optional.empty();
            case "aws:sns", "aws:sqs", "aws:lambda" ->
                    Optional.of(new Destination(last, MessageFormat.S3));
            case "minio:sqs" ->
                    last.equals("kafka")
                            ? Optional.of(new Destination(account, MessageFormat.MINIO))
                            : Optional.empty();
            default -> Optional.empty();
        };
    }
}
