package io.cairn.api;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.cairn.api.operation.Access;
import io.cairn.api.operation.Authorizer;
import io.cairn.api.operation.Backend;
import io.cairn.api.operation.Budgets;
import io.cairn.api.operation.ContentStore;
import io.cairn.api.operation.Limits;
import io.cairn.api.operation.RootAuthorizer;
import io.cairn.api.operation.Route;
import io.cairn.api.operation.Route.Requirement;
import io.cairn.api.operation.S3Action;
import io.cairn.api.request.Region;
import io.cairn.schemas.TimeOrderedIds;
import java.net.http.HttpResponse;
import java.time.Clock;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Random;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.stream.Collectors;
import org.junit.jupiter.api.Test;
import software.amazon.awssdk.core.sync.RequestBody;

/// Every route requires an action, and the dispatcher asks for it.
final class RoutesTest {
    private static final String UPLOAD = "00000000-0000-0000-0000-000000000000";

    private static final String EXPECTED =
            """
            GET SERVICE: ListAllMyBuckets
            DELETE BUCKET: DeleteBucket
            GET BUCKET: ListBucket
            HEAD BUCKET: ListBucket
            PUT BUCKET: CreateBucket
            GET BUCKET ?accelerate: GetAccelerateConfiguration
            PUT BUCKET ?accelerate: PutAccelerateConfiguration
            GET BUCKET ?acl: GetBucketAcl
            PUT BUCKET ?acl: PutBucketAcl
            DELETE BUCKET ?analytics: PutAnalyticsConfiguration
            GET BUCKET ?analytics: GetAnalyticsConfiguration
            PUT BUCKET ?analytics: PutAnalyticsConfiguration
            GET BUCKET ?cairn-quota: GetBucketQuota
            PUT BUCKET ?cairn-quota: PutBucketQuota
            DELETE BUCKET ?cors: PutBucketCORS
            GET BUCKET ?cors: GetBucketCORS
            POST BUCKET ?delete: DeleteObject of each key
            DELETE BUCKET ?encryption: PutEncryptionConfiguration
            GET BUCKET ?encryption: GetEncryptionConfiguration
            DELETE BUCKET ?intelligent-tiering: PutIntelligentTieringConfiguration
            GET BUCKET ?intelligent-tiering: GetIntelligentTieringConfiguration
            PUT BUCKET ?intelligent-tiering: PutIntelligentTieringConfiguration
            DELETE BUCKET ?inventory: PutInventoryConfiguration
            GET BUCKET ?inventory: GetInventoryConfiguration
            PUT BUCKET ?inventory: PutInventoryConfiguration
            DELETE BUCKET ?lifecycle: PutLifecycleConfiguration
            GET BUCKET ?lifecycle: GetLifecycleConfiguration
            GET BUCKET ?list-type: ListBucket
            GET BUCKET ?location: GetBucketLocation
            GET BUCKET ?logging: GetBucketLogging
            PUT BUCKET ?logging: PutBucketLogging
            DELETE BUCKET ?metadataConfiguration: DeleteBucketMetadataTableConfiguration
            DELETE BUCKET ?metadataTable: DeleteBucketMetadataTableConfiguration
            DELETE BUCKET ?metrics: PutMetricsConfiguration
            GET BUCKET ?metrics: GetMetricsConfiguration
            PUT BUCKET ?metrics: PutMetricsConfiguration
            GET BUCKET ?notification: GetBucketNotification
            PUT BUCKET ?notification: PutBucketNotification
            GET BUCKET ?object-lock: GetBucketObjectLockConfiguration
            PUT BUCKET ?object-lock: PutBucketObjectLockConfiguration
            DELETE BUCKET ?ownershipControls: PutBucketOwnershipControls
            GET BUCKET ?ownershipControls: GetBucketOwnershipControls
            PUT BUCKET ?ownershipControls: PutBucketOwnershipControls
            DELETE BUCKET ?policy: DeleteBucketPolicy
            GET BUCKET ?policy: GetBucketPolicy
            GET BUCKET ?policyStatus: GetBucketPolicyStatus
            DELETE BUCKET ?publicAccessBlock: PutBucketPublicAccessBlock
            GET BUCKET ?publicAccessBlock: GetBucketPublicAccessBlock
            PUT BUCKET ?publicAccessBlock: PutBucketPublicAccessBlock
            DELETE BUCKET ?replication: PutReplicationConfiguration
            GET BUCKET ?replication: GetReplicationConfiguration
            GET BUCKET ?requestPayment: GetBucketRequestPayment
            PUT BUCKET ?requestPayment: PutBucketRequestPayment
            DELETE BUCKET ?tagging: PutBucketTagging
            GET BUCKET ?tagging: GetBucketTagging
            PUT BUCKET ?tagging: PutBucketTagging
            GET BUCKET ?uploads: ListBucketMultipartUploads
            GET BUCKET ?versioning: GetBucketVersioning
            PUT BUCKET ?versioning: PutBucketVersioning
            GET BUCKET ?versions: ListBucketVersions
            DELETE BUCKET ?website: DeleteBucketWebsite
            GET BUCKET ?website: GetBucketWebsite
            PUT BUCKET ?website: PutBucketWebsite
            DELETE OBJECT: DeleteObject
            GET OBJECT: GetObject
            HEAD OBJECT: GetObject
            PUT OBJECT: PutObject
            GET OBJECT ?acl: GetObjectAcl
            PUT OBJECT ?acl: PutObjectAcl
            DELETE OBJECT ?annotation: DeleteObjectAnnotation
            GET OBJECT ?attributes: GetObject, GetObjectAttributes
            GET OBJECT ?legal-hold: GetObjectLegalHold
            PUT OBJECT ?legal-hold: PutObjectLegalHold
            POST OBJECT ?restore: RestoreObject
            GET OBJECT ?retention: GetObjectRetention
            PUT OBJECT ?retention: PutObjectRetention
            DELETE OBJECT ?tagging: DeleteObjectTagging
            GET OBJECT ?tagging: GetObjectTagging
            PUT OBJECT ?tagging: PutObjectTagging
            DELETE OBJECT ?uploadId: AbortMultipartUpload
            GET OBJECT ?uploadId: ListMultipartUploadParts
            POST OBJECT ?uploadId: PutObject
            PUT OBJECT ?uploadId: PutObject
            PUT OBJECT ?uploadId+x-amz-copy-source: PutObject
            POST OBJECT ?uploads: PutObject
            PUT OBJECT ?x-amz-copy-source: PutObject
            """;

