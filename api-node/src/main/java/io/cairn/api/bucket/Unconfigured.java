package io.cairn.api.bucket;

import io.cairn.api.content.OpenVersion;
import io.cairn.api.error.S3Error;
import io.cairn.api.operation.Backend;
import io.cairn.api.operation.Operation;
import io.cairn.api.operation.Route;
import io.cairn.api.operation.S3Request;
import io.cairn.api.operation.S3Response;
import io.cairn.api.xml.XmlWriter;
import io.cairn.schemas.event.BucketImage;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;

/// The answers about features that are not there, as S3 gives them where nothing is configured.
final class Unconfigured {
    /// Features whose absence is an error.
    private static final Map<String, S3Error> MISSING =
            Map.of(
                    "policy", S3Error.NoSuchBucketPolicy,
                    "policyStatus", S3Error.NoSuchBucketPolicy,
                    "tagging", S3Error.NoSuchTagSet,
                    "cors", S3Error.NoSuchCORSConfiguration,
                    "lifecycle", S3Error.NoSuchLifecycleConfiguration,
                    "encryption", S3Error.ServerSideEncryptionConfigurationNotFoundError,
                    "object-lock", S3Error.ObjectLockConfigurationNotFoundError,
                    "publicAccessBlock", S3Error.NoSuchPublicAccessBlockConfiguration,
                    "website", S3Error.NoSuchWebsiteConfiguration,
                    "replication", S3Error.ReplicationConfigurationNotFoundError);

    /// Features whose absence is an empty document.
    private static final Map<String, String> EMPTY =
            Map.of(
                    "versioning", "VersioningConfiguration",
                    "notification", "NotificationConfiguration",
                    "logging", "BucketLoggingStatus",
                    "accelerate", "AccelerateConfiguration");

    /// Features of which a bucket may have several, by their ids.
    private static final Map<String, String> LISTED =
            Map.of(
                    "analytics", "ListBucketAnalyticsConfigurationsResult",
                    "intelligent-tiering", "ListBucketIntelligentTieringConfigurationsOutput",
                    "inventory", "ListInventoryConfigurationsResult",
                    "metrics", "ListMetricsConfigurationsResult");

    private Unconfigured() {}

    static List<Route> routes(Backend backend) {
        List<Route> routes = new ArrayList<>();
        MISSING.forEach((selector, error) ->
                routes.add(Route.bucket("GET", selector, missing(backend, error))));
        EMPTY.forEach((selector, root) ->
                routes.add(
                        Route.bucket(
                                "GET",
                                selector,
                                document(backend, root, new XmlWriter().openRoot(root)))));
        LISTED.forEach((selector, root) ->
                routes.add(Route.bucket("GET", selector, listed(backend, root))));
        routes.add(Route.bucket("GET", "requestPayment", requestPayment(backend)));
        routes.add(Route.bucket("GET", "ownershipControls", ownershipControls(backend)));
        routes.add(Route.bucket("GET", "acl", bucketAcl(backend)));
        routes.add(Route.object("GET", "acl", objectAcl(backend)));
        routes.add(Route.object("GET", "tagging", objectTagging(backend)));
        routes.add(Route.object("GET", "retention", objectLock(backend)));
        routes.add(Route.object("GET", "legal-hold", objectLock(backend)));
        return routes;
    }

    private static Operation missing(Backend backend, S3Error error) {
        return request -> {
            BucketImage bucket = backend.bucket(request);
            throw error.exception().with("BucketName", bucket.name());
        };
    }

    /// None is there, whether one is asked for or all.
    private static Operation listed(Backend backend, String root) {
        return request -> {
            backend.bucket(request);
            if (request.query().has("id")) {
                throw S3Error.NoSuchConfiguration.exception();
            }
            XmlWriter xml = new XmlWriter().openRoot(root);
            return S3Response.xml(xml.element("IsTruncated", false).close(root));
        };
    }

    private static Operation document(Backend backend, String root, XmlWriter xml) {
        byte[] bytes = xml.close(root).toBytes();
        S3Response.Header type = new S3Response.Header("Content-Type", "application/xml");
        return request -> {
            backend.bucket(request);
            return new S3Response.Whole(S3Response.OK, List.of(type), bytes);
        };
    }

    private static Operation requestPayment(Backend backend) {
        XmlWriter xml = new XmlWriter().openRoot("RequestPaymentConfiguration");
        return document(
                backend, "RequestPaymentConfiguration", xml.element("Payer", "BucketOwner"));
    }

    private static Operation ownershipControls(Backend backend) {
        XmlWriter xml = new XmlWriter().openRoot("OwnershipControls").open("Rule");
        xml.element("ObjectOwnership", "BucketOwnerEnforced").close("Rule");
        return document(backend, "OwnershipControls", xml);
    }

    private static Operation bucketAcl(Backend backend) {
        return request -> acl(backend.bucket(request).owner());
    }

    private static Operation objectAcl(Backend backend) {
        return request -> acl(requireObject(backend, request));
    }

    private static Operation objectTagging(Backend backend) {
        return request -> {
            requireObject(backend, request);
            XmlWriter xml = new XmlWriter().openRoot("Tagging");
            return S3Response.xml(xml.open("TagSet").close("TagSet").close("Tagging"));
        };
    }

    private static Operation objectLock(Backend backend) {
        return request -> {
            requireObject(backend, request);
            throw S3Error.NoSuchObjectLockConfiguration.exception()
                    .with("Key", request.key().value());
        };
    }

    /// The owner of the object. Throws NoSuchKey.
    private static String requireObject(Backend backend, S3Request request) {
        BucketImage bucket = backend.bucket(request);
        return OpenVersion.latest(backend, bucket, request.key()).owner();
    }

    /// The access control list of what only its owner may touch.
    private static S3Response acl(String owner) {
        XmlWriter xml = new XmlWriter().openRoot("AccessControlPolicy");
        xml.open("Owner").element("ID", owner).element("DisplayName", owner).close("Owner");
        xml.open("AccessControlList").open("Grant").openTyped("Grantee", "CanonicalUser");
        xml.element("ID", owner).element("DisplayName", owner).close("Grantee");
        xml.element("Permission", "FULL_CONTROL").close("Grant").close("AccessControlList");
        return S3Response.xml(xml.close("AccessControlPolicy"));
    }
}
