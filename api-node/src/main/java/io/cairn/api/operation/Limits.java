package io.cairn.api.operation;

import io.cairn.platform.Check;
import java.time.Duration;

/// The limits of an S3 node.
///
/// @param requestsMax requests that work at once; those that wait for their clients do not count
/// @param admissionWait how long a request waits for its turn before it is told to slow down
/// @param partRowsMax rows of parts that running reads keep in memory: 200 bytes each, 40 MB
/// @param copiesMax copies of content that run at once: each keeps six pieces of 64 KiB, 24 MiB
/// @param objectBytesMax what one PUT may bring: S3's largest object, though S3 takes that only in
///   parts
/// @param partBytesMax one part or one copy; S3's own limit
/// @param userMetadataBytesMax names and values of user metadata; S3's own limit
/// @param documentBytesMax a request's XML: 10,000 parts with checksums need about 3 MiB
/// @param documentsBytesMax the XML of all running requests: parsed, as an event and as an answer
///   it takes about ten times as much, 80 MiB
/// @param answersBytesMax the documents that are being sent, of more than 16 KiB each: a listing's
///   page takes up to 1 MB, and stays in memory until its client has taken it
/// @param pageRowsMax rows of a listing's page; S3's own limit
/// @param bucketsPageMax rows of ListBuckets; S3's own limit
/// @param staleRetriesMax how often a rewrite of metadata or tags is tried against changing
///   versions
/// @param keepAliveEvery how often white space is sent while a long answer is made
public record Limits(
        int requestsMax,
        Duration admissionWait,
        int partRowsMax,
        int copiesMax,
        long objectBytesMax,
        long partBytesMax,
        int userMetadataBytesMax,
        int documentBytesMax,
        int documentsBytesMax,
        int answersBytesMax,
        int pageRowsMax,
        int bucketsPageMax,
        int staleRetriesMax,
        Duration keepAliveEvery) {
    public Limits {
        Check.argument(
                documentsBytesMax >= documentBytesMax,
                "documents of %d bytes in all, of %d each",
                documentsBytesMax,
                documentBytesMax);
    }

    /// What S3 itself allows, on a small node.
    public static final Limits DEFAULT =
            new Limits(
                    256,
                    Duration.ofSeconds(10),
                    200_000,
                    64,
                    5L << 40,
                    5L << 30,
                    2048,
                    8 << 20,
                    8 << 20,
                    32 << 20,
                    1000,
                    10_000,
                    16,
                    Duration.ofSeconds(5));
}
