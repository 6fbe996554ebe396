package io.cairn.metadata.fold;

import io.cairn.schemas.BucketId;
import io.cairn.schemas.event.BucketImage;
import io.cairn.schemas.event.ChangeKind;
import io.cairn.schemas.event.Checksum;
import io.cairn.schemas.event.ChecksumAlgorithm;
import io.cairn.schemas.event.ContentLocation;
import io.cairn.schemas.event.EventBody.CompletedPart;
import io.cairn.schemas.event.EventBody.PartPut;
import io.cairn.schemas.event.EventBody.UploadAbort;
import io.cairn.schemas.event.EventBody.UploadComplete;
import io.cairn.schemas.event.EventBody.UploadCreate;
import io.cairn.schemas.event.ObjectContent;
import io.cairn.schemas.event.ObjectVersion;
import io.cairn.schemas.event.Part;
import io.cairn.schemas.event.Rejection;
import io.cairn.schemas.event.Upload;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.regex.Pattern;

/// The rules of multipart uploads.
final class UploadRules {
    /// The smallest part that may stand before another.
    private static final long PART_BYTES_MIN = 5L * 1024 * 1024;

    /// A part's ETag is the MD5 of its bytes: the object's is made of them.
    private static final Pattern MD5 = Pattern.compile("[0-9a-f]{32}");

    private UploadRules() {}

    static Decision create(DecisionBuilder decision, BucketImage bucket, UploadCreate create) {
        Optional<String> unfit =
                LockRules.refusal(bucket, create.plan().attributes())
                        .or(() -> TagRules.refusal(create.plan().attributes().tags()));
        if (unfit.isPresent()) {
            return decision.reject(Rejection.INVALID_REQUEST, unfit.get());
        }
        Upload upload =
                new Upload(
                        create.key(),
                        create.uploadId(),
                        decision.event().timeMillis(),
                        decision.event().origin().principal(),
                        create.plan());
        decision.mutate(new Mutation.PutUpload(bucket.id(), upload));
        decision.uploadChange(ChangeKind.UPLOAD_CREATED, bucket.id(), upload, Optional.empty());
        return decision.accept(upload.id());
    }

    static Decision putPart(
            FoldView view, DecisionBuilder decision, BucketImage bucket, PartPut put) {
        Optional<Upload> upload = view.upload(bucket.id(), put.key(), put.uploadId());
        if (upload.isEmpty()) {
            return decision.reject(Rejection.NO_SUCH_UPLOAD, "upload " + put.uploadId());
        }
        if (put.partNumber() < 1
                || put.partNumber() > Part.NUMBER_MAX
                || !MD5.matcher(put.content().etag()).matches()) {
            return decision.reject(
                    Rejection.INVALID_REQUEST,
                    "part " + put.partNumber() + " with ETag " + put.content().etag());
        }
        view.part(bucket.id(), put.uploadId(), put.partNumber())
                .flatMap(Part::blob)
                .ifPresent(decision::reclaim);
        Part part =
                new Part(
                        put.partNumber(),
                        put.content(),
                        0,
                        decision.event().timeMillis(),
                        decision.position(),
                        decision.event().blob());
        decision.mutate(new Mutation.PutPart(bucket.id(), put.uploadId(), part));
        decision.uploadChange(ChangeKind.PART_PUT, bucket.id(), upload.get(), Optional.of(part));
        return decision.accept();
    }

    static Decision abort(
            FoldView view, DecisionBuilder decision, BucketImage bucket, UploadAbort abort) {
        Optional<Upload> upload = view.upload(bucket.id(), abort.key(), abort.uploadId());
        if (upload.isEmpty()) {
            return decision.reject(Rejection.NO_SUCH_UPLOAD, "upload " + abort.uploadId());
        }
        drop(decision, bucket.id(), upload.get(), view.parts(bucket.id(), abort.uploadId()));
        return decision.accept();
    }

    /// Removes an upload with its parts and reclaims their shards.
    static void drop(DecisionBuilder decision, BucketId bucket, Upload upload, List<Part> parts) {
        decision.mutate(new Mutation.RemoveUpload(bucket, upload.key(), upload.id()));
        for (Part part : parts) {
            removePart(decision, bucket, upload, part);
        }
        decision.uploadChange(ChangeKind.UPLOAD_ABORTED, bucket, upload, Optional.empty());
    }

