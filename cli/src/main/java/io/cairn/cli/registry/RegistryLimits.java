package io.cairn.cli.registry;

import java.time.Duration;

/// What those may take of the registry who are not the server itself. docs/LIMITS.md says what
/// happens at each of them.
///
/// @param schemaBytesMax the body of a request, and so a schema
/// @param shortBytesMax a body that is read however many others are
/// @param longBodiesAtOnce longer bodies that are read at once
/// @param subjectsMax subjects
/// @param versionsMax versions of a subject, deleted ones included
/// @param settingsMax subjects that have a compatibility level or a mode
/// @param nameCharsMax the name of a subject
/// @param textBytesMax what all schemas may take of memory
/// @param branchesMax types of a union: comparing two of them takes the product of both
/// @param writtenBytesMax what may be written to the log at once, and again in each `writtenPeriod`
/// @param writtenPeriod how long it takes until all of it may be written again
/// @param bodyPatience how long a body may take to arrive
record RegistryLimits(
        int schemaBytesMax,
        int shortBytesMax,
        int longBodiesAtOnce,
        int subjectsMax,
        int versionsMax,
        int settingsMax,
        int nameCharsMax,
        int textBytesMax,
        int branchesMax,
        int writtenBytesMax,
        Duration writtenPeriod,
        Duration bodyPatience) {
    /// What serves a node with the default heap of 384 MiB.
    static final RegistryLimits DEFAULT =
            new RegistryLimits(
                    256 * 1024,
                    8 * 1024,
                    32,
                    1000,
                    100,
                    1000,
                    255,
                    16 * 1024 * 1024,
                    256,
                    4 * 1024 * 1024,
                    Duration.ofMinutes(1),
                    Duration.ofSeconds(10));
}
