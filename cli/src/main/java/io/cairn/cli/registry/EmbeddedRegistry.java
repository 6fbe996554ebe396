package io.cairn.cli.registry;

import io.cairn.platform.Allowance;
import io.cairn.platform.kafka.KafkaConnection;
import io.cairn.platform.kafka.TopicSpec;
import io.cairn.schemas.registry.RegistryException;
import io.cairn.schemas.registry.SchemaRegistry;
import io.cairn.schemas.registry.SubjectCompatibility;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.locks.ReentrantLock;
import java.util.function.Supplier;
import org.apache.avro.AvroRuntimeException;
import org.apache.avro.Schema;
import org.apache.kafka.clients.admin.Admin;

/// A schema registry in this process: the semantics of Confluent's, for Avro. One schema text has
/// one id in all subjects, and an id is never used again. Every change is durable in `_schemas`
/// before it is seen.
public final class EmbeddedRegistry implements SchemaRegistry, AutoCloseable {
    private static final String READ_ONLY = "READONLY";

    /// What a record takes beside its schema.
    private static final int RECORD_BYTES = 512;

    private final RegistryLimits limits;
    private final RegistryState state;
    private final SchemasTopic topic;
    private final Allowance writing;
    private final ReentrantLock lock = new ReentrantLock();

    /// A registry for the server's own subjects, which begin with `ownPrefix`, and those of others.
    /// Only the server changes its own: without their schemas its log could not be read any more.
    public EmbeddedRegistry(KafkaConnection kafka, short replicas, String ownPrefix) {
        this(kafka, replicas, ownPrefix, offset -> true);
    }

    /// One whose schemas are used only once `durability` says that they are durable.
    public EmbeddedRegistry(
            KafkaConnection kafka, short replicas, String ownPrefix, Durability durability) {
        this(kafka, replicas, ownPrefix, durability, RegistryLimits.DEFAULT);
    }

    /// One with limits of its own.
    EmbeddedRegistry(
            KafkaConnection kafka,
            short replicas,
            String ownPrefix,
            Durability durability,
            RegistryLimits limits) {
        this.limits = limits;
        this.state = new RegistryState(ownPrefix, limits);
        this.topic = new SchemasTopic(kafka, replicas, durability);
        this.writing =
                new Allowance(limits.writtenBytesMax(), limits.writtenPeriod(), System.nanoTime());
    }

    /// The topic that holds the schemas, as it has to be.
    public static TopicSpec topic(short replicas) {
        return SchemasTopic.spec(replicas);
    }

    /// Reads `_schemas`, which is created if it is missing.
    public void start(Admin admin) {
        locked(() -> {
            topic.open(admin, state);
            return true;
        });
    }

    @Override
    public int register(String subject, Schema schema, SubjectCompatibility compatibility) {
        try {
            return locked(() -> registerOurs(subject, schema, compatibility));
        } catch (RegistryFailure e) {
            throw new RegistryException("registering " + subject + ": " + e.getMessage(), e);
        }
    }

    private int registerOurs(String subject, Schema schema, SubjectCompatibility compatibility) {
        Compatibility demanded = Compatibility.of(compatibility);
        if (!state.compatibility(subject).equals(Optional.of(demanded))) {
            setCompatibility(subject, demanded);
        }
        return register(subject, schema.toString(), false).id();
    }

    @Override
    public Optional<Schema> schema(int id) {
        return locked(() -> state.schema(id)).map(text -> new Schema.Parser().parse(text));
    }

    <T> T locked(Supplier<T> action) {
        lock.lock();
        try {
            return action.get();
        } finally {
            lock.unlock();
        }
    }

    RegistryState state() {
        return state;
    }

    /// Registers a schema under a subject; the version that it has there if it is there already.
    SubjectVersion register(String subject, String text) {
        return register(subject, text, true);
    }

    private SubjectVersion register(String subject, String text, boolean outsider) {
        return locked(() -> {
            Schema schema = parse(text);
            Optional<SubjectVersion> known = find(subject, schema, false);
            if (known.isPresent()) {
                return known.get();
            }
            String canonical = schema.toString();
            if (outsider) {
                requireWritable(subject);
                requireRoom(subject, schema, canonical);
            }
            List<String> existing = texts(state.versions(subject, false));
            if (state.effectiveCompatibility(subject).refusal(schema, existing).isPresent()) {
                throw new RegistryFailure(
                        RegistryError.INCOMPATIBLE,
                        "Schema being registered is incompatible with an earlier schema for"
                                + " subject \""
                                + subject
                                + "\"");
            }
            SubjectVersion version =
                    new SubjectVersion(
                            subject,
                            state.nextVersion(subject),
                            state.id(canonical).orElse(state.idMax() + 1),
                            canonical,
                            false);
            topic.put(version);
            state.put(version);
            return version;
        });
    }

