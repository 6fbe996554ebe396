package io.cairn.metadata.fold;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.cairn.metadata.InMemoryFoldView;
import io.cairn.schemas.EventId;
import io.cairn.schemas.event.Event;
import io.cairn.schemas.event.EventBody;
import io.cairn.schemas.event.Outcome;
import io.cairn.schemas.event.Rejection;
import java.util.Optional;
import java.util.UUID;
import org.junit.jupiter.api.Test;

/// The number of a partition's rules only grows, as if there were three sets of rules.
class RaisedRulesTest {
    private static final int NEWEST = 3;

    private static Decision decide(int rules, int raised) {
        Event event =
                new Event(
                        new EventId(new UUID(1, raised)),
                        17,
                        "photos",
                        Optional.empty(),
                        -1,
                        new Event.Origin("root", "r", ""),
                        new EventBody.RulesRaised(raised));
        return Fold.decide(new InMemoryFoldView(), event, 0, 5, new Fold.Rules(rules, NEWEST));
    }

    @Test
    void rules_thatAreHigher_areTaken() {
        assertThat(decide(1, 2).mutations()).containsExactly(new Mutation.SetRules(2));
        assertThat(decide(1, NEWEST).mutations()).containsExactly(new Mutation.SetRules(NEWEST));
    }

    @Test
    void rules_thatAreNotHigher_changeNothing() {
        assertThat(decide(2, 2).mutations()).isEmpty();
        assertThat(decide(2, 1).mutations()).isEmpty();
        assertThat(decide(2, 1).outcome()).isInstanceOf(Outcome.Accepted.class);
    }

    @Test
    void rules_thatNeverWere_areRejected() {
        assertThat(decide(2, 0).outcome())
                .isInstanceOfSatisfying(
                        Outcome.Rejected.class,
                        rejected ->
                                assertThat(rejected.rejection())
                                        .isEqualTo(Rejection.INVALID_REQUEST));
    }

    @Test
    void rules_thatTheCodeDoesNotKnow_stopIt() {
        assertThatThrownBy(() -> decide(1, NEWEST + 1)).isInstanceOf(UnknownRulesException.class);
        assertThatThrownBy(() -> decide(NEWEST + 1, 1)).isInstanceOf(UnknownRulesException.class);
    }
}
