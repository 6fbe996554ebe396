package io.cairn.cli.registry;

/// One version of a subject: the schema it names and whether it is softly deleted.
record SubjectVersion(String subject, int version, int id, String schema, boolean deleted) {
    SubjectVersion withDeleted(boolean nowDeleted) {
        return new SubjectVersion(subject, version, id, schema, nowDeleted);
    }
}
