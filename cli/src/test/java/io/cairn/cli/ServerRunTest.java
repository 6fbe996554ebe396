package io.cairn.cli;

import static org.assertj.core.api.Assertions.assertThat;

import io.cairn.cli.kafka.BrokerException;
import io.cairn.cli.server.ServerException;
import java.io.IOException;
import java.net.BindException;
import java.time.Duration;
import java.util.concurrent.Semaphore;
import java.util.concurrent.TimeoutException;
import org.junit.jupiter.api.Test;

final class ServerRunTest {
    @Test
    void closes_whatHangsOrFails_saysSoInTime() {
        Semaphore never = new Semaphore(0);
        assertThat(ServerRun.closes(never::acquireUninterruptibly, Duration.ofMillis(50)))
                .isFalse();
        assertThat(ServerRun.closes(() -> {}, Duration.ofMinutes(1))).isTrue();
        Runnable failing =
                () -> {
                    throw new IllegalStateException("as the test wants it");
                };
        assertThat(ServerRun.closes(failing, Duration.ofMinutes(1))).isFalse();
    }

    @Test
    void hint_forATakenAddress_namesTheOption() {
        BindException taken = new BindException("Address already in use");
        assertThat(ServerRun.hint(new BrokerException("cannot listen on :9092", taken)))
                .isEqualTo("cannot listen on :9092: choose another with --kafka-address");
    }

    @Test
    void hint_forAnythingElse_isItsMessage() {
        IOException full = new IOException("No space left on device");
        assertThat(ServerRun.hint(new BrokerException("formatting log: " + full, full)))
                .isEqualTo("formatting log: java.io.IOException: No space left on device");
        assertThat(
                        ServerRun.hint(
                                new BrokerException(
                                        "the controller does not answer", new TimeoutException())))
                .isEqualTo("the controller does not answer");
        assertThat(ServerRun.hint(new ServerException("no drive", full))).isEqualTo("no drive");
    }
}
