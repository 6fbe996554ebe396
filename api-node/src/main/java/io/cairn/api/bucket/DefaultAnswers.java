package io.cairn.api.bucket;

import io.cairn.api.error.S3Error;
import io.cairn.api.operation.Operation;
import io.cairn.api.operation.S3Response;
import io.cairn.api.xml.XmlWriter;
import java.util.List;

/// What GET answers about a feature that cannot be configured yet: the answer of S3 for a bucket
/// without a configuration.
final class DefaultAnswers {
    private DefaultAnswers() {}

    /// An error, for a feature that S3 reports as missing.
    static Operation.OfBucket missing(S3Error error) {
        return _ ->
                bucket -> {
                    throw error.exception().with("BucketName", bucket.name());
                };
    }

    static Operation.OfBucket ownershipControls() {
        XmlWriter xml = new XmlWriter().openRoot("OwnershipControls").open("Rule");
        xml.element("ObjectOwnership", "BucketOwnerEnforced").close("Rule");
        return document("OwnershipControls", xml);
    }

    static Operation.OfBucket bucketAcl() {
        return _ -> bucket -> acl(bucket.owner());
    }

    static Operation.OfVersion objectAcl() {
        return _ -> found -> acl(found.version().owner());
    }

    private static Operation.OfBucket document(String root, XmlWriter xml) {
        byte[] bytes = xml.close(root).toBytes();
        S3Response.Header type = new S3Response.Header("Content-Type", "application/xml");
        return _ -> _ -> new S3Response.Whole(S3Response.OK, List.of(type), bytes);
    }

    /// The access control list that grants everything to the owner and nothing to others.
    private static S3Response acl(String owner) {
        XmlWriter xml = new XmlWriter().openRoot("AccessControlPolicy");
        xml.open("Owner").element("ID", owner).element("DisplayName", owner).close("Owner");
        xml.open("AccessControlList").open("Grant").openTyped("Grantee", "CanonicalUser");
        xml.element("ID", owner).element("DisplayName", owner).close("Grantee");
        xml.element("Permission", "FULL_CONTROL").close("Grant").close("AccessControlList");
        return S3Response.xml(xml.close("AccessControlPolicy"));
    }
}
