package io.cairn.api.object;

import io.cairn.api.content.CopiedContent;
import io.cairn.api.content.OpenVersion;
import io.cairn.api.content.Selection;
import io.cairn.api.operation.AuthorizedVersion;
import io.cairn.api.operation.Backend;
import io.cairn.api.operation.ReadRegistry;
import io.cairn.schemas.event.ChecksumAlgorithm;
import io.cairn.schemas.event.ObjectVersion;
import java.util.function.Function;
import java.util.function.Supplier;

/// The read of a copy's source. It begins before the source is looked up and ends when this is
/// closed, so the source's shards stay while the copy waits for its turn. Used by one thread at a
/// time.
public final class CopyRead implements AutoCloseable {
    private final Backend backend;
    private final ReadRegistry.Read read;
    private AuthorizedVersion source;
    private final Function<ObjectVersion, Selection> select;

    private CopyRead(
            Backend backend,
            ReadRegistry.Read read,
            AuthorizedVersion source,
            Function<ObjectVersion, Selection> select) {
        this.backend = backend;
        this.read = read;
        this.source = source;
        this.select = select;
    }

    /// Finds the source and checks that it may be copied: what fails here is answered before the
    /// copy waits for its turn. `find` asks for the sender's right. `select` checks the conditions
    /// and chooses the bytes; it may be called again for a newer version. Throws what they throw.
    public static CopyRead begin(
            Backend backend,
            Supplier<AuthorizedVersion> find,
            Function<ObjectVersion, Selection> select) {
        ReadRegistry.Read read = backend.reads().begin();
        boolean begun = false;
        try {
            AuthorizedVersion source = find.get();
            Selection _ = select.apply(source.version());
            begun = true;
            return new CopyRead(backend, read, source, select);
        } finally {
            if (!begun) {
                read.close();
            }
        }
    }

    /// The source as it was found last.
    public AuthorizedVersion source() {
        return source;
    }

    /// Finds the source again: it was replaced. Throws what the first search throws.
    public void again() {
        source = source.again();
    }

    /// Opens the content; called at most once. The caller closes what this returns before it closes
    /// this read. `algorithm` says which checksum is computed of the version that is opened.
    public Opened open(Function<ObjectVersion, ChecksumAlgorithm> algorithm) {
        OpenVersion open = OpenVersion.of(backend, source, select);
        boolean handedOver = false;
        try {
            read.narrow(open.content().blobs());
            CopiedContent content =
                    new CopiedContent(open.content(), algorithm.apply(open.version()));
            handedOver = true;
            return new Opened(open.version(), open.selection(), content);
        } finally {
            if (!handedOver) {
                open.content().close();
            }
        }
    }

    @Override
    public void close() {
        read.close();
    }

    /// The content of a source, which is open until this is closed.
    public record Opened(ObjectVersion version, Selection selection, CopiedContent content)
            implements AutoCloseable {
        @Override
        public void close() {
            content.close();
        }
    }
}
