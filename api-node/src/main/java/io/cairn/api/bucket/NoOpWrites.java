package io.cairn.api.bucket;

import io.cairn.api.error.S3Error;
import io.cairn.api.operation.Backend;
import io.cairn.api.operation.Document;
import io.cairn.api.operation.Operation;
import io.cairn.api.operation.S3Request;
import io.cairn.api.operation.S3Response;
import io.cairn.api.xml.XmlElement;
import java.io.IOException;
import java.util.List;
import java.util.Set;
import java.util.function.Predicate;

/// What PUT and DELETE do to a feature that cannot be configured yet. A request that changes
/// nothing succeeds: it removes a configuration that does not exist, or asks for what is the case
/// anyway. Any other request is refused.
record NoOpWrites(Backend backend) {
    /// Deletes a configuration that no bucket has.
    static Operation.OfBucket removed() {
        return _ -> _ -> S3Response.noContent();
    }

    /// Deletes a configuration that no object has.
    static Operation.OfVersion removedOfObject() {
        return _ -> _ -> S3Response.noContent();
    }

    /// Accepts a document of this root element that changes nothing.
    Operation.OfBucket put(String root, Predicate<XmlElement> changesNothing) {
        return request -> _ -> accept(request, root, changesNothing);
    }

    Operation.OfBucket bucketAcl() {
        return request -> bucket -> acl(request, bucket.owner());
    }

    Operation.OfVersion objectAcl() {
        return request -> found -> acl(request, found.version().owner());
    }

    /// An access control list, in a header or a document. Headers that grant anything to others
    /// were refused before.
    private S3Response acl(S3Request request, String owner) throws IOException {
        if (request.header("x-amz-acl").isPresent()) {
            backend.document(request).close();
            return S3Response.ok();
        }
        return accept(request, "AccessControlPolicy", document -> isPrivate(document, owner));
    }

    private S3Response accept(S3Request request, String root, Predicate<XmlElement> changesNothing)
            throws IOException {
        try (Document sent = backend.document(request)) {
            XmlElement document = sent.parse();
            if (!document.name().equals(root)) {
                throw S3Error.MalformedXML.exception();
            }
            if (!changesNothing.test(document)) {
                throw S3Error.NotImplemented.exception(
                        "A %s that changes anything is not implemented".formatted(root));
            }
        }
        return S3Response.ok();
    }

    static boolean enforcesOwner(XmlElement document) {
        return document.children().size() == 1
                && saysOnly(document.children().getFirst(), "BucketOwnerEnforced");
    }

    static boolean blocksNothing(XmlElement document) {
        return saysOnly(document, "false");
    }

    /// Whether every child of an element is a leaf whose text is one of these words.
    private static boolean saysOnly(XmlElement element, String... words) {
        Set<String> known = Set.of(words);
        return element.children().stream()
                .allMatch(child ->
                        child.children().isEmpty() && known.contains(child.text().strip()));
    }

    /// Whether a list grants access to the owner only, as the list of every bucket and object does.
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
}
