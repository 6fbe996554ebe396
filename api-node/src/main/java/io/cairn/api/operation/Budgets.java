package io.cairn.api.operation;

import java.util.concurrent.Semaphore;

/// What the requests of a node share. `partRows` has a permit for each part whose place a running
/// read may still keep, `copies` one for each copy of content that runs, `documents` one for each
/// byte of a request's XML.
public record Budgets(Semaphore partRows, Budget copies, Budget documents) {
    /// The budgets that `limits` allow.
    public static Budgets of(Limits limits) {
        return new Budgets(
                new Semaphore(limits.partRowsMax()),
                new Budget(limits.copiesMax(), limits.admissionWait()),
                new Budget(limits.documentsBytesMax(), limits.admissionWait()));
    }

    /// Whether requests wait for their share of memory.
    public boolean contended() {
        return copies.contended() || documents.contended();
    }
}
