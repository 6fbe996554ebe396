package io.cairn.journal.kafka;

import io.cairn.journal.Journal;
import io.cairn.journal.JournalCheck;
import java.io.IOException;
import java.io.InterruptedIOException;
import java.nio.file.NoSuchFileException;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/// The journals that are written, for those who look whether they are damaged, and those that were
/// found to be. Safe for use by many threads.
final class JournalScrub {
    private static final Logger LOG = LoggerFactory.getLogger(JournalScrub.class);

    private final Map<String, Journal> written = new ConcurrentHashMap<>();
    private final Set<Journal> damaged = ConcurrentHashMap.newKeySet();

    /// A journal is written from now on.
    void begin(FollowedJournal member) {
        written.put(member.drive().name(), member.writer().journal());
    }

    /// A journal is not written any more.
    void end(FollowedJournal member) {
        written.remove(member.drive().name(), member.writer().journal());
        damaged.remove(member.writer().journal());
    }

    /// Whether a journal that is written was found to be damaged.
    boolean isDamaged(FollowedJournal member) {
        return damaged.contains(member.writer().journal());
    }

    /// Whether it was, and another of `members` was not: a damaged one is better than none.
    boolean isReplaceable(FollowedJournal member, List<FollowedJournal> members) {
        return isDamaged(member) && !members.stream().allMatch(this::isDamaged);
    }

    /// Reads the journal on the drive of this name, if it is written, at `pace`.
    void check(String name, JournalCheck.Pace pace) throws InterruptedIOException {
        Journal journal = written.get(name);
        Optional<String> damage = journal == null ? Optional.empty() : damage(journal, pace);
        if (journal != null && damage.isPresent()) {
            LOG.error("the journal on {} is damaged: {}", name, damage.get());
            damaged.add(journal);
            if (written.get(name) != journal) {
                damaged.remove(journal);
            }
        }
    }

    private static Optional<String> damage(Journal journal, JournalCheck.Pace pace)
            throws InterruptedIOException {
        try {
            return journal.damage(pace);
        } catch (InterruptedIOException e) {
            throw e;
        } catch (NoSuchFileException e) {
            LOG.debug("whoever writes the journal finds out what is gone", e);
            return Optional.empty();
        } catch (IOException e) {
            LOG.warn("reading a journal fails; it is looked at once more", e);
        }
        try {
            return journal.damage(pace);
        } catch (InterruptedIOException e) {
            throw e;
        } catch (IOException e) {
            return Optional.of(e.toString());
        }
    }
}
