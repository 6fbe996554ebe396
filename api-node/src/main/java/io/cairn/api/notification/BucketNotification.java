package io.cairn.api.notification;

import io.cairn.api.error.S3Error;
import io.cairn.api.operation.Backend;
import io.cairn.api.operation.Document;
import io.cairn.api.operation.Operation;
import io.cairn.api.operation.S3Request;
import io.cairn.api.operation.S3Response;
import io.cairn.api.operation.S3Response.Header;
import io.cairn.api.xml.XmlElement;
import io.cairn.api.xml.XmlWriter;
import io.cairn.metadata.notification.InvalidRuleException;
import io.cairn.metadata.notification.NotificationRules;
import io.cairn.metadata.notification.NotificationTargets;
import io.cairn.schemas.event.BucketConfiguration;
import io.cairn.schemas.event.BucketImage;
import io.cairn.schemas.event.EventBody;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.Locale;
import java.util.Optional;

/// Sets who is told of changes of a bucket, and shows it. The document is kept as S3 shows it: a
/// rule without an id has got one.
///
/// Source: PutBucketNotificationConfiguration and GetBucketNotificationConfiguration in the Amazon
/// S3 API Reference.
record BucketNotification(Backend backend, NotificationTargets targets) {
    private static final String ROOT = "NotificationConfiguration";
    private static final String SKIP = "x-amz-skip-destination-validation";

    Operation.OfBucket get() {
        return _ ->
                bucket ->
                        bucket.configuration()
                                .document(BucketConfiguration.NOTIFICATION)
                                .map(BucketNotification::show)
                                .orElseGet(() ->
                                        S3Response.xml(new XmlWriter().openRoot(ROOT).close(ROOT)));
    }

    private static S3Response show(String text) {
        return new S3Response.Whole(
                S3Response.OK,
                List.of(new Header("Content-Type", "application/xml")),
                text.getBytes(StandardCharsets.UTF_8));
    }

    Operation.OfBucket put() {
        return request -> {
            boolean tested = !skipsValidation(request);
            return bucket -> put(request, bucket, tested);
        };
    }

    private static boolean skipsValidation(S3Request request) {
        String text = request.header(SKIP).orElse("false").strip();
        return switch (text.toLowerCase(Locale.ROOT)) {
            case "true" -> true;
            case "false" -> false;
            default ->
                    throw S3Error.InvalidArgument.exception(
                                    "The value of " + SKIP + " is true or false")
                            .with("ArgumentName", SKIP)
                            .with("ArgumentValue", text);
        };
    }

    private S3Response put(S3Request request, BucketImage bucket, boolean tested)
            throws IOException {
        XmlElement sent = read(request);
        if (sent.children().isEmpty()) {
            return remove(request, bucket);
        }
        XmlElement named = RuleIds.given(sent, () -> backend.ids().next().toString());
        String text = new String(new XmlWriter().root(named).toBytes(), StandardCharsets.UTF_8);
        long now = backend.ids().clock().millis();
        try {
            targets.prepare(
                    NotificationRules.parse(text),
                    new NotificationTargets.Asked(bucket.name(), request.id(), now),
                    tested);
        } catch (InvalidRuleException e) {
            throw S3Error.InvalidArgument.exception(String.valueOf(e.getMessage()))
                    .with("ArgumentName", e.argument())
                    .with("ArgumentValue", e.value());
        }
        keep(
                request,
                bucket,
                new EventBody.BucketDocumentPut(
                        BucketConfiguration.NOTIFICATION, Optional.of(text)));
        return S3Response.ok();
    }

    private XmlElement read(S3Request request) throws IOException {
        try (Document document = backend.document(request)) {
            XmlElement sent = document.parse();
            if (!sent.name().equals(ROOT)) {
                throw S3Error.MalformedXML.exception();
            }
            if (sent.child("EventBridgeConfiguration").isPresent()) {
                throw S3Error.NotImplemented.exception(
                        "A NotificationConfiguration with an EventBridgeConfiguration is not"
                                + " implemented");
            }
            if (!NotificationShapes.CONFIGURATION.fits(sent)) {
                throw S3Error.MalformedXML.exception();
            }
            return sent;
        }
    }

    private S3Response remove(S3Request request, BucketImage bucket) {
        if (bucket.configuration().document(BucketConfiguration.NOTIFICATION).isPresent()) {
            keep(
                    request,
                    bucket,
                    new EventBody.BucketDocumentPut(
                            BucketConfiguration.NOTIFICATION, Optional.empty()));
        }
        return S3Response.ok();
    }

    private void keep(S3Request request, BucketImage bucket, EventBody.BucketDocumentPut document) {
        backend.newEvent(request, bucket).append(document);
    }
}
