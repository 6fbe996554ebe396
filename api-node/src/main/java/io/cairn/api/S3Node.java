package io.cairn.api;

import io.cairn.api.auth.Authenticator;
import io.cairn.api.bucket.BucketOperations;
import io.cairn.api.configuration.ConfigurationOperations;
import io.cairn.api.http.AccessLine;
import io.cairn.api.http.S3Handler;
import io.cairn.api.http.ServerStatus;
import io.cairn.api.listing.ListingOperations;
import io.cairn.api.lock.LockOperations;
import io.cairn.api.multipart.MultipartOperations;
import io.cairn.api.notification.NotificationOperations;
import io.cairn.api.object.ObjectOperations;
import io.cairn.api.operation.Access;
import io.cairn.api.operation.Backend;
import io.cairn.api.operation.Budgets;
import io.cairn.api.operation.ContentStore;
import io.cairn.api.operation.ReadRegistry;
import io.cairn.api.operation.Route;
import io.cairn.api.quota.QuotaOperations;
import io.cairn.api.tagging.TaggingOperations;
import io.cairn.blobs.BlobStore;
import io.cairn.metadata.Namespace;
import io.cairn.metadata.notification.NotificationTargets;
import io.cairn.platform.http.HttpServer;
import io.cairn.schemas.TimeOrderedIds;
import java.util.List;
import java.util.function.Consumer;
import java.util.stream.Stream;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/// A server that speaks S3 over a namespace and a blob store. Started once and closed once; it
/// closes nothing that it was given.
public final class S3Node implements AutoCloseable {
    private static final Logger ACCESS = LoggerFactory.getLogger("io.cairn.access");

    private final S3Config config;
    private final HttpServer server;

    /// What a node serves: names, bytes, who reads them, and who is told of changes.
    public record Stores(
            Namespace namespace,
            BlobStore blobs,
            ReadRegistry reads,
            NotificationTargets targets) {}

    /// Puts a node together. `ids` also tells the time and makes the ids of requests.
    public S3Node(
            S3Config config,
            Stores stores,
            AccessControl control,
            TimeOrderedIds ids,
            ServerStatus status) {
        Backend backend =
                new Backend(
                        stores.namespace(),
                        new ContentStore(stores.blobs()),
                        stores.reads(),
                        ids,
                        config.signatures().region(),
                        config.limits(),
                        Budgets.of(config.limits()));
        Access access = new Access(stores.namespace(), control.authorizer());
        S3Handler handler =
                new S3Handler(
                        new S3Handler.Settings(
                                config.domains(), config.hostId(), accessLog(config)),
                        backend,
                        new Authenticator(
                                control.credentials(),
                                config.signatures(),
                                config.domains(),
                                ids.clock()),
                        status,
                        access,
                        routes(backend, access, stores.targets()));
        this.config = config;
        this.server = new HttpServer(config.host(), config.port(), config.http(), handler);
    }

    /// Binds and begins to serve. Throws a RuntimeException with a BindException as its cause if
    /// the address is not to be had.
    public void start() {
        server.start();
    }

    /// The port it listens on.
    public int port() {
        return server.port();
    }

    /// Waits for running requests as long as the configuration says, then closes all connections.
    @Override
    public void close() {
        server.stop(config.drain());
    }

    private static Consumer<AccessLine> accessLog(S3Config config) {
        return config.accessLog() ? line -> ACCESS.info("{}", line) : line -> {};
    }

    /// All routes of a node.
    static List<Route> routes(Backend backend, Access access, NotificationTargets targets) {
        return Stream.of(
                        BucketOperations.routes(backend, access),
                        ListingOperations.routes(backend),
                        ObjectOperations.routes(backend, access),
                        MultipartOperations.routes(backend, access),
                        ConfigurationOperations.routes(backend, access),
                        TaggingOperations.routes(backend),
                        LockOperations.routes(backend, access),
                        NotificationOperations.routes(backend, targets),
                        QuotaOperations.routes(backend))
                .flatMap(List::stream)
                .toList();
    }
}
