package io.cairn.metadata.fold;

/// The log asks for rules that this code does not know: it was written by a newer release.
public final class UnknownRulesException extends RuntimeException {
    private static final long serialVersionUID = 1;

    UnknownRulesException(int asked, int known) {
        super("the log is to be folded by rules " + asked + ", this release knows up to " + known);
    }
}
