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

/// A run of bytes of an object that is made of parts. Where all of it lies is read when it is
/// opened: the rows of the parts go at once when the object is replaced or deleted, its shards only
/// when no read runs any more that began before. One part is open at a time, the first from the
/// beginning.
///
/// The rows are read page by page, so a page is no snapshot of the others. That does no harm: once
/// an upload is completed its rows stay as they are until all of them go together, so a row that is
/// there is right, and a row that is gone is noticed as a gap.
///
/// Of a part no more is kept than the blob, whose places are shared between the parts: about 200
/// bytes, or 2 MB for 10,000 parts. All reads together keep as many as the limits allow.
final class PartsContent implements BlobStore.Content {
    private static final int PARTS_PER_PAGE = 500;

    private final VersionReader reader;
    private final BlobStore.Owner owner;
    private final Deque<Piece> next = new ArrayDeque<>();
    private final Set<BlobId> blobs = new HashSet<>();
    private BlobStore.@Nullable Content content;

    private PartsContent(VersionReader reader, BlobStore.Owner owner) {
        this.reader = reader;
        this.owner = owner;
    }

    /// Where the bytes are.
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

        /// The rows of a version that was replaced meanwhile are gone, as its shards may be.
        BlobUnavailableException missing(long offset) {
            return new BlobUnavailableException(
                    "no part of upload " + upload + " holds byte " + offset);
        }
    }

    /// Bytes of one part.
    private record Piece(Blob blob, long offset, long length) {}

    /// Opens `length` bytes, at least one. Throws [BlobUnavailableException] if rows are gone, and
    /// [BlobRefusedException] if running reads keep too many.
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
        for (BlobStore.Content open = content; open != null; open = openNext()) {
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
        BlobStore.Content open = content;
        if (open != null) {
            content = null;
            open.close();
        }
    }

    private BlobStore.@Nullable Content openNext() {
        Piece piece = next.poll();
        if (piece != null) {
            reader.partRows().release();
            content = reader.content().open(piece.blob(), owner, piece.offset(), piece.length());
        }
        return content;
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

    /// The same blob, whose places are those in `places` where they are equal.
    private static Blob sharing(Blob blob, Map<ShardPlace, ShardPlace> places) {
        return new Blob(
                blob.id(),
                blob.stripeBytes(),
                blob.dataShards(),
                blob.parityShards(),
                blob.length(),
                blob.shards().stream()
                        .map(place -> places.computeIfAbsent(place, same -> same))
                        .toList());
    }
}
