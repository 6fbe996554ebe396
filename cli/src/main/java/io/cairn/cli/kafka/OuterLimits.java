package io.cairn.cli.kafka;

import java.time.Duration;

/// What those may take of the server who come in over the outer port. docs/LIMITS.md says what
/// happens at each of them.
///
/// @param connectionsMax connections at once; one more closes the one that did nothing for longest
/// @param addressConnectionsMax the same for one address
/// @param connectionsPerSecond how many are accepted in a second; more wait in the kernel
/// @param backlog connections that the kernel holds until they are accepted
/// @param requestBytesMax a request of a kind that is always short: all but those named below
/// @param joinBytesMax a request that brings a group member's metadata or assignments
/// @param produceBytesMax a request that writes; it is read to be refused in Kafka's own words
/// @param requestsAtOnce requests that the broker works on at once; it has another thread for the
///   server itself
/// @param largeRequestsAtOnce requests above `requestBytesMax` that are in memory at once
/// @param answerBytesMax an answer that is not streamed
/// @param undeliveredBytesMax what answers above 64 KiB may take together until clients took them
/// @param groupsMax groups of outsiders
/// @param groupNameCharsMax the name of a group
/// @param groupBytesMax what groups may be told of members at once, and again in each
///   `groupBytesPeriod`
/// @param groupBytesPeriod no shorter than a member's longest session, which keeps it in memory
/// @param groupRetention how long a group without members is kept after it was used last
/// @param idlePatience how long a connection may be silent
/// @param requestPatience how long the rest of a request may take once its length came
/// @param answerPatience how long the broker may take to answer: it holds some until all members of
///   a group are back
/// @param deliveryPatience how long a client may take nothing of its answer
record OuterLimits(
        int connectionsMax,
        int addressConnectionsMax,
        int connectionsPerSecond,
        int backlog,
        int requestBytesMax,
        int joinBytesMax,
        int produceBytesMax,
        int requestsAtOnce,
        int largeRequestsAtOnce,
        int answerBytesMax,
        int undeliveredBytesMax,
        int groupsMax,
        int groupNameCharsMax,
        int groupBytesMax,
        Duration groupBytesPeriod,
        Duration groupRetention,
        Duration idlePatience,
        Duration requestPatience,
        Duration answerPatience,
        Duration deliveryPatience) {
    /// What serves a node with the default heap of 384 MiB.
    static final OuterLimits DEFAULT =
            new OuterLimits(
                    256,
                    128,
                    500,
                    128,
                    16 * 1024,
                    128 * 1024,
                    1100 * 1024,
                    2,
                    4,
                    1024 * 1024,
                    16 * 1024 * 1024,
                    1000,
                    255,
                    4 * 1024 * 1024,
                    Duration.ofMinutes(5),
                    Duration.ofDays(7),
                    Duration.ofMinutes(10),
                    Duration.ofSeconds(10),
                    Duration.ofMinutes(10),
                    Duration.ofSeconds(20));

    /// The longest session that a member of a group may ask for.
    static final Duration SESSION_MAX = Duration.ofMinutes(5);

    /// Members of one group.
    static final int GROUP_MEMBERS_MAX = 200;

    /// What a client may note beside an offset that it commits.
    static final int OFFSET_NOTE_BYTES_MAX = 1024;

    /// Fetch sessions that the broker remembers; one more is served without.
    static final int FETCH_SESSIONS_MAX = 128;
}
