package io.cairn.api.notification;

import io.cairn.api.operation.Backend;
import io.cairn.api.operation.Route;
import io.cairn.api.operation.S3Action;
import io.cairn.metadata.notification.NotificationTargets;
import java.util.List;

/// The door to this package: its operations by route.
public final class NotificationOperations {
    private static final String SELECTOR = "notification";

    private NotificationOperations() {}

    /// The routes of all operations on notifications, which go to `targets`.
    public static List<Route> routes(Backend backend, NotificationTargets targets) {
        BucketNotification notification = new BucketNotification(backend, targets);
        return List.of(
                Route.bucket("GET", SELECTOR, S3Action.GetBucketNotification, notification.get()),
                Route.bucket("PUT", SELECTOR, S3Action.PutBucketNotification, notification.put()));
    }
}
