package io.cairn.api.blob;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.util.concurrent.FutureTask;
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
    void take_whenNoneComesFree_isRefused() {
        StripeBuffers<byte[]> buffers = new StripeBuffers<>(() -> new byte[10], 1, 1);
        assertThat(buffers.tryTake()).hasSize(10);
        assertThat(buffers.tryTake()).isNull();
        assertThatThrownBy(buffers::take).isInstanceOf(BlobRefusedException.class);
    }
}
