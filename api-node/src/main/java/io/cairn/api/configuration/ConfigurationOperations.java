package io.cairn.api.configuration;

import io.cairn.api.error.S3Error;
import io.cairn.api.operation.Access;
import io.cairn.api.operation.Backend;
import io.cairn.api.operation.Route;
import io.cairn.api.operation.S3Action;
import io.cairn.api.operation.S3Response;
import io.cairn.api.xml.XmlElement;
import io.cairn.api.xml.XmlWriter;
import io.cairn.schemas.event.BucketImage;
import java.util.ArrayList;
import java.util.List;

/// The door to this package: its operations by route.
public final class ConfigurationOperations {
    private ConfigurationOperations() {}

    /// The routes of all configurations that are only kept.
    public static List<Route> routes(Backend backend, Access access) {
        List<Route> routes = new ArrayList<>();
        SingleConfiguration website = website(backend);
        add(
                routes,
                accelerate(backend),
                S3Action.GetAccelerateConfiguration,
                S3Action.PutAccelerateConfiguration);
        add(
                routes,
                requestPayment(backend),
                S3Action.GetBucketRequestPayment,
                S3Action.PutBucketRequestPayment);
        add(routes, logging(backend, access), S3Action.GetBucketLogging, S3Action.PutBucketLogging);
        add(routes, website, S3Action.GetBucketWebsite, S3Action.PutBucketWebsite);
        routes.add(
                Route.bucket(
                        "DELETE", website.name(), S3Action.DeleteBucketWebsite, website.delete()));
        addById(routes, backend);
        return List.copyOf(routes);
    }

    private static void addById(List<Route> routes, Backend backend) {
        add(
                routes,
                new ConfigurationsById(
                        backend,
                        "analytics",
                        "ListBucketAnalyticsConfigurationResult",
                        new KeptDocument("AnalyticsConfiguration", Shapes.ANALYTICS)),
                S3Action.GetAnalyticsConfiguration,
                S3Action.PutAnalyticsConfiguration);
        add(
                routes,
                new ConfigurationsById(
                        backend,
                        "inventory",
                        "ListInventoryConfigurationsResult",
                        new KeptDocument("InventoryConfiguration", Shapes.INVENTORY)),
                S3Action.GetInventoryConfiguration,
                S3Action.PutInventoryConfiguration);
        add(
                routes,
                new ConfigurationsById(
                        backend,
                        "metrics",
                        "ListMetricsConfigurationsResult",
                        new KeptDocument("MetricsConfiguration", Shapes.METRICS)),
                S3Action.GetMetricsConfiguration,
                S3Action.PutMetricsConfiguration);
        add(
                routes,
                new ConfigurationsById(
                        backend,
                        "intelligent-tiering",
                        "ListBucketIntelligentTieringConfigurationsOutput",
                        new KeptDocument(
                                "IntelligentTieringConfiguration", Shapes.INTELLIGENT_TIERING)),
                S3Action.GetIntelligentTieringConfiguration,
                S3Action.PutIntelligentTieringConfiguration);
    }

    private static void add(
            List<Route> routes, SingleConfiguration feature, S3Action get, S3Action put) {
        routes.add(Route.bucket("GET", feature.name(), get, feature.get()));
        routes.add(Route.bucket("PUT", feature.name(), put, feature.put()));
    }

    private static void add(
            List<Route> routes, ConfigurationsById feature, S3Action get, S3Action put) {
        routes.add(Route.bucket("GET", feature.name(), get, feature.get()));
        routes.add(Route.bucket("PUT", feature.name(), put, feature.put()));
        routes.add(Route.bucket("DELETE", feature.name(), put, feature.delete()));
    }

    private static SingleConfiguration accelerate(Backend backend) {
        String root = "AccelerateConfiguration";
        return new SingleConfiguration(
                backend,
                "accelerate",
                new KeptDocument(root, Shapes.ACCELERATE),
                (bucket, sent) -> {
                    if (bucket.name().indexOf('.') >= 0) {
                        throw S3Error.InvalidRequest.exception(
                                "S3 Transfer Acceleration is not supported for buckets with periods"
                                        + " (.) in their names");
                    }
                },
                _ -> S3Response.xml(new XmlWriter().openRoot(root).close(root)));
    }

    private static SingleConfiguration requestPayment(Backend backend) {
        String root = "RequestPaymentConfiguration";
        return new SingleConfiguration(
                backend,
                "requestPayment",
                new KeptDocument(root, Shapes.REQUEST_PAYMENT),
                (bucket, sent) -> {},
                _ ->
                        S3Response.xml(
                                new XmlWriter()
                                        .openRoot(root)
                                        .element("Payer", "BucketOwner")
                                        .close(root)));
    }

    private static SingleConfiguration logging(Backend backend, Access access) {
        String root = "BucketLoggingStatus";
        return new SingleConfiguration(
                backend,
                "logging",
                new KeptDocument(root, Shapes.LOGGING),
                (bucket, sent) -> requireTarget(access, bucket, sent),
                _ -> S3Response.xml(new XmlWriter().openRoot(root).close(root)));
    }

    /// Logs go to a bucket of the same owner, and never to one whose versions can be locked.
    private static void requireTarget(Access access, BucketImage bucket, XmlElement logging) {
        logging.child("LoggingEnabled")
                .flatMap(enabled -> enabled.childText("TargetBucket"))
                .map(String::strip)
                .filter(target -> !isTarget(access, bucket, target))
                .ifPresent(target -> {
                    throw S3Error.InvalidTargetBucketForLogging.exception()
                            .with("TargetBucket", target);
                });
    }

    private static boolean isTarget(Access access, BucketImage bucket, String target) {
        return access.mentioned(target)
                .filter(found -> found.owner().equals(bucket.owner()))
                .filter(found -> found.configuration().lock().isEmpty())
                .isPresent();
    }

    private static SingleConfiguration website(Backend backend) {
        return new SingleConfiguration(
                backend,
                "website",
                new KeptDocument("WebsiteConfiguration", Shapes.WEBSITE),
                (bucket, sent) -> {},
                ConfigurationOperations::noWebsite);
    }

    private static S3Response noWebsite(BucketImage bucket) {
        throw S3Error.NoSuchWebsiteConfiguration.exception().with("BucketName", bucket.name());
    }
}