    private static void removePart(
            DecisionBuilder decision, BucketId bucket, Upload upload, Part part) {
        decision.mutate(new Mutation.RemovePart(bucket, upload.id(), part.number()));
        part.blob().ifPresent(decision::reclaim);
    }

    static Decision complete(
            FoldView view, DecisionBuilder decision, BucketImage bucket, UploadComplete complete) {
        Optional<ObjectVersion> newest = view.newest(bucket.id(), complete.key());
        Optional<ObjectVersion> current = ObjectRules.current(newest);
        Optional<Upload> found = view.upload(bucket.id(), complete.key(), complete.uploadId());
        if (found.isEmpty()) {
            return current.isPresent()
                            && current.get().partsOf().equals(Optional.of(complete.uploadId()))
                    ? decision.accept(current.get()) // completed before: the client asks again
                    : decision.reject(Rejection.NO_SUCH_UPLOAD, "upload " + complete.uploadId());
        }
        Optional<Rejection> refused = ObjectRules.check(complete.preconditions(), current);
        if (refused.isPresent()) {
            return decision.reject(refused.get(), "key " + complete.key());
        }
        List<Part> stored = view.parts(bucket.id(), complete.uploadId());
        List<Part> chosen = new ArrayList<>();
        Optional<Decision> wrongPart = choose(decision, complete.parts(), stored, chosen);
        if (wrongPart.isPresent()) {
            return wrongPart.get();
        }
        Upload upload = found.get();
        Optional<Checksum> checksum = checksum(upload, complete, chosen);
        Optional<Decision> wrongChecksum = compare(decision, complete.expectedChecksum(), checksum);
        if (wrongChecksum.isPresent()) {
            return wrongChecksum.get();
        }
        long size = chosen.stream().mapToLong(Part::size).sum();
        if (complete.expectedSize().isPresent() && complete.expectedSize().getAsLong() != size) {
            return decision.reject(
                    Rejection.INVALID_REQUEST, "the object is " + size + " bytes long");
        }
        return commit(
                view,
                new Completion(decision, bucket, upload, newest, stored, chosen, checksum, size));
    }

    /// All that a completion needs once nothing can refuse it any more.
    private record Completion(
            DecisionBuilder decision,
            BucketImage bucket,
            Upload upload,
            Optional<ObjectVersion> newest,
            List<Part> stored,
            List<Part> chosen,
            Optional<Checksum> checksum,
            long size) {}

    private static Decision commit(FoldView view, Completion completion) {
        DecisionBuilder decision = completion.decision();
        BucketId bucket = completion.bucket().id();
        Upload upload = completion.upload();
        ObjectVersion version =
                new ObjectVersion(
                        upload.key(),
                        ObjectRules.stamp(decision, completion.bucket(), upload.owner()),
                        new ObjectContent(
                                completion.size(),
                                CombinedChecksum.etag(completion.chosen()),
                                completion.checksum(),
                                completion.chosen().size(),
                                upload.plan().encryption()),
                        upload.metadata(),
                        LockRules.ofNewVersion(
                                decision.event(), completion.bucket(), upload.plan().attributes()),
                        ContentLocation.of(upload.id()));
        Map<Integer, Part> kept = new HashMap<>();
        long offset = 0;
        for (Part part : completion.chosen()) {
            kept.put(part.number(), part);
            decision.mutate(new Mutation.PutPart(bucket, upload.id(), part.at(offset)));
            offset += part.size();
        }
        for (Part part : completion.stored()) {
            if (!kept.containsKey(part.number())) {
                removePart(decision, bucket, upload, part);
            }
        }
        decision.mutate(new Mutation.RemoveUpload(bucket, upload.key(), upload.id()));
        ObjectRules.place(view, decision, completion.bucket(), completion.newest(), version);
        decision.objectChange(
                ChangeKind.OBJECT_COMPLETED,
                bucket,
                upload.key().value(),
                Optional.of(version),
                ObjectRules.current(completion.newest()));
        return decision.accept(version);
    }

