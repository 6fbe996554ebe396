package io.cairn.cli.server;

import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.cairn.blobs.heal.RowsOutcomeUnknownException;
import io.cairn.blobs.heal.RowsUnavailableException;
import io.cairn.metadata.InMemoryNamespace;
import io.cairn.metadata.NamespaceRefusedException;
import io.cairn.metadata.NamespaceUnavailableException;
import io.cairn.metadata.OutcomeUnknownException;
import io.cairn.schemas.EventId;
import io.cairn.schemas.event.Event;
import io.cairn.schemas.event.EventBody;
import io.cairn.schemas.event.Outcome;
import java.util.Optional;
import java.util.UUID;
import java.util.stream.Stream;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;

class NamespaceRowsTest {
    private static final Event EVENT =
            new Event(
                    new EventId(new UUID(1, 1)),
                    0,
                    "",
                    Optional.empty(),
                    -1,
                    new Event.Origin("root", "r", ""),
                    new EventBody.Fence(0));

    private static final class Failing extends InMemoryNamespace {
        private final RuntimeException failure;

        Failing(RuntimeException failure) {
            this.failure = failure;
        }

        @Override
        public Outcome append(Event event) {
            throw failure;
        }
    }

    private static Stream<Arguments> failures() {
        return Stream.of(
                Arguments.of(
                        new NamespaceUnavailableException("away"), RowsUnavailableException.class),
                Arguments.of(new NamespaceRefusedException("full"), RowsUnavailableException.class),
                Arguments.of(
                        new OutcomeUnknownException("silence"), RowsOutcomeUnknownException.class));
    }

    @ParameterizedTest
    @MethodSource("failures")
    void append_thatFails_saysWhetherTheEventMayHaveHappened(
            RuntimeException failure, Class<? extends RuntimeException> told) {
        NamespaceRows rows = new NamespaceRows(new Failing(failure));
        assertThatThrownBy(() -> rows.append(EVENT))
                .isInstanceOf(told)
                .hasMessage(failure.getMessage());
    }
}
