package io.cairn.api.object;

import io.cairn.api.error.S3Error;
import io.cairn.blobs.Redundancy;
import io.cairn.platform.http.HttpRequest;
import io.cairn.schemas.event.ObjectMetadata;
import java.util.List;
import java.util.Optional;
import java.util.Set;

/// The storage classes of S3. All of them are stored and shown. Content of every class lies on the
/// same drives and is readable at once. Only one class asks for less redundancy.
public final class StorageClass {
    static final String HEADER = "x-amz-storage-class";

    private static final String REDUCED = "REDUCED_REDUNDANCY";

    /// Every class of the service model.
    private static final Set<String> NAMES =
            Set.of(
                    ObjectMetadata.STANDARD,
                    REDUCED,
                    "STANDARD_IA",
                    "ONEZONE_IA",
                    "INTELLIGENT_TIERING",
                    "GLACIER",
                    "DEEP_ARCHIVE",
                    "OUTPOSTS",
                    "GLACIER_IR",
                    "SNOW",
                    "EXPRESS_ONEZONE",
                    "FSX_OPENZFS",
                    "FSX_ONTAP",
                    "AWS_BACKUP_WARM",
                    "AWS_BACKUP_LOW_COST_WARM");

    /// Classes whose content S3 has to restore before it can be read.
    private static final Set<String> ARCHIVES = Set.of("GLACIER", "DEEP_ARCHIVE");

    private StorageClass() {}

    /// The class that a request names, or the standard one. Throws InvalidStorageClass for a name
    /// that S3 does not know, and for two different ones.
    static String of(HttpRequest request) {
        return named(request).orElse(ObjectMetadata.STANDARD);
    }

    /// The class that a request names.
    static Optional<String> named(HttpRequest request) {
        List<String> names = request.headers(HEADER).stream().distinct().toList();
        if (names.isEmpty()) {
            return Optional.empty();
        }
        if (names.size() > 1 || !NAMES.contains(names.getFirst())) {
            throw S3Error.InvalidStorageClass.exception()
                    .with("StorageClassRequested", String.join(",", names));
        }
        return Optional.of(names.getFirst());
    }

    /// The redundancy of content with this metadata.
    public static Redundancy redundancy(ObjectMetadata metadata) {
        return metadata.storageClass().equals(REDUCED) ? Redundancy.REDUCED : Redundancy.FULL;
    }

    /// Whether clients expect that content with this metadata must be restored before it can be
    /// read.
    static boolean isArchive(ObjectMetadata metadata) {
        return ARCHIVES.contains(metadata.storageClass());
    }
}
