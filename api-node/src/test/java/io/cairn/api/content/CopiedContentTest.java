package io.cairn.api.content;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.cairn.blobs.BlobStore;
import io.cairn.blobs.BlobUnavailableException;
import io.cairn.platform.ByteSink;
import io.cairn.schemas.BlobId;
import io.cairn.schemas.event.ChecksumAlgorithm;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.util.Set;
import java.util.concurrent.CountDownLatch;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

final class CopiedContentTest {
    /// Content of as many kilobytes, which then fails if it shall.
    private record Kilobytes(int count, boolean fails, CountDownLatch closed)
            implements BlobStore.Content {
        @Override
        public Set<BlobId> blobs() {
            return Set.of();
        }

        @Override
        public void transferTo(ByteSink out) throws IOException {
            byte[] kilobyte = new byte[1000];
            for (int i = 0; i < count; i++) {
                java.util.Arrays.fill(kilobyte, (byte) i);
                out.write(ByteBuffer.wrap(kilobyte));
            }
            if (fails) {
                throw new BlobUnavailableException("as the test wants it");
            }
        }

        @Override
        public void close() {
            closed.countDown();
        }
    }

    @Test
    void read_givesAllBytesInOrder() throws Exception {
        CountDownLatch closed = new CountDownLatch(1);
        try (CopiedContent content =
                new CopiedContent(new Kilobytes(100, false, closed), ChecksumAlgorithm.CRC32)) {
            byte[] all = content.readAllBytes();
            assertThat(all).hasSize(100_000);
            assertThat(all[99_999]).isEqualTo((byte) 99);
            assertThat(all[42_000]).isEqualTo((byte) 42);
        }
        closed.await();
    }

    @Test
    void read_ofLongWrites_givesShortPieces() throws Exception {
        byte[] stripe = new byte[1_000_000];
        java.util.Arrays.fill(stripe, 900_000, stripe.length, (byte) 9);
        try (CopiedContent content =
                new CopiedContent(new OneWrite(stripe), ChecksumAlgorithm.CRC32)) {
            byte[] read = new byte[stripe.length];
            int at = content.read(read, 0, read.length);
            assertThat(at).isEqualTo(64 << 10);
            at += content.readNBytes(read, at, read.length - at);
            assertThat(at).isEqualTo(stripe.length);
            assertThat(read).isEqualTo(stripe);
            assertThat(content.read()).isEqualTo(-1);
        }
    }

    /// Content that is handed over at once.
    private record OneWrite(byte[] bytes) implements BlobStore.Content {
        @Override
        public Set<BlobId> blobs() {
            return Set.of();
        }

        @Override
        public void transferTo(ByteSink out) throws IOException {
            out.write(ByteBuffer.wrap(bytes));
        }

        @Override
        public void close() {}
    }

    @Test
    void read_ofFailingSource_throwsItsFailure() throws Exception {
        CountDownLatch closed = new CountDownLatch(1);
        try (CopiedContent content =
                new CopiedContent(new Kilobytes(10, true, closed), ChecksumAlgorithm.CRC32)) {
            assertThatThrownBy(content::readAllBytes).isInstanceOf(BlobUnavailableException.class);
        }
        closed.await();
    }

    @Test
    @Timeout(60)
    void read_ofSourceWithoutMemory_throwsItsError() throws Exception {
        CountDownLatch closed = new CountDownLatch(1);
        try (CopiedContent content =
                new CopiedContent(new WithoutMemory(closed), ChecksumAlgorithm.CRC32)) {
            assertThatThrownBy(content::readAllBytes).isInstanceOf(OutOfMemoryError.class);
        }
        closed.await();
    }

    /// Content for which no buffer can be had.
    private record WithoutMemory(CountDownLatch closed) implements BlobStore.Content {
        @Override
        public Set<BlobId> blobs() {
            return Set.of();
        }

        @Override
        public void transferTo(ByteSink out) {
            throw new OutOfMemoryError("as the test wants it");
        }

        @Override
        public void close() {
            closed.countDown();
        }
    }

    @Test
    void close_beforeTheEnd_closesTheSource() throws Exception {
        CountDownLatch closed = new CountDownLatch(1);
        try (CopiedContent content =
                new CopiedContent(new Kilobytes(100_000, false, closed), ChecksumAlgorithm.CRC32)) {
            assertThat(content.read()).isZero();
        }
        closed.await();
    }
}
