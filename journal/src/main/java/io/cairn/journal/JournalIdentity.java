package io.cairn.journal;

import java.util.UUID;

/// Whose log a journal copies, and which topics of it.
public record JournalIdentity(UUID clusterId, JournalTopics topics) {}
