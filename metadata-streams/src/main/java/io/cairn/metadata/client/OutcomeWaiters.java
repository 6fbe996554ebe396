package io.cairn.metadata.client;

import io.cairn.schemas.EventId;
import io.cairn.schemas.event.Outcome;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/// Hands outcomes from the fold to the callers that wait for them. A caller registers before the
/// event is appended.
public final class OutcomeWaiters {
    /// Attempts of one call have the same id, so several may wait.
    private final Map<EventId, List<Waiter>> waiters = new ConcurrentHashMap<>();

    /// One that waits.
    final class Waiter implements AutoCloseable {
        private final EventId id;
        private final CompletableFuture<Outcome> outcome = new CompletableFuture<>();

        private Waiter(EventId id) {
            this.id = id;
        }

        /// The outcome, or empty if there is none within `millis` or [#fail] was called.
        Optional<Outcome> await(long millis) throws InterruptedException {
            try {
                return Optional.of(outcome.get(millis, TimeUnit.MILLISECONDS));
            } catch (ExecutionException | TimeoutException e) {
                return Optional.empty();
            }
        }

        /// Ends the waiting without an outcome: the append failed.
        void fail(Exception cause) {
            outcome.completeExceptionally(cause);
        }

        @Override
        public void close() {
            waiters.computeIfPresent(id, (_, all) -> without(all));
        }

        private @Nullable List<Waiter> without(List<Waiter> all) {
            List<Waiter> others = all.stream().filter(each -> each != this).toList();
            return others.isEmpty() ? null : others;
        }
    }

    Waiter register(EventId id) {
        Waiter waiter = new Waiter(id);
        waiters.merge(id, List.of(waiter), OutcomeWaiters::concat);
        return waiter;
    }

    private static List<Waiter> concat(List<Waiter> some, List<Waiter> others) {
        return Stream.concat(some.stream(), others.stream()).toList();
    }

    /// Gives the outcome to the callers that wait for this event.
    public void complete(Outcome outcome) {
        for (Waiter waiter : waiters.getOrDefault(outcome.eventId(), List.of())) {
            waiter.outcome.complete(outcome);
        }
    }
}
