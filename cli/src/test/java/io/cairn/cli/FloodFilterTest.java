package io.cairn.cli;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.List;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicLong;
import java.util.stream.IntStream;
import org.apache.logging.log4j.LogManager;
import org.apache.logging.log4j.core.Filter.Result;
import org.apache.logging.log4j.core.LogEvent;
import org.apache.logging.log4j.core.LoggerContext;
import org.apache.logging.log4j.core.appender.AbstractAppender;
import org.apache.logging.log4j.core.config.LoggerConfig;
import org.apache.logging.log4j.core.config.Property;
import org.apache.logging.log4j.core.impl.Log4jLogEvent;
import org.junit.jupiter.api.Test;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

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

    @Test
    void install_boundsWhatKafkasOwnLoggersSay() {
        LoggerContext context = (LoggerContext) LogManager.getContext(false);
        LoggerConfig root = context.getConfiguration().getRootLogger();
        List<LogEvent> written = new CopyOnWriteArrayList<>();
        AbstractAppender appender =
                new AbstractAppender("seen", null, null, true, Property.EMPTY_ARRAY) {
                    @Override
                    public void append(LogEvent event) {
                        written.add(event.toImmutable());
                    }
                };
        appender.start();
        root.addAppender(appender, null, null);
        try {
            FloodFilter.install();
            Logger kafka = LoggerFactory.getLogger("kafka.network.Processor");
            for (int i = 0; i < 100; i++) {
                kafka.error("bad frame {}", i);
            }
            assertThat(written).hasSize(20);
        } finally {
            root.removeFilter(root.getFilter());
            root.removeAppender("seen");
            context.updateLoggers();
        }
    }

    private long passed(String logger, int messages) {
        return IntStream.range(0, messages)
                .filter(_ ->
                        filter.filter(Log4jLogEvent.newBuilder().setLoggerName(logger).build())
                                == Result.NEUTRAL)
                .count();
    }
}
