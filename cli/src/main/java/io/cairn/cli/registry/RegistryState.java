package io.cairn.cli.registry;

import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.NavigableMap;
import java.util.Optional;
import java.util.TreeMap;

/// What the records of `_schemas` amount to. Not safe for use by many threads; its owner locks.
final class RegistryState {
    /// The subject of settings that hold for all.
    static final String GLOBAL = "";

    private final NavigableMap<String, NavigableMap<Integer, SubjectVersion>> subjects =
            new TreeMap<>();
    private final Map<Integer, String> schemas = new HashMap<>();
    private final Map<String, Integer> ids = new HashMap<>();
    private final Map<String, Compatibility> compatibilities = new HashMap<>();
    private final Map<String, String> modes = new HashMap<>();
    private int idMax;

    void put(SubjectVersion version) {
        subjects.computeIfAbsent(version.subject(), name -> new TreeMap<>())
                .put(version.version(), version);
        schemas.put(version.id(), version.schema());
        ids.putIfAbsent(version.schema(), version.id());
        reachId(version.id());
    }

    /// Ids up to this one were given once.
    void reachId(int id) {
        idMax = Math.max(idMax, id);
    }

    void remove(String subject, int version) {
        NavigableMap<Integer, SubjectVersion> versions = subjects.get(subject);
        if (versions != null) {
            versions.remove(version);
            if (versions.isEmpty()) {
                subjects.remove(subject);
            }
        }
    }

    void setCompatibility(String subject, Optional<Compatibility> level) {
        level.ifPresentOrElse(
                given -> compatibilities.put(subject, given),
                () -> compatibilities.remove(subject));
    }

    void setMode(String subject, Optional<String> mode) {
        mode.ifPresentOrElse(given -> modes.put(subject, given), () -> modes.remove(subject));
    }

    Optional<Compatibility> compatibility(String subject) {
        return Optional.ofNullable(compatibilities.get(subject));
    }

    Compatibility effectiveCompatibility(String subject) {
        return compatibility(subject)
                .or(() -> compatibility(GLOBAL))
                .orElse(Compatibility.BACKWARD);
    }

    Optional<String> mode(String subject) {
        return Optional.ofNullable(modes.get(subject));
    }

    String effectiveMode(String subject) {
        return mode(subject).or(() -> mode(GLOBAL)).orElse("READWRITE");
    }

    /// The id of this schema text, if it has one.
    Optional<Integer> id(String schema) {
        return Optional.ofNullable(ids.get(schema));
    }

    Optional<String> schema(int id) {
        return Optional.ofNullable(schemas.get(id));
    }

    int idMax() {
        return idMax;
    }

    List<String> subjects(boolean deleted) {
        List<String> names = new ArrayList<>();
        subjects.forEach((name, versions) -> {
            if (deleted || versions.values().stream().anyMatch(each -> !each.deleted())) {
                names.add(name);
            }
        });
        return names;
    }

    /// The versions of a subject in order; empty if it has none.
    List<SubjectVersion> versions(String subject, boolean deleted) {
        return subjects.getOrDefault(subject, new TreeMap<>()).values().stream()
                .filter(each -> deleted || !each.deleted())
                .toList();
    }

    int nextVersion(String subject) {
        NavigableMap<Integer, SubjectVersion> versions = subjects.get(subject);
        return versions == null ? 1 : versions.lastKey() + 1;
    }

    /// All versions of all subjects that name this id.
    List<SubjectVersion> uses(int id, boolean deleted) {
        return subjects.keySet().stream()
                .flatMap(subject -> versions(subject, deleted).stream())
                .filter(each -> each.id() == id)
                .toList();
    }
}
