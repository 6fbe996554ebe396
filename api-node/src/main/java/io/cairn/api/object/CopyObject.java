package io.cairn.api.object;

import io.cairn.api.checksum.ChecksumHeaders;
import io.cairn.api.content.CopiedContent;
import io.cairn.api.content.Selection;
import io.cairn.api.error.S3Error;
import io.cairn.api.lock.LockHeaders;
import io.cairn.api.operation.Access;
import io.cairn.api.operation.AuthorizedVersion;
import io.cairn.api.operation.Backend;
import io.cairn.api.operation.Budget;
import io.cairn.api.operation.Operation;
import io.cairn.api.operation.PendingEvent;
import io.cairn.api.operation.S3Action;
import io.cairn.api.operation.S3Request;
import io.cairn.api.operation.S3Response;
import io.cairn.api.operation.Timestamps;
import io.cairn.api.request.VersionText;
import io.cairn.api.tagging.Tags;
import io.cairn.api.xml.XmlWriter;
import io.cairn.schemas.event.BucketImage;
import io.cairn.schemas.event.Checksum;
import io.cairn.schemas.event.ChecksumAlgorithm;
import io.cairn.schemas.event.EventBody;
import io.cairn.schemas.event.ObjectAttributes;
import io.cairn.schemas.event.ObjectContent;
import io.cairn.schemas.event.ObjectMetadata;
import io.cairn.schemas.event.ObjectVersion;
import io.cairn.schemas.event.Outcome;
import io.cairn.schemas.event.Preconditions;
import io.cairn.schemas.event.Rejection;
import io.cairn.schemas.event.WrittenVersion;
import java.io.IOException;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.SortedMap;

/// CopyObject. A copy has its own shards. A copy of an object onto itself only changes the
/// metadata, unless its new storage class asks for other redundancy.
record CopyObject(Backend backend, Access access) implements Operation.OfBucket {
    @Override
    public Call<BucketImage> prepare(S3Request request) {
        Plan plan = plan(request);
        return bucket -> {
            plan.locks.require(request, access, bucket);
            PendingEvent event =
                    backend.newEventOfCall(request, bucket).askingFor(AskedHeaders.of(request));
            Optional<Outcome> earlier = event.earlier();
            return earlier.isPresent()
                    ? answerOfEarlier(request, plan, event, earlier.get())
                    : copy(request, plan, bucket, event);
        };
    }

    /// What an earlier attempt of the same call has made, whatever became of the source since.
    /// Which version that copied is not known any more, unless the request names it.
    private static S3Response answerOfEarlier(
            S3Request request, Plan plan, PendingEvent event, Outcome outcome) {
        Outcome.Accepted accepted =
                event.accepted(outcome, plan.rewrite(request, 0, plan.metadata));
        List<S3Response.Header> named =
                plan.source.named().id().stream()
                        .map(id -> new S3Response.Header(CopySource.VERSION_ID, VersionText.of(id)))
                        .toList();
        return new Copied(accepted.version().orElseThrow(), named).answer();
    }

    private S3Response copy(S3Request request, Plan plan, BucketImage bucket, PendingEvent event) {
        CopyRead read =
                CopyRead.begin(
                        backend,
                        () -> access.source(request, plan.source.named(), plan.source.action()),
                        version -> select(plan, version));
        requireTagging(request, plan, bucket, read);
        return new S3Response.Slow(() -> {
            try (read) {
                return copy(request, plan, event, read).answer();
            }
        });
    }

