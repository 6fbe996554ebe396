package io.cairn.api.operation;

import java.util.concurrent.Semaphore;

/// What the requests of a node share. `partRows` has a permit for each part whose place a running
/// read may still keep, `copies` one for each copy of content that runs.
public record Budgets(Semaphore partRows, Budget copies) {
    /// The budgets that `limits` allow.
    public static Budgets of(Limits limits) {
        return new Budgets(
                new Semaphore(limits.partRowsMax()),
                new Budget(limits.copiesMax(), limits.admissionWait()));
    }
}