    private static List<Route> routes() {
        ScriptedNamespace namespace = new ScriptedNamespace();
        Backend backend =
                new Backend(
                        namespace,
                        new ContentStore(new InMemoryBlobStore()),
                        () -> () -> {},
                        new TimeOrderedIds(Clock.systemUTC(), new Random(7)),
                        Region.of("us-east-1"),
                        Limits.DEFAULT,
                        Budgets.of(Limits.DEFAULT));
        return S3Node.routes(
                backend, new Access(namespace, new RootAuthorizer()), new RecordedTargets());
    }

    @Test
    void routes_eachWithTheActionsThatItRequires() {
        assertThat(routes())
                .extracting(RoutesTest::words)
                .containsExactlyInAnyOrder(EXPECTED.split("\n"));
    }

    private static String words(Route route) {
        String selector = route.selector().isEmpty() ? "" : " ?" + route.selector();
        return "%s %s%s: %s"
                .formatted(route.method(), route.scope(), selector, words(route.requirement()));
    }

    private static String words(Requirement requirement) {
        return switch (requirement) {
            case Requirement.OnTarget(List<S3Action> actions) ->
                    actions.stream().map(S3Action::name).collect(Collectors.joining(", "));
            case Requirement.OnEachKey(S3Action action) -> action.name() + " of each key";
        };
    }

    @Test
    void route_thatRequiresNothing_cannotBeMade() {
        assertThatThrownBy(() -> new Requirement.OnTarget(List.of()))
                .isInstanceOf(IllegalArgumentException.class);
    }

    @Test
    void request_ofAnyRoute_isRefusedToWhoMayDoNothing() throws Exception {
        List<S3Action> asked = Collections.synchronizedList(new ArrayList<>());
        AtomicBoolean allowed = new AtomicBoolean(true);
        Authorizer authorizer =
                question -> {
                    asked.add(question.action());
                    return allowed.get();
                };
        try (NodeFixture node = new NodeFixture(authorizer)) {
            node.s3().createBucket(b -> b.bucket("bkt"));
            node.s3().putObject(b -> b.bucket("bkt").key("k"), RequestBody.fromString("x"));
            allowed.set(false);
            for (Route route : routes()) {
                if (route.requirement() instanceof Requirement.OnTarget(List<S3Action> actions)) {
                    asked.clear();
                    HttpResponse<String> answer = request(route).send(node);
                    assertThat(answer.statusCode()).as(words(route)).isEqualTo(403);
                    assertThat(asked).as(words(route)).containsExactly(actions.getFirst());
                }
            }
            allowed.set(true);
            assertThat(node.s3().headObject(b -> b.bucket("bkt").key("k")).contentLength())
                    .isEqualTo(1);
        }
    }

    private static HandSignedRequest request(Route route) {
        String path =
                switch (route.scope()) {
                    case SERVICE -> "/";
                    case BUCKET -> "/bkt";
                    case OBJECT -> "/bkt/k";
                };
        String query =
                switch (route.selector()) {
                    case "", "x-amz-copy-source" -> "";
                    case "list-type" -> "?list-type=2";
                    case "uploadId", "uploadId+x-amz-copy-source" ->
                            "?partNumber=1&uploadId=" + UPLOAD;
                    default -> "?" + route.selector();
                };
        List<String> headers = new ArrayList<>();
        if (route.selector().endsWith("x-amz-copy-source")) {
            headers.add("x-amz-copy-source: bkt/other");
        }
        if (route.selector().equals("attributes")) {
            headers.add("x-amz-object-attributes: ETag");
        }
        return HandSignedRequest.of(route.method(), path + query, headers.toArray(String[]::new));
    }
}
