package io.cairn.api.operation;

import io.cairn.api.error.S3Error;
import io.cairn.metadata.Namespace;
import io.cairn.schemas.BucketId;
import io.cairn.schemas.EventId;
import io.cairn.schemas.TimeOrderedIds;
import io.cairn.schemas.event.EventBody;
import io.cairn.schemas.event.Outcome;
import java.util.Optional;

/// Under which ids the event of one request goes into the log.
///
/// Attempts of one call have the same id, so the log decides the first and gives its outcome to the
/// others. An outcome that is answered with 5xx leaves the request open: whoever sends it again
/// wants another one. So such an outcome ends a life of the event, and the next attempt has the id
/// of the next life. Every attempt goes through the lives in the same order, so all of them stop at
/// the first outcome that answers the call. Used by one thread.
sealed interface EventIds {
    /// What is known when the event could be appended.
    sealed interface Choice {}

    /// An earlier attempt was decided: nothing is to be appended.
    record Decided(Outcome outcome) implements Choice {}

    /// Nobody is known to have been decided under this id.
    record Open(EventId id) implements Choice {}

    /// The id for an event that asks for `body`.
    Choice choose(Namespace namespace, EventBody body);

    /// What is known before there is a body, of an event made by [#askingFor]. [Open] if nothing
    /// is.
    Choice earlier(Namespace namespace);

    /// The id in the headers of the shards that the request writes.
    EventId ofShards();

    /// The ids of an event that follows one whose outcome leaves the request open.
    EventIds again();

    /// The same for an event that is known by `asked` instead of its body.
    EventIds askingFor(byte[] asked);

    /// Of a request that names no call.
    record Once(TimeOrderedIds ids, EventId id) implements EventIds {
        static Once of(TimeOrderedIds ids) {
            return new Once(ids, new EventId(ids.next()));
        }

        @Override
        public Choice choose(Namespace namespace, EventBody body) {
            return new Open(id);
        }

        @Override
        public Choice earlier(Namespace namespace) {
            return new Open(id);
        }

        @Override
        public EventId ofShards() {
            return id;
        }

        @Override
        public EventIds again() {
            return of(ids);
        }

        @Override
        public EventIds askingFor(byte[] asked) {
            return this;
        }
    }

    /// Of an attempt of a call.
    final class OfCall implements EventIds {
        /// More lives than a client makes attempts. A rewrite that others overtake spends several
        /// in one attempt.
        private static final int LIVES_MAX = 100;

        private final Call call;
        private final Optional<byte[]> asked;
        private int life;

        /// A call on a bucket. `shards` is the id in the headers of shards that this attempt
        /// writes.
        record Call(Invocation invocation, String bucket, BucketId bucketId, EventId shards) {}

        OfCall(Call call) {
            this(call, Optional.empty(), 0);
        }

        private OfCall(Call call, Optional<byte[]> asked, int life) {
            this.call = call;
            this.asked = asked;
            this.life = life;
        }

        @Override
        public Choice choose(Namespace namespace, EventBody body) {
            byte[] what = asked.orElseGet(body::toBytes);
            return call.invocation.first() ? pass(namespace, what) : find(namespace, what);
        }

        /// A first attempt has no outcome to find. But what lies between client and server may send
        /// it again as the same attempt. If it was decided, the log gives the second the outcome of
        /// the first. If it was answered with 5xx, it was by this node or is durable long since: so
        /// a hint is enough to pass the lives that have ended.
        private Choice pass(Namespace namespace, byte[] what) {
            for (; life < LIVES_MAX; life++) {
                EventId id = id(what);
                Optional<Outcome> known = namespace.foldedOutcome(call.bucket, id);
                if (known.isEmpty() || Rejections.isFinal(known.get())) {
                    return new Open(id);
                }
            }
            throw S3Error.SlowDown.exception();
        }

        @Override
        public Choice earlier(Namespace namespace) {
            return find(namespace, asked.orElseThrow());
        }

        private Choice find(Namespace namespace, byte[] what) {
            for (; life < LIVES_MAX; life++) {
                EventId id = id(what);
                Optional<Outcome> known = namespace.outcome(call.bucket, id);
                if (known.isEmpty()) {
                    return new Open(id);
                }
                if (Rejections.isFinal(known.get())) {
                    return new Decided(known.get());
                }
            }
            throw S3Error.SlowDown.exception();
        }

        private EventId id(byte[] what) {
            return call.invocation.eventId(call.bucket, call.bucketId, what, life);
        }

        @Override
        public EventId ofShards() {
            return call.shards;
        }

        @Override
        public EventIds again() {
            return new OfCall(call, asked, life + 1);
        }

        @Override
        public EventIds askingFor(byte[] what) {
            return new OfCall(call, Optional.of(what), life);
        }
    }
}
