package io.cairn.cli.registry;

import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.NavigableMap;
import java.util.Optional;
import java.util.Set;
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
    private final String ownPrefix;
    private final RegistryLimits limits;
    private long textBytes;
    private int withheld;
    private int idMax;

    /// An empty one, in which the subjects that begin with `ownPrefix` have no limits.
    RegistryState(String ownPrefix, RegistryLimits limits) {
        this.ownPrefix = ownPrefix;
        this.limits = limits;
    }

    /// Takes a version. What others wrote beyond the limits, before there were any, is taken
    /// without its text: the server starts whatever the topic holds.
    void put(SubjectVersion version) {
        String known = schemas.get(version.id());
        boolean sameText = known != null && known.equals(version.schema());
        String text = known != null && sameText ? known : version.schema();
        if (!sameText && !isOwn(version.subject()) && !hasRoomFor(text)) {
            withheld++;
            text = "";
        }
        subjects.computeIfAbsent(version.subject(), name -> new TreeMap<>())
                .put(
                        version.version(),
                        new SubjectVersion(
                                version.subject(),
                                version.version(),
                                version.id(),
                                text,
                                version.deleted()));
        if (known == null && !text.isEmpty()) {
            schemas.put(version.id(), text);
            ids.putIfAbsent(text, version.id());
            textBytes += text.length();
        }
        reachId(version.id());
    }

    boolean isOwn(String subject) {
        return subject.startsWith(ownPrefix);
    }

    boolean hasRoomFor(String text) {
        return textBytes + text.length() <= limits.textBytesMax();
    }

    /// How many versions were taken without their text.
    int withheld() {
        return withheld;
    }

    /// How many subjects of others have versions.
    long foreignSubjects() {
        return subjects.keySet().stream().filter(each -> !isOwn(each)).count();
    }

    /// How many subjects of others have settings.
    long foreignSettings() {
        Set<String> named = new HashSet<>(compatibilities.keySet());
        named.addAll(modes.keySet());
        return named.stream().filter(each -> !isOwn(each)).count();
    }

    /// Ids up to this one were given once.
    void reachId(int id) {
        idMax = Math.max(idMax, id);
    }

    void remove(String subject, int version) {
        NavigableMap<Integer, SubjectVersion> versions = subjects.get(subject);
        SubjectVersion gone = versions == null ? null : versions.remove(version);
        if (versions == null || gone == null) {
            return;
        }
        if (versions.isEmpty()) {
            subjects.remove(subject);
        }
        if (uses(gone.id(), true).isEmpty()) {
            forget(gone.id());
        }
    }

    private void forget(int id) {
        String text = schemas.remove(id);
        if (text != null) {
            ids.remove(text, id);
            textBytes -= text.length();
        }
    }

    void setCompatibility(String subject, Compatibility level) {
        compatibilities.put(subject, level);
    }

    void dropCompatibility(String subject) {
        compatibilities.remove(subject);
    }

    void setMode(String subject, String mode) {
        modes.put(subject, mode);
    }

    void dropMode(String subject) {
        modes.remove(subject);
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
