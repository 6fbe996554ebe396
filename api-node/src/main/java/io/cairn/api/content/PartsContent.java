package io.cairn.api.content;

import io.cairn.api.blob.BlobStore;
import io.cairn.api.blob.BlobUnavailableException;
import io.cairn.schemas.UploadId;
import io.cairn.schemas.event.BucketImage;
import io.cairn.schemas.event.ObjectVersion;
import io.cairn.schemas.event.Part;
import java.io.IOException;
import java.io.OutputStream;
import java.util.ArrayDeque;
import java.util.Deque;

/// A run of bytes of an object that is made of parts: one part is open at a time, the first from
/// the beginning.
final class PartsContent implements BlobStore.Content {
    private static final int PARTS_PER_PAGE = 100;

    private final Source source;
    private final Deque<Part> next = new ArrayDeque<>();
    private Part part;
    private BlobStore.Content content;
    private long left;
    private boolean closed;

    private PartsContent(Source source, Part part, BlobStore.Content content, long left) {
        this.source = source;
        this.part = part;
        this.content = content;
        this.left = left;
    }

    /// Where the bytes are.
    record Source(
            VersionReader reader, BucketImage bucket, ObjectVersion version, UploadId upload) {
        BlobStore.Content open(Part part, long offset, long length) {
            return reader.blobs()
                    .open(
                            part.blob().orElseThrow(() -> missing(part.number())),
                            VersionReader.owner(bucket, version),
                            offset,
                            length);
        }

        /// The rows of a version that was replaced meanwhile are gone, as its shards may be.
        BlobUnavailableException missing(int number) {
            return new BlobUnavailableException(
                    "part " + number + " of upload " + upload + " is not there");
        }
    }

    static PartsContent open(Source source, long offset, long length) {
        Part first =
                source.reader()
                        .namespace()
                        .partAt(source.bucket(), source.upload(), offset)
                        .orElseThrow(() -> source.missing(0));
        long within = offset - first.offset();
        long here = Math.min(length, first.size() - within);
        return new PartsContent(source, first, source.open(first, within, here), length - here);
    }

    @Override
    public void transferTo(OutputStream out) throws IOException {
        content.transferTo(out);
        while (left > 0) {
            close();
            part = nextPart();
            long here = Math.min(left, part.size());
            left -= here;
            if (here > 0) {
                content = source.open(part, 0, here);
                closed = false;
                content.transferTo(out);
            }
        }
    }

    @Override
    public void close() {
        if (!closed) {
            closed = true;
            content.close();
        }
    }

    private Part nextPart() {
        if (next.isEmpty()) {
            next.addAll(
                    source.reader()
                            .namespace()
                            .parts(
                                    source.bucket(),
                                    source.upload(),
                                    part.number(),
                                    PARTS_PER_PAGE));
        }
        Part found = next.poll();
        if (found == null) {
            throw source.missing(part.number() + 1);
        }
        return found;
    }
}