    /// What the head of a request asks for.
    private record Plan(
            CopySource source,
            boolean replace,
            ObjectMetadata metadata,
            Optional<String> storageClass,
            Optional<ChecksumAlgorithm> algorithm,
            Optional<SortedMap<String, String>> tags,
            LockHeaders locks,
            Preconditions preconditions) {
        /// The tags of the copy: those that the request brings, else those of the source.
        SortedMap<String, String> tagsOf(ObjectVersion version) {
            return tags.orElseGet(version::tags);
        }

        /// The metadata of the copy. The class of the source is not copied.
        ObjectMetadata of(ObjectVersion version) {
            ObjectMetadata kept = replace ? metadata : version.metadata();
            return new ObjectMetadata(
                    kept.headers(), kept.user(), storageClass.orElse(ObjectMetadata.STANDARD));
        }

        /// The algorithm of the copy's checksum: the one asked for, else the source's.
        ChecksumAlgorithm algorithmOf(ObjectVersion version) {
            return algorithm
                    .or(() -> version.checksum().map(Checksum::algorithm))
                    .orElse(ChecksumAlgorithm.CRC64NVME);
        }

        boolean isOntoItself(S3Request request) {
            return source.named().entry().equals(request.target());
        }

        /// Whether a copy of an object onto itself may leave the content where it is.
        boolean keepsContent(S3Request request, AuthorizedVersion found) {
            return isOntoItself(request)
                    && algorithm.isEmpty()
                    && replacesSource(found)
                    && StorageClass.redundancy(of(found.version()))
                            == StorageClass.redundancy(found.version().metadata());
        }

        EventBody rewrite(S3Request request, long sequence, ObjectMetadata changed) {
            return new EventBody.ObjectRewrite(
                    request.key(), sequence, changed, preconditions, tags);
        }

        /// Whether the copy may take the place of its source: then nothing but the metadata
        /// changes. Where versions are kept the source stays beside it.
        private boolean replacesSource(AuthorizedVersion found) {
            return switch (found.bucket().configuration().versioning()) {
                case UNVERSIONED -> true;
                case SUSPENDED ->
                        source.named().id().isEmpty() && found.version().versionId().isEmpty();
                case ENABLED -> false;
            };
        }
    }

    private Plan plan(S3Request request) {
        request.refuseVersion();
        boolean replace = replaces(request, "metadata");
        boolean replaceTags = replaces(request, "tagging");
        if (request.header("x-amz-copy-source-range").isPresent()) {
            throw S3Error.InvalidArgument.exception("An object cannot be copied in part.")
                    .with("ArgumentName", "x-amz-copy-source-range");
        }
        CopySource.refuseChecksum(request);
        Plan plan =
                new Plan(
                        CopySource.of(request),
                        replace,
                        replace
                                ? MetadataHeaders.of(request.http(), backend.limits())
                                : ObjectMetadata.EMPTY,
                        StorageClass.named(request.http()),
                        request.header("x-amz-checksum-algorithm").map(ChecksumHeaders::algorithm),
                        replaceTags ? Optional.of(Tags.ofHeader(request)) : Optional.empty(),
                        LockHeaders.of(request, backend.ids().clock().millis()),
                        WriteConditions.of(request));
        refuseUnchanged(request, plan);
        return plan;
    }

    /// Whether the request brings what the copy has of its own, or copies it from the source.
    private static boolean replaces(S3Request request, String what) {
        String directive = request.header("x-amz-%s-directive".formatted(what)).orElse("COPY");
        if (!Set.of("COPY", "REPLACE").contains(directive)) {
            throw S3Error.InvalidArgument.exception("Unknown %s directive.".formatted(what));
        }
        return directive.equals("REPLACE");
    }

    private static void refuseUnchanged(S3Request request, Plan plan) {
        boolean changes =
                plan.source.named().id().isPresent()
                        || plan.replace
                        || plan.storageClass.isPresent()
                        || plan.algorithm.isPresent();
        if (plan.isOntoItself(request) && !changes) {
            throw S3Error.InvalidRequest.exception(
                    "This copy request is illegal because it is trying to copy an object to itself"
                            + " without changing the object's metadata, storage class, website"
                            + " redirect location or encryption attributes.");
        }
    }

    /// What was made, and the header that says of what.
    private record Copied(WrittenVersion made, List<S3Response.Header> source) {
        static Copied of(Outcome.Accepted accepted, AuthorizedVersion read, ObjectVersion source) {
            return new Copied(
                    accepted.version().orElseThrow(),
                    ObjectHeaders.ofVersion(CopySource.VERSION_ID, read.bucket(), source));
        }