    private static Optional<Decision> choose(
            DecisionBuilder decision,
            List<CompletedPart> asked,
            List<Part> stored,
            List<Part> chosen) {
        Map<Integer, Part> byNumber = new HashMap<>();
        stored.forEach(part -> byNumber.put(part.number(), part));
        int last = 0;
        for (CompletedPart completed : asked) {
            if (completed.partNumber() <= last) {
                return refuse(decision, Rejection.INVALID_PART_ORDER, completed);
            }
            last = completed.partNumber();
            Part part = byNumber.get(completed.partNumber());
            if (part == null
                    || !part.etag().equals(completed.etag())
                    || (completed.checksum().isPresent()
                            && !completed.checksum().equals(part.checksum()))) {
                return refuse(decision, Rejection.INVALID_PART, completed);
            }
            if (!chosen.isEmpty() && chosen.getLast().size() < PART_BYTES_MIN) {
                return refuse(decision, Rejection.ENTITY_TOO_SMALL, completed);
            }
            chosen.add(part);
        }
        return asked.isEmpty()
                ? Optional.of(decision.reject(Rejection.INVALID_PART, "no parts"))
                : Optional.empty();
    }

    private static Optional<Decision> refuse(
            DecisionBuilder decision, Rejection rejection, CompletedPart part) {
        return Optional.of(decision.reject(rejection, "part " + part.partNumber()));
    }

    /// Refuses a checksum that is not the object's. One that the parts do not give cannot be told
    /// right or wrong: it is no bad digest but a request that cannot be met. Of a checksum that is
    /// composed of parts some clients leave out how many there are.
    private static Optional<Decision> compare(
            DecisionBuilder decision, Optional<Checksum> expected, Optional<Checksum> combined) {
        if (expected.isEmpty() || combined.filter(sum -> names(expected.get(), sum)).isPresent()) {
            return Optional.empty();
        }
        ChecksumAlgorithm algorithm = expected.get().algorithm();
        boolean comparable =
                combined.map(Checksum::algorithm).filter(algorithm::equals).isPresent();
        return Optional.of(
                comparable
                        ? decision.reject(
                                Rejection.BAD_DIGEST, "the checksum of the object is another")
                        : decision.reject(
                                Rejection.INVALID_REQUEST,
                                "Checksum algorithm mismatch: the checksums of the upload's parts give no "
                                        + algorithm
                                        + " of the object."));
    }

    /// Whether a client that expects `expected` means this checksum.
    private static boolean names(Checksum expected, Checksum actual) {
        return expected.equals(actual) || (expected.parts() == 0 && expected.sameValue(actual));
    }

    /// What the upload asked for; if it asked for nothing, the full-object checksum when all parts
    /// carry one algorithm that can be combined, unless the client names the composite one.
    private static Optional<Checksum> checksum(
            Upload upload, UploadComplete complete, List<Part> chosen) {
        Optional<ChecksumAlgorithm> algorithm =
                upload.checksumAlgorithm()
                        .or(() -> complete.expectedChecksum().map(Checksum::algorithm))
                        .or(() -> chosen.getFirst().checksum().map(Checksum::algorithm));
        if (algorithm.isEmpty()) {
            return Optional.empty();
        }
        boolean fullObject =
                upload.checksumAlgorithm().isPresent()
                        ? upload.checksumFullObject()
                        : algorithm.get().combinable()
                                && complete.expectedChecksum()
                                        .map(checksum -> checksum.parts() == 0)
                                        .orElse(true);
        Optional<Checksum> checksum = CombinedChecksum.of(algorithm.get(), fullObject, chosen);
        if (upload.checksumAlgorithm().isPresent() || complete.expectedChecksum().isEmpty()) {
            return checksum;
        }
        Checksum expected = complete.expectedChecksum().get();
        return checksum.filter(sum -> names(expected, sum))
                .or(() ->
                        CombinedChecksum.of(algorithm.get(), false, chosen)
                                .filter(sum -> names(expected, sum)))
                .or(() -> checksum);
    }
}
