package io.cairn.api.operation;

import io.cairn.api.error.S3Error;
import io.cairn.api.error.S3Exception;
import io.cairn.api.request.Target;
import io.cairn.metadata.Namespace;
import io.cairn.metadata.Namespace.Lookup;
import io.cairn.schemas.ObjectKey;
import io.cairn.schemas.event.BucketImage;
import io.cairn.schemas.event.ObjectVersion;
import java.util.List;
import java.util.Optional;
import java.util.function.Consumer;
import java.util.function.Function;

/// The only way of an operation to a bucket and to a version of a key. [#bucket], [#version] and
/// [#source] make one strong read, then compare the owner that the request expects, then ask the
/// authorizer. So the errors come in this order: NoSuchBucket, AccessDenied, NoSuchKey or
/// NoSuchVersion. [#requireService] and [#allows] read nothing. Listings, uploads and parts are
/// read by the operations themselves, in a bucket that came from here. Safe for use by many
/// threads.
public final class Access {
    private static final String EXPECTED_OWNER = "x-amz-expected-bucket-owner";
    private static final String EXPECTED_SOURCE_OWNER = "x-amz-source-expected-bucket-owner";

    private final Namespace namespace;
    private final Authorizer authorizer;

    public Access(Namespace namespace, Authorizer authorizer) {
        this.namespace = namespace;
        this.authorizer = authorizer;
    }

    /// Requires that the sender may do `actions` to the service, or to a bucket that is to be
    /// created.
    public void requireService(S3Request request, List<S3Action> actions) {
        for (S3Action action : actions) {
            require(new Authorizer.Question(request, action, request.target(), Optional.empty()));
        }
    }

    /// The bucket of a request, on which, or on whose key, the sender may do `actions`.
    public BucketImage bucket(S3Request request, List<S3Action> actions) {
        String name = request.bucket();
        BucketImage bucket = namespace.bucket(name).orElseThrow(() -> noSuchBucket(name));
        requireTarget(request, actions, bucket);
        return bucket;
    }

    /// The version that a request names, else the current version of its key. A caller that reads
    /// its content registers that read before. Throws NoSuchKey or NoSuchVersion if there is none,
    /// to a sender who may list the bucket, and MethodNotAllowed for the id of a delete marker.
    public AuthorizedVersion version(S3Request request, List<S3Action> actions) {
        NamedVersion named =
                new NamedVersion(
                        new Target.Entry(request.bucket(), request.key()), request.versionId());
        return find(
                request,
                named,
                bucket -> requireTarget(request, actions, bucket),
                marker -> named.hidden(marker, request.http().method()));
    }

    /// The version that a request copies, on which the sender needs `action`. Otherwise as
    /// [#version]; the id of a delete marker is an InvalidRequest.
    public AuthorizedVersion source(S3Request request, NamedVersion source, S3Action action) {
        return find(
                request,
                source,
                bucket -> requireSource(request, source.entry(), action, bucket),
                _ -> source.hiddenSource());
    }

    /// The bucket of this name, which a document only mentions: nothing of it may be shown.
    public Optional<BucketImage> mentioned(String bucketName) {
        return namespace.bucket(bucketName);
    }

    /// Whether the sender may do this to a key. `bucket` came from [#bucket], which compared its
    /// owner.
    public boolean allows(S3Request request, BucketImage bucket, S3Action action, ObjectKey key) {
        Target.Entry entry = new Target.Entry(bucket.name(), key);
        return authorizer.allows(
                new Authorizer.Question(request, action, entry, Optional.of(bucket)));
    }

    /// Requires that the sender may do this to a key, too. Otherwise as [#allows].
    public void require(S3Request request, BucketImage bucket, S3Action action, ObjectKey key) {
        if (!allows(request, bucket, action, key)) {
            throw S3Error.AccessDenied.exception();
        }
    }

    private AuthorizedVersion find(
            S3Request request,
            NamedVersion named,
            Consumer<BucketImage> requireRights,
            Function<ObjectVersion, S3Exception> hidden) {
        return switch (find(named)) {
            case Lookup.NoSuchBucket() -> throw noSuchBucket(named.entry().bucket());
            case Lookup.NoSuchKey(BucketImage bucket) -> {
                requireRights.accept(bucket);
                requireListing(request, bucket);
                throw named.missing();
            }
            case Lookup.Hidden(BucketImage bucket, ObjectVersion marker) -> {
                requireRights.accept(bucket);
                if (named.id().isEmpty()) {
                    requireListing(request, bucket);
                }
                throw hidden.apply(marker);
            }
            case Lookup.Found(BucketImage bucket, ObjectVersion version) -> {
                requireRights.accept(bucket);
                yield new AuthorizedVersion(
                        bucket, version, () -> find(request, named, requireRights, hidden));
            }
        };
    }

    private Lookup find(NamedVersion named) {
        Target.Entry entry = named.entry();
        return named.id().isPresent()
                ? namespace.find(entry.bucket(), entry.key(), named.id().get())
                : namespace.find(entry.bucket(), entry.key());
    }

    /// Only who may list a bucket is told that a key is not there. To others S3 says AccessDenied.
    private void requireListing(S3Request request, BucketImage bucket) {
        require(
                new Authorizer.Question(
                        request,
                        S3Action.ListBucket,
                        new Target.Bucket(bucket.name()),
                        Optional.of(bucket)));
    }

    private void requireTarget(S3Request request, List<S3Action> actions, BucketImage bucket) {
        requireOwner(request, EXPECTED_OWNER, bucket);
        boolean namesVersion = request.query().has("versionId");
        for (S3Action action : actions) {
            require(
                    new Authorizer.Question(
                            request,
                            namesVersion ? action.ofVersion() : action,
                            request.target(),
                            Optional.of(bucket)));
        }
    }

    private void requireSource(
            S3Request request, Target.Entry source, S3Action action, BucketImage bucket) {
        requireOwner(request, EXPECTED_SOURCE_OWNER, bucket);
        require(new Authorizer.Question(request, action, source, Optional.of(bucket)));
    }

    private static void requireOwner(S3Request request, String header, BucketImage bucket) {
        Optional<String> expected = request.header(header);
        if (expected.isPresent() && !expected.get().equals(bucket.owner())) {
            throw S3Error.AccessDenied.exception();
        }
    }

    private void require(Authorizer.Question question) {
        if (!authorizer.allows(question)) {
            throw S3Error.AccessDenied.exception();
        }
    }

    private static S3Exception noSuchBucket(String name) {
        return S3Error.NoSuchBucket.exception().with("BucketName", name);
    }
}
