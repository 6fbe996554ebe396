package io.cairn.metadata.client;

import io.cairn.schemas.EventId;
import io.cairn.schemas.event.Outcome;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;

/// Hands outcomes from the fold to the callers that wait for them. A caller registers before the
/// event is appended.
public final class OutcomeWaiters {
    private final Map<EventId, Waiter> waiters = new ConcurrentHashMap<>();

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
            waiters.remove(id, this);
        }
    }

    Waiter register(EventId id) {
        Waiter waiter = new Waiter(id);
        waiters.put(id, waiter);
        return waiter;
    }

    /// Gives the outcome to the callers that wait for this event.
    public void complete(Outcome outcome) {
        Waiter waiter = waiters.get(outcome.eventId());
        if (waiter != null) {
            waiter.outcome.complete(outcome);
        }
    }
}
