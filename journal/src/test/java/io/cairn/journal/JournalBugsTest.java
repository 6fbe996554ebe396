package io.cairn.journal;

import io.cairn.shard.bug.BugsContract;
import io.cairn.shard.bug.Model;
import java.util.List;

class JournalBugsTest extends BugsContract {
    JournalBugsTest() {
        super(
                "journal",
                List.of(
                        new Model(
                                "journal",
                                "io.cairn.journal.JournalHistory",
                                Long.getLong("cairn.journal.histories", 400))));
    }
}
