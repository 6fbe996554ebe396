package io.cairn.api.operation;

import java.util.concurrent.Semaphore;

/// What the requests of a node share:
///
/// - `partRows` has a permit for each part whose row a running read keeps in memory;
/// - `copies` has a permit for each running copy of content;
/// - `arriving` has a permit for each byte of request XML that was received so far and is not
///   complete;
/// - `documents` has a permit for each byte of complete request XML, until it is answered.
///
/// A byte that arrives takes a tenth of the memory of one that is parsed, and is counted when it
/// comes. So a slow sender holds little, and nothing that complete requests need.
public record Budgets(Semaphore partRows, Budget copies, Budget arriving, Budget documents) {
    /// How many documents of the greatest length may be on their way.
    private static final int ARRIVING_MAX = 2;

    /// The budgets that `limits` allow.
    public static Budgets of(Limits limits) {
        return new Budgets(
                new Semaphore(limits.partRowsMax()),
                new Budget(limits.copiesMax(), limits.admissionWait()),
                new Budget(ARRIVING_MAX * limits.documentBytesMax(), limits.admissionWait()),
                new Budget(limits.documentsBytesMax(), limits.admissionWait()));
    }

    /// Whether requests wait for their share of memory.
    public boolean contended() {
        return copies.contended() || arriving.contended() || documents.contended();
    }
}
