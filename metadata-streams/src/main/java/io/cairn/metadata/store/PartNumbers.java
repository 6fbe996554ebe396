package io.cairn.metadata.store;

import io.cairn.schemas.BlobId;
import io.cairn.schemas.UploadId;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.OptionalInt;

/// Which part of an upload holds a blob, for the uploads asked about last: who checks or heals an
/// object of many parts asks for each of them, and rows are found by number only. A hint: parts are
/// replaced and removed meanwhile, so the row has to be looked at. Safe for use by many threads.
final class PartNumbers {
    private static final int UPLOADS_MAX = 4;

    private final Map<UploadId, Map<BlobId, Integer>> uploads =
            new LinkedHashMap<>(UPLOADS_MAX, 0.75F, true) {
                private static final long serialVersionUID = 1;

                @Override
                protected boolean removeEldestEntry(
                        Map.Entry<UploadId, Map<BlobId, Integer>> eldest) {
                    return size() > UPLOADS_MAX;
                }
            };

    /// The number under which the blob was seen.
    OptionalInt seen(UploadId upload, BlobId blob) {
        synchronized (uploads) {
            Integer number = uploads.getOrDefault(upload, Map.of()).get(blob);
            return number == null ? OptionalInt.empty() : OptionalInt.of(number);
        }
    }

    /// Notes under which numbers the blobs of an upload stand.
    void remember(UploadId upload, Map<BlobId, Integer> numbers) {
        synchronized (uploads) {
            uploads.put(upload, Map.copyOf(numbers));
        }
    }
}