    Optional<SubjectVersion> find(String subject, Schema schema, boolean deleted) {
        return state.versions(subject, deleted).stream()
                .filter(each -> each.schema().equals(schema.toString()))
                .findFirst();
    }

    static Schema parse(String text) {
        try {
            Schema schema = new Schema.Parser().parse(text);
            // Names that nothing explains are found out here.
            String _ = schema.toString();
            return schema;
        } catch (AvroRuntimeException
                | IllegalArgumentException
                | NullPointerException
                | ClassCastException
                | IndexOutOfBoundsException e) {
            throw new RegistryFailure(
                    RegistryError.INVALID_SCHEMA, "Invalid schema: " + e.getMessage());
        }
    }

    /// The texts of those versions whose text is known.
    static List<String> texts(List<SubjectVersion> versions) {
        return versions.stream()
                .map(SubjectVersion::schema)
                .filter(each -> !each.isEmpty())
                .toList();
    }

    private void requireRoom(String subject, Schema schema, String canonical) {
        boolean isNew = state.versions(subject, true).isEmpty();
        int versions = isNew ? 0 : state.nextVersion(subject) - 1;
        if (subject.length() > limits.nameCharsMax()) {
            throw new RegistryFailure(RegistryError.TOO_LARGE, "The subject's name is too long");
        }
        if (canonical.length() > limits.schemaBytesMax()
                || UnionWidth.of(schema) > limits.branchesMax()) {
            throw new RegistryFailure(RegistryError.TOO_LARGE, "Schema is too large");
        }
        if (isNew && state.foreignSubjects() >= limits.subjectsMax()) {
            throw new RegistryFailure(
                    RegistryError.TOO_LARGE, "The registry holds as many subjects as it may");
        }
        if (versions >= limits.versionsMax()) {
            throw new RegistryFailure(
                    RegistryError.TOO_LARGE, "The subject has as many versions as it may");
        }
        if (state.id(canonical).isEmpty() && !state.hasRoomFor(canonical)) {
            throw new RegistryFailure(
                    RegistryError.TOO_LARGE, "The registry holds as much text as it may");
        }
        requireAllowance(canonical.length());
    }

    private void requireAllowance(int bytes) {
        if (!writing.take(RECORD_BYTES + bytes, System.nanoTime())) {
            throw new RegistryFailure(
                    RegistryError.TOO_MANY, "Too much was written just now, try again later");
        }
    }

    /// Refuses outsiders a change of what holds for all subjects, or of too many.
    void requireSetting(String subject) {
        if (subject.equals(RegistryState.GLOBAL)) {
            throw new RegistryFailure(
                    RegistryError.NOT_PERMITTED,
                    "What holds for all subjects cannot be changed, only that of a subject");
        }
        requireNotOurs(subject);
        boolean isNew = state.compatibility(subject).isEmpty() && state.mode(subject).isEmpty();
        if (subject.length() > limits.nameCharsMax()
                || (isNew && state.foreignSettings() >= limits.settingsMax())) {
            throw new RegistryFailure(
                    RegistryError.TOO_LARGE, "As many subjects have settings as may");
        }
        requireAllowance(0);
    }

    void setCompatibility(String subject, Compatibility level) {
        topic.putCompatibility(subject, level);
        state.setCompatibility(subject, level);
    }

    void dropCompatibility(String subject) {
        topic.dropCompatibility(subject);
        state.dropCompatibility(subject);
    }

    void setMode(String subject, String mode) {
        topic.putMode(subject, mode);
        state.setMode(subject, mode);
    }

    void dropMode(String subject) {
        topic.dropMode(subject);
        state.dropMode(subject);
    }

    /// Deletes a version: softly, or for good what is softly deleted.
    void delete(SubjectVersion version, boolean permanent) {
        requireWritable(version.subject());
        requireAllowance(permanent ? 0 : version.schema().length());
        if (permanent) {
            topic.putIdMax(state.idMax());
            topic.remove(version.subject(), version.version());
            state.remove(version.subject(), version.version());
        } else {
            SubjectVersion deleted = version.withDeleted(true);
            topic.put(deleted);
            state.put(deleted);
        }
    }

    /// Refuses outsiders what they may not change.
    void requireNotOurs(String subject) {
        if (state.isOwn(subject)) {
            throw new RegistryFailure(
                    RegistryError.NOT_PERMITTED,
                    "Subject " + subject + " is the server's own and cannot be changed");
        }
    }

    private void requireWritable(String subject) {
        requireNotOurs(subject);
        if (state.effectiveMode(subject).startsWith(READ_ONLY)) {
            throw new RegistryFailure(
                    RegistryError.NOT_PERMITTED, "Subject " + subject + " is in read-only mode");
        }
    }

    @Override
    public void close() {
        topic.close();
    }
}
