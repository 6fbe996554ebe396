package io.cairn.metadata.fold;

import io.cairn.schemas.event.BucketImage;
import io.cairn.schemas.event.Change;
import io.cairn.schemas.event.Outcome;
import io.cairn.schemas.event.Reclaim;
import java.util.List;
import java.util.Optional;

/// What one event does: its outcome, the changes of the state, and the records to forward.
/// `repeated` says that the outcome is that of an earlier event of the same id.
public record Decision(
        Outcome outcome, boolean repeated, List<Mutation> mutations, Emissions emissions) {
    public Decision {
        mutations = List.copyOf(mutations);
    }

    /// Nothing but an outcome.
    public static Decision only(Outcome outcome) {
        return new Decision(outcome, false, List.of(), Emissions.NONE);
    }

    /// The records that the fold sends out for one event, exactly once.
    public record Emissions(
            List<Change> changes, List<Reclaim> reclaims, Optional<BucketUpdate> bucket) {
        /// Nothing to send.
        public static final Emissions NONE = new Emissions(List.of(), List.of(), Optional.empty());

        public Emissions {
            changes = List.copyOf(changes);
            reclaims = List.copyOf(reclaims);
        }
    }

    /// A bucket's new image; none when it is gone.
    public record BucketUpdate(String name, Optional<BucketImage> image) {}
}