        S3Response.Whole answer() {
            XmlWriter xml = new XmlWriter().openRoot("CopyObjectResult");
            xml.element("LastModified", Timestamps.iso(made.modifiedMillis()));
            xml.element("ETag", EntityTag.quoted(made.etag()));
            made.checksum().ifPresent(sum -> ChecksumXml.write(sum, true, xml));
            List<S3Response.Header> headers = new ArrayList<>(source);
            headers.addAll(ObjectHeaders.ofWritten(made));
            return S3Response.xml(xml.close("CopyObjectResult"), headers);
        }
    }

    /// Copies an object onto itself without its content where that can stay, until it finds that it
    /// cannot; then with the content.
    private Copied copy(S3Request request, Plan plan, PendingEvent first, CopyRead read)
            throws IOException {
        PendingEvent event = first;
        for (int attempt = 0; plan.keepsContent(request, read.source()); attempt++) {
            if (attempt == backend.limits().staleRetriesMax()) {
                throw S3Error.SlowDown.exception();
            }
            AuthorizedVersion source = read.source();
            EventBody body =
                    plan.rewrite(request, source.version().sequence(), plan.of(source.version()));
            Outcome outcome = event.decide(body);
            if (!isStale(outcome)) {
                return Copied.of(event.accepted(outcome, body), source, source.version());
            }
            event = event.again();
            read.again();
            plan.source.requireConditions(read.source().version());
        }
        try (Budget.Share _ = backend.budgets().copies().take(1)) {
            return copyContent(request, plan, event, read);
        }
    }

    private static boolean isStale(Outcome outcome) {
        return outcome instanceof Outcome.Rejected rejected
                && rejected.rejection() == Rejection.STALE;
    }

    private Copied copyContent(S3Request request, Plan plan, PendingEvent event, CopyRead read)
            throws IOException {
        try (CopyRead.Opened source = read.open(plan::algorithmOf)) {
            ObjectMetadata metadata = plan.of(source.version());
            CopiedContent content = source.content();
            Outcome.Accepted accepted =
                    event.append(
                            request.key(),
                            StorageClass.redundancy(metadata),
                            content,
                            content,
                            () ->
                                    new EventBody.ObjectPut(
                                            request.key(),
                                            ObjectContent.of(
                                                    source.selection().length(),
                                                    content.md5Hex(),
                                                    Optional.of(content.checksum())),
                                            metadata,
                                            plan.locks.on(
                                                    ObjectAttributes.tagged(
                                                            plan.tagsOf(source.version()))),
                                            plan.preconditions,
                                            true));
            return Copied.of(accepted, read.source(), source.version());
        }
    }

    /// Who makes a copy with tags must be allowed to set them, and to read those of the source.
    private void requireTagging(S3Request request, Plan plan, BucketImage target, CopyRead read) {
        boolean allowed = false;
        try {
            AuthorizedVersion source = read.source();
            if (!plan.tagsOf(source.version()).isEmpty()) {
                access.require(request, target, S3Action.PutObjectTagging, request.key());
            }
            if (plan.tags.isEmpty() && !source.version().tags().isEmpty()) {
                boolean named = plan.source.named().id().isPresent();
                access.require(
                        request,
                        source.bucket(),
                        named ? S3Action.GetObjectVersionTagging : S3Action.GetObjectTagging,
                        source.version().key());
            }
            allowed = true;
        } finally {
            if (!allowed) {
                read.close();
            }
        }
    }

    private Selection select(Plan plan, ObjectVersion version) {
        plan.source.requireConditions(version);
        if (version.size() > backend.limits().partBytesMax()) {
            throw S3Error.InvalidRequest.exception(
                    "The specified copy source is larger than the maximum allowable size for a"
                            + " copy source: "
                            + backend.limits().partBytesMax());
        }
        return Selection.whole(version);
    }
}
