package io.cairn.api.content;

import io.cairn.blobs.BlobRefusedException;
import io.cairn.blobs.BlobStore;
import io.cairn.blobs.BlobUnavailableException;
import io.cairn.platform.ByteSink;
import io.cairn.schemas.BlobId;
import io.cairn.schemas.UploadId;
import io.cairn.schemas.event.Blob;
import io.cairn.schemas.event.BucketImage;
import io.cairn.schemas.event.ObjectVersion;
import io.cairn.schemas.event.Part;
import io.cairn.schemas.event.ShardPlace;
import java.io.IOException;
import java.util.ArrayDeque;
import java.util.Deque;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/// A range of bytes of an object that consists of parts. All rows of the range are read when it is
/// opened: the rows are removed as soon as the object is replaced or deleted, but the shards stay
/// until every read that began before has ended. One part is open at a time. The first is open from
/// the beginning.
///
/// The rows are read in pages, and the pages are no snapshot. This is safe: the rows of a completed
/// upload never change, and are removed all at once. So a row that is found is right, and a row
/// that was removed leaves a gap, which [#locate] notices.
///
/// Of each part only the blob is kept in memory. Equal shard places are shared between parts, so a
/// part takes about 200 bytes, and 10,000 parts take 2 MB. The limits bound the rows of all reads
/// together.
final class PartsContent implements BlobStore.Content {
    private static final int PARTS_PER_PAGE = 500;

    private final VersionReader reader;
    private final BlobStore.Owner owner;
    private final Deque<Piece> next = new ArrayDeque<>();
    private final Set<BlobId> blobs = new HashSet<>();
    private BlobStore.@Nullable Content openPart;

    private PartsContent(VersionReader reader, BlobStore.Owner owner) {
        this.reader = reader;
        this.owner = owner;
    }

    /// A version that consists of parts, and how its rows are read.
    record Source(
            VersionReader reader, BucketImage bucket, ObjectVersion version, UploadId upload) {
        List<Part> partsAfter(int number) {
            return reader.namespace().parts(bucket, upload, number, PARTS_PER_PAGE);
        }

        int numberAt(long offset) {
            return reader.namespace()
                    .partAt(bucket, upload, offset)
                    .orElseThrow(() -> missing(offset))
                    .number();
        }

        /// The error for a missing row. The version was replaced meanwhile, and its rows were
        /// removed.
        BlobUnavailableException missing(long offset) {
            return new BlobUnavailableException(
                    "no part of upload " + upload + " holds byte " + offset);
        }
    }

    /// Bytes of one part.
    private record Piece(Blob blob, long offset, long length) {}

    /// Opens `length` bytes, at least one. Throws [BlobUnavailableException] if rows are missing,
    /// and [BlobRefusedException] if running reads keep too many rows.
    static PartsContent open(Source source, long offset, long length) {
        BlobStore.Owner owner = VersionReader.owner(source.bucket(), source.version());
        PartsContent content = new PartsContent(source.reader(), owner);
        boolean done = false;
        try {
            content.locate(source, offset, offset + length);
            content.openNext();
            done = true;
            return content;
        } finally {
            if (!done) {
                content.close();
            }
        }
    }

    @Override
    public Set<BlobId> blobs() {
        return blobs;
    }

    @Override
    public void transferTo(ByteSink out) throws IOException {
        for (BlobStore.Content open = openPart; open != null; open = openNext()) {
            open.transferTo(out);
            closePart();
        }
    }

    @Override
    public void close() {
        reader.partRows().release(next.size());
        next.clear();
        closePart();
    }

    private void closePart() {
        BlobStore.Content open = openPart;
        if (open != null) {
            openPart = null;
            open.close();
        }
    }

    private BlobStore.@Nullable Content openNext() {
        Piece piece = next.poll();
        if (piece != null) {
            reader.partRows().release();
            openPart = reader.content().open(piece.blob(), owner, piece.offset(), piece.length());
        }
        return openPart;
    }

    private void locate(Source source, long offset, long end) {
        Map<ShardPlace, ShardPlace> places = new HashMap<>();
        long at = offset;
        int number = source.numberAt(offset) - 1;
        while (at < end) {
            List<Part> page = source.partsAfter(number);
            if (page.isEmpty()) {
                throw source.missing(at);
            }
            for (Part part : page) {
                long within = at - part.offset();
                long here = Math.min(end - at, part.size() - within);
                if (here > 0) {
                    if (within < 0 || part.blob().isEmpty()) {
                        throw source.missing(at);
                    }
                    keep(new Piece(sharing(part.blob().get(), places), within, here));
                    at += here;
                }
            }
            number = page.getLast().number();
        }
    }

    private void keep(Piece piece) {
        if (!reader.partRows().tryAcquire()) {
            throw new BlobRefusedException("too many parts of objects are being read");
        }
        next.add(piece);
        blobs.add(piece.blob().id());
    }

    /// The same blob with shard places out of `places`, so that equal ones are kept once.
    private static Blob sharing(Blob blob, Map<ShardPlace, ShardPlace> places) {
        return blob.at(
                blob.shards().stream()
                        .map(place -> places.computeIfAbsent(place, same -> same))
                        .toList());
    }
}
