package io.cairn.api.content;

import io.cairn.api.checksum.ChecksumHash;
import io.cairn.blobs.BlobStore;
import io.cairn.blobs.BlobUnavailableException;
import io.cairn.platform.ByteSink;
import io.cairn.schemas.event.Checksum;
import io.cairn.schemas.event.ChecksumAlgorithm;
import java.io.IOException;
import java.io.InputStream;
import java.io.InterruptedIOException;
import java.nio.ByteBuffer;
import java.security.MessageDigest;
import java.util.HexFormat;
import java.util.Objects;
import java.util.concurrent.ArrayBlockingQueue;
import java.util.concurrent.BlockingQueue;

/// Content that is read from one version while it is written to another. A thread of its own reads
/// the source and hands over small pieces through a short queue. So a copy keeps at most six pieces
/// in memory: those in the queue, and one at either end. A failure of the reading side is thrown on
/// the writing side. The writing side gives up by a flag and never by an interrupt: an interrupt
/// would close the file channel that the reading side is using. Not safe for use by many threads.
public final class CopiedContent extends InputStream implements BlobStore.ContentHash {
    private static final int QUEUED_PIECES_MAX = 4;
    private static final int PIECE_BYTES_MAX = 64 << 10;

    private final BlobStore.Content source;
    private final BlockingQueue<Piece> pieces = new ArrayBlockingQueue<>(QUEUED_PIECES_MAX);
    private final MessageDigest md5 = ChecksumHash.digest("MD5");
    private final ChecksumHash checksum;
    private volatile boolean givenUp;
    private boolean started;
    private byte[] current = new byte[0];
    private int at;
    private boolean ended;

    /// Content of `source`, which is read from the first call of `read` on. Closing this closes
    /// `source`.
    public CopiedContent(BlobStore.Content source, ChecksumAlgorithm algorithm) {
        this.source = source;
        this.checksum = ChecksumHash.of(algorithm);
    }

    /// The MD5 of all bytes in hex; ends the computation.
    public String md5Hex() {
        return HexFormat.of().formatHex(md5.digest());
    }

    /// The checksum of all bytes; ends the computation.
    public Checksum checksum() {
        return checksum.finish();
    }

    @Override
    public void update(byte[] bytes, int offset, int length) {
        md5.update(bytes, offset, length);
        checksum.update(bytes, offset, length);
    }

    @Override
    public int read() throws IOException {
        byte[] one = new byte[1];
        return read(one, 0, 1) < 0 ? -1 : one[0] & 0xFF;
    }

    @Override
    public int read(byte[] bytes, int offset, int length) throws IOException {
        Objects.checkFromIndexSize(offset, length, bytes.length);
        if (length == 0) {
            return 0;
        }
        if (at == current.length && !ended) {
            take();
        }
        if (ended) {
            return -1;
        }
        int read = Math.min(length, current.length - at);
        System.arraycopy(current, at, bytes, offset, read);
        at += read;
        return read;
    }

    @Override
    public void close() {
        if (!started) {
            source.close();
            return;
        }
        givenUp = true;
        pieces.clear();
    }

    private void take() throws IOException {
        if (!started) {
            started = true;
            Thread.ofVirtual().name("copy").start(this::readSource);
        }
        try {
            switch (pieces.take()) {
                case Piece.Bytes(byte[] bytes) -> {
                    current = bytes;
                    at = 0;
                }
                case Piece.End() -> ended = true;
                case Piece.Failure(RuntimeException cause) -> throw cause;
                case Piece.Fault(Error cause) -> throw cause;
            }
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new InterruptedIOException("interrupted while copying");
        }
    }

    /// Reads the source to its end. What fails, faults of the program among it, is thrown again on
    /// the thread that writes: the copy must not wait for bytes that never come.
    @SuppressWarnings(
            "IllegalCatch") // The boundary of a thread: what fails goes to the other side.
    private void readSource() {
        try (source) {
            source.transferTo(new Pieces());
            pieces.put(new Piece.End());
        } catch (IOException | InterruptedException e) {
            hand(new Piece.Failure(new BlobUnavailableException("copy: " + e)));
        } catch (RuntimeException e) {
            hand(new Piece.Failure(e));
        } catch (Error e) {
            hand(new Piece.Fault(e));
        }
    }

    private void hand(Piece last) {
        try {
            pieces.put(last);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }

    /// What is handed over.
    private sealed interface Piece {
        record Bytes(byte[] bytes) implements Piece {}

        record End() implements Piece {}

        record Failure(RuntimeException cause) implements Piece {}

        record Fault(Error cause) implements Piece {}
    }

    /// The reading side's end of the queue.
    private final class Pieces implements ByteSink {
        @Override
        public void write(ByteBuffer source) throws IOException {
            while (source.hasRemaining()) {
                byte[] piece = new byte[Math.min(PIECE_BYTES_MAX, source.remaining())];
                source.get(piece);
                hand(piece);
            }
        }

        private void hand(byte[] piece) throws IOException {
            if (givenUp) {
                throw new InterruptedIOException("the copy was given up");
            }
            try {
                pieces.put(new Piece.Bytes(piece));
            } catch (InterruptedException e) {
                throw new InterruptedIOException("interrupted while copying");
            }
        }
    }
}
