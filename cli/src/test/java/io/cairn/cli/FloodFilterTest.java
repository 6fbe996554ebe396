package io.cairn.cli;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicLong;
import java.util.stream.IntStream;
import org.apache.logging.log4j.core.Filter.Result;
import org.apache.logging.log4j.core.impl.Log4jLogEvent;
import org.junit.jupiter.api.Test;

class FloodFilterTest {
    private static final String NOISY = "org.apache.kafka.common.network.Selector";

    private final AtomicLong nanos = new AtomicLong();
    private final FloodFilter filter = new FloodFilter(nanos::get);

    @Test
    void messages_ofALibraryInGreatNumber_areLeftOutAndCounted() {
        assertThat(passed(NOISY, 20_000)).isEqualTo(20);
        assertThat(filter.takeLeftOut(NOISY)).isEqualTo(19_980);
        assertThat(passed("kafka.server.KafkaApis", 1)).isEqualTo(1);
        nanos.addAndGet(TimeUnit.MINUTES.toNanos(1));
        assertThat(passed(NOISY, 100)).isEqualTo(20);
    }

    @Test
    void messages_ofTheServersOwn_areNeverLeftOut() {
        assertThat(passed("io.cairn.api.S3Node", 1000)).isEqualTo(1000);
    }

    private long passed(String logger, int messages) {
        return IntStream.range(0, messages)
                .filter(_ ->
                        filter.filter(Log4jLogEvent.newBuilder().setLoggerName(logger).build())
                                == Result.NEUTRAL)
                .count();
    }
}
