package io.cairn.api.operation;

import io.cairn.api.error.S3Error;
import io.cairn.api.error.S3Exception;
import io.cairn.api.request.Target;
import io.cairn.metadata.Namespace;
import io.cairn.metadata.Namespace.Lookup;
import io.cairn.schemas.ObjectKey;
import io.cairn.schemas.event.BucketImage;
import java.util.List;
import java.util.Optional;
import java.util.function.Consumer;

/// The only way to a bucket and what is in it: each method makes one strong read at most, compares
/// the owner that the request expects, and asks the authorizer. Errors come in this order:
/// NoSuchBucket, AccessDenied, NoSuchKey. Safe for use by many threads.
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

    /// The bucket of a request.
    public BucketImage bucket(S3Request request, List<S3Action> actions) {
        String name = request.bucket();
        BucketImage bucket = namespace.bucket(name).orElseThrow(() -> noSuchBucket(name));
        requireTarget(request, actions, bucket);
        return bucket;
    }

    /// The current version of the key of a request. A read of its content is registered before.
    public Lookup.Found version(S3Request request, List<S3Action> actions) {
        return found(
                request.bucket(), request.key(), bucket -> requireTarget(request, actions, bucket));
    }

    /// The version that a request copies, which needs `action`. The read of its content is
    /// registered before.
    public Lookup.Found source(S3Request request, Target.Entry source, S3Action action) {
        return found(
                source.bucket(),
                source.key(),
                bucket -> requireSource(request, source, action, bucket));
    }

    /// Whether the sender may do this to a key of a bucket that is resolved already.
    public boolean allows(S3Request request, BucketImage bucket, S3Action action, ObjectKey key) {
        Target.Entry entry = new Target.Entry(bucket.name(), key);
        return authorizer.allows(
                new Authorizer.Question(request, action, entry, Optional.of(bucket)));
    }

    private Lookup.Found found(String name, ObjectKey key, Consumer<BucketImage> require) {
        return switch (namespace.find(name, key)) {
            case Lookup.NoSuchBucket() -> throw noSuchBucket(name);
            case Lookup.NoSuchKey(BucketImage bucket) -> {
                require.accept(bucket);
                throw Rejections.noSuchKey(key);
            }
            case Lookup.Found found -> {
                require.accept(found.bucket());
                yield found;
            }
        };
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
