package io.cairn.api.bucket;

import io.cairn.api.content.OpenVersion;
import io.cairn.api.error.S3Error;
import io.cairn.api.error.S3Exception;
import io.cairn.api.operation.Backend;
import io.cairn.api.operation.Document;
import io.cairn.api.operation.Operation;
import io.cairn.api.operation.Route;
import io.cairn.api.operation.S3Request;
import io.cairn.api.operation.S3Response;
import io.cairn.api.xml.XmlElement;
import io.cairn.schemas.event.BucketImage;
import java.io.IOException;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import java.util.function.Predicate;

/// Changes to features that are not there. What would change nothing is done: a configuration is
/// removed that nobody made, or what holds anyway is asked for. Anything else is refused.
final class Unchanged {
    /// Configurations of buckets that S3 can remove.
    private static final List<String> REMOVED =
            List.of(
                    "analytics",
                    "cors",
                    "encryption",
                    "intelligent-tiering",
                    "inventory",
                    "lifecycle",
                    "metadataConfiguration",
                    "metadataTable",
                    "metrics",
                    "ownershipControls",
                    "policy",
                    "publicAccessBlock",
                    "replication",
                    "tagging",
                    "website");

    private Unchanged() {}

    static List<Route> routes(Backend backend) {
        List<Route> routes = new ArrayList<>();
        for (String selector : REMOVED) {
            routes.add(Route.bucket("DELETE", selector, removed(backend)));
        }
        for (String selector : List.of("tagging", "annotation")) {
            routes.add(Route.object("DELETE", selector, removedOfObject(backend)));
        }
        put(backend, routes, "versioning", "VersioningConfiguration", Unchanged::suspends);
        put(backend, routes, "accelerate", "AccelerateConfiguration", Unchanged::suspends);
        put(backend, routes, "tagging", "Tagging", Unchanged::hasNoTags);
        put(backend, routes, "notification", "NotificationConfiguration", Unchanged::isEmpty);
        put(backend, routes, "logging", "BucketLoggingStatus", Unchanged::isEmpty);
        put(
                backend,
                routes,
                "publicAccessBlock",
                "PublicAccessBlockConfiguration",
                document -> saysOnly(document, "false"));
        put(
                backend,
                routes,
                "requestPayment",
                "RequestPaymentConfiguration",
                document -> saysOnly(document, "BucketOwner"));
        put(backend, routes, "ownershipControls", "OwnershipControls", Unchanged::enforcesOwner);
        routes.add(Route.bucket("PUT", "acl", bucketAcl(backend)));
        routes.add(Route.object("PUT", "acl", objectAcl(backend)));
        routes.add(Route.object("PUT", "tagging", objectTagging(backend)));
        return routes;
    }

    private static Operation removed(Backend backend) {
        return request -> {
            backend.bucket(request);
            return S3Response.noContent();
        };
    }

    private static Operation removedOfObject(Backend backend) {
        return request -> {
            requireObject(backend, request);
            return S3Response.noContent();
        };
    }

    /// A change of a bucket's feature, which is done if its document is one that changes nothing.
    private static void put(
            Backend backend,
            List<Route> routes,
            String selector,
            String root,
            Predicate<XmlElement> changesNothing) {
        Operation operation =
                request -> {
                    backend.bucket(request);
                    return answer(backend, request, root, changesNothing);
                };
        routes.add(Route.bucket("PUT", selector, operation));
    }

    private static Operation objectTagging(Backend backend) {
        return request -> {
            requireObject(backend, request);
            return answer(backend, request, "Tagging", Unchanged::hasNoTags);
        };
    }

    private static Operation bucketAcl(Backend backend) {
        return request -> acl(backend, request, backend.bucket(request).owner());
    }

    private static Operation objectAcl(Backend backend) {
        return request -> acl(backend, request, requireObject(backend, request));
    }

    /// An access control list, in a header or a document. Headers that grant anything to others
    /// were refused before.
    private static S3Response acl(Backend backend, S3Request request, String owner)
            throws IOException {
        if (request.header("x-amz-acl").isPresent()) {
            backend.document(request).close();
            return S3Response.ok();
        }
        return answer(
                backend, request, "AccessControlPolicy", document -> isPrivate(document, owner));
    }

    private static S3Response answer(
            Backend backend, S3Request request, String root, Predicate<XmlElement> changesNothing)
            throws IOException {
        try (Document sent = backend.document(request)) {
            XmlElement document = sent.parse();
            if (!document.name().equals(root)) {
                throw S3Error.MalformedXML.exception();
            }
            if (!changesNothing.test(document)) {
                throw refusal(root);
            }
        }
        return S3Response.ok();
    }

    private static S3Exception refusal(String root) {
        return S3Error.NotImplemented.exception(
                "A %s that changes anything is not implemented".formatted(root));
    }

    private static boolean isEmpty(XmlElement document) {
        return document.children().isEmpty();
    }

    /// Of versioning and acceleration, which nobody has.
    private static boolean suspends(XmlElement document) {
        return saysOnly(document, "Suspended", "Disabled");
    }

    private static boolean hasNoTags(XmlElement document) {
        return document.children().stream().allMatch(set -> set.children().isEmpty());
    }

    private static boolean enforcesOwner(XmlElement document) {
        return document.children().size() == 1
                && saysOnly(document.children().getFirst(), "BucketOwnerEnforced");
    }

    /// Whether all that is written in the children of an element is one of these words.
    private static boolean saysOnly(XmlElement element, String... words) {
        Set<String> known = Set.of(words);
        return element.children().stream()
                .allMatch(child ->
                        child.children().isEmpty() && known.contains(child.text().strip()));
    }

    /// Whether a list lets only the owner in, as the one that every bucket and object has.
    private static boolean isPrivate(XmlElement document, String owner) {
        List<XmlElement> lists = document.children("AccessControlList");
        if (lists.size() != 1 || lists.getFirst().children().size() != 1) {
            return false;
        }
        XmlElement grant = lists.getFirst().children().getFirst();
        boolean toOwner =
                grant.child("Grantee")
                        .flatMap(grantee -> grantee.childText("ID"))
                        .filter(owner::equals)
                        .isPresent();
        boolean ofOwner =
                document.child("Owner")
                        .flatMap(named -> named.childText("ID"))
                        .filter(id -> !id.equals(owner))
                        .isEmpty();
        return toOwner
                && ofOwner
                && grant.childText("Permission").filter("FULL_CONTROL"::equals).isPresent();
    }

    /// The owner of the object. Throws NoSuchKey.
    private static String requireObject(Backend backend, S3Request request) {
        BucketImage bucket = backend.bucket(request);
        return OpenVersion.latest(backend, bucket, request.key()).owner();
    }
}
