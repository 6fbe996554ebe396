package io.cairn.blobs;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.util.concurrent.FutureTask;
import java.util.concurrent.atomic.AtomicBoolean;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

class StripeBuffersTest {
    @Test
    @Timeout(30)
    void contended_onlyWhileSomebodyWaits() throws Exception {
        StripeBuffers<byte[]> buffers = new StripeBuffers<>(() -> new byte[10], 1, 20_000);
        byte[] first = buffers.take();
        assertThat(buffers.contended()).as("taken, and nobody waits").isFalse();
        FutureTask<byte[]> waiting = new FutureTask<>(buffers::take);
        Thread.ofVirtual().start(waiting);
        while (!buffers.contended()) {
            Thread.onSpinWait();
        }
        buffers.give(first);
        assertThat(waiting.get()).isSameAs(first);
        assertThat(buffers.contended()).isFalse();
    }

    @Test
    void take_whenThereIsNoMemory_leavesRoomForTheNext() {
        AtomicBoolean memory = new AtomicBoolean();
        StripeBuffers<byte[]> buffers =
                new StripeBuffers<>(
                        () -> {
                            if (!memory.get()) {
                                throw new OutOfMemoryError("as the test wants it");
                            }
                            return new byte[10];
                        },
                        1,
                        1);
        assertThatThrownBy(buffers::tryTake).isInstanceOf(OutOfMemoryError.class);
        assertThatThrownBy(buffers::take).isInstanceOf(OutOfMemoryError.class);
        memory.set(true);
        assertThat(buffers.take()).hasSize(10);
    }

    @Test
    void take_whenNoneComesFree_isRefused() {
        StripeBuffers<byte[]> buffers = new StripeBuffers<>(() -> new byte[10], 1, 1);
        assertThat(buffers.tryTake()).hasSize(10);
        assertThat(buffers.tryTake()).isNull();
        assertThatThrownBy(buffers::take).isInstanceOf(BlobRefusedException.class);
    }
}
