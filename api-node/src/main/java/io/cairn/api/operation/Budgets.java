package io.cairn.api.operation;

import java.util.concurrent.Semaphore;

/// What the requests of a node share. `partRows` has a permit for each part whose place a running
/// read may still keep, `copies` one for each copy of content that runs, `arriving` one for each
/// byte of a request's XML that is still on its way, `documents` one for each byte that is being
/// worked on. What arrives takes a tenth of the memory of what is worked on, and is taken as it
/// comes; so a slow sender holds little, and nothing that the others work with.
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
