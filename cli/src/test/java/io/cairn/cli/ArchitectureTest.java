package io.cairn.cli;

import static com.tngtech.archunit.base.DescribedPredicate.anyElementThat;
import static com.tngtech.archunit.base.DescribedPredicate.not;
import static com.tngtech.archunit.core.domain.JavaClass.Predicates.assignableTo;
import static com.tngtech.archunit.core.domain.JavaClass.Predicates.resideInAPackage;
import static com.tngtech.archunit.core.domain.JavaClass.Predicates.resideInAnyPackage;
import static com.tngtech.archunit.core.domain.JavaClass.Predicates.resideOutsideOfPackage;
import static com.tngtech.archunit.core.domain.JavaClass.Predicates.type;
import static com.tngtech.archunit.core.domain.properties.HasName.Predicates.name;
import static com.tngtech.archunit.core.domain.properties.HasOwner.Predicates.With.owner;
import static com.tngtech.archunit.lang.syntax.ArchRuleDefinition.classes;
import static com.tngtech.archunit.lang.syntax.ArchRuleDefinition.noClasses;
import static com.tngtech.archunit.lang.syntax.ArchRuleDefinition.noMethods;
import static org.assertj.core.api.Assertions.assertThat;

import com.tngtech.archunit.base.DescribedPredicate;
import com.tngtech.archunit.core.domain.JavaAccess;
import com.tngtech.archunit.core.domain.JavaCall;
import com.tngtech.archunit.core.domain.JavaClass;
import com.tngtech.archunit.core.domain.JavaClasses;
import com.tngtech.archunit.core.domain.JavaModifier;
import com.tngtech.archunit.core.domain.properties.HasName;
import com.tngtech.archunit.core.importer.ClassFileImporter;
import com.tngtech.archunit.core.importer.ImportOption;
import com.tngtech.archunit.lang.ArchCondition;
import com.tngtech.archunit.lang.ConditionEvents;
import com.tngtech.archunit.lang.SimpleConditionEvent;
import io.cairn.blobs.BlobStore;
import io.cairn.metadata.Namespace;
import io.cairn.schemas.ObjectKey;
import io.cairn.schemas.VersionId;
import io.cairn.schemas.event.BucketImage;
import io.cairn.shard.LocalDrive;
import java.time.Clock;
import java.time.Instant;
import java.time.LocalDate;
import java.time.LocalDateTime;
import java.time.ZonedDateTime;
import java.util.Arrays;
import java.util.Date;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalInt;
import java.util.OptionalLong;
import java.util.Set;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;

/// The shape of the house: which module may know which, where foreign types stay, what things are
/// called. Production classes of all modules but load-tests, which none of them sees.
class ArchitectureTest {
    /// Each module's root package, and the modules below it that it may use.
    private static final Map<String, List<String>> MODULES =
            Map.of(
                    "schemas", List.of(),
                    "erasure", List.of(),
                    "platform", List.of(),
                    "shard", List.of("schemas", "platform"),
                    "metadata", List.of("schemas", "platform"),
                    "journal", List.of("schemas", "platform", "shard"),
                    "blobs", List.of("schemas", "erasure", "platform", "shard"),
                    "api", List.of("schemas", "platform", "metadata", "blobs"),
                    "cli",
                            List.of(
                                    "schemas",
                                    "erasure",
                                    "platform",
                                    "shard",
                                    "metadata",
                                    "journal",
                                    "blobs",
                                    "api"));

    /// Classes outside the rooms of Kafka that use it.
    private static final Set<String> KAFKA_USERS =
            Set.of(
                    // The registry keeps its schemas in a topic, as Confluent's does.
                    "io.cairn.cli.registry.EmbeddedRegistry",
                    "io.cairn.cli.registry.SchemasTopic",
                    // They make clients of the broker and hand them on.
                    "io.cairn.cli.server.LogNode",
                    // Tells the operator what Kafka says of a start that failed.
                    "io.cairn.cli.server.ServerNode");

    private static final Set<String> KINDS =
            Set.of(
                    "util",
                    "utils",
                    "impl",
                    "dto",
                    "model",
                    "service",
                    "services",
                    "helper",
                    "common");
    private static final String VAGUE_ENDINGS = ".*(Manager|Helper|Util|Utils|Impl|Base|Data|Info)";
    private static final int PACKAGE_DEPTH_MAX = 4;

    private static JavaClasses production;

    @BeforeAll
    static void readClasses() {
        production =
                new ClassFileImporter()
                        .withImportOption(ImportOption.Predefined.DO_NOT_INCLUDE_TESTS)
                        // Other modules' tests, once they are packaged.
                        .withImportOption(location -> !location.contains("-tests.jar"))
                        .importPackages("io.cairn");
    }

    private static String root(String module) {
        return "io.cairn." + module + "..";
    }

    @Test
    void modules_allOfThem_areInTheMap() {
        Set<String> found =
                production.stream()
                        .map(each -> each.getPackageName().split("\\.")[2])
                        .collect(Collectors.toSet());
        assertThat(found).isEqualTo(MODULES.keySet());
    }

    @Test
    void module_ofTheHouse_knowsOnlyThoseBelow() {
        MODULES.forEach((module, below) -> {
            String[] allowed =
                    Stream.concat(Stream.of(module), below.stream())
                            .map(ArchitectureTest::root)
                            .toArray(String[]::new);
            classes()
                    .that(resideInAPackage(root(module)))
                    .should()
                    .onlyDependOnClassesThat(
                            resideOutsideOfPackage("io.cairn..").or(resideInAnyPackage(allowed)))
                    .check(production);
        });
    }

    @Test
    void package_ofAModule_isFlatAndNamedByANoun() {
        classes().should(liveInAFlatPackageNamedByANoun()).check(production);
    }

    private static ArchCondition<JavaClass> liveInAFlatPackageNamedByANoun() {
        return new ArchCondition<>("live in the module's root package or one level below") {
            @Override
            public void check(JavaClass each, ConditionEvents events) {
                String[] segments = each.getPackageName().split("\\.");
                boolean good =
                        segments.length <= PACKAGE_DEPTH_MAX
                                && Arrays.stream(segments).noneMatch(KINDS::contains);
                events.add(new SimpleConditionEvent(each, good, each.getFullName()));
            }
        };
    }

    @Test
    void class_ofAnyKind_hasATellingName() {
        noClasses().should().haveNameMatching(VAGUE_ENDINGS).check(production);
    }

    /// Types of `foreign` packages may be used in the packages `rooms` only.
    private static void assertConfined(List<String> foreign, String... rooms) {
        assertConfined(foreign, resideInAnyPackage(rooms));
    }

    private static void assertConfined(
            List<String> foreign, DescribedPredicate<JavaClass> allowed) {
        noClasses()
                .that(not(allowed))
                .should()
                .dependOnClassesThat()
                .resideInAnyPackage(foreign.toArray(String[]::new))
                .check(production);
    }

    @Test
    void undertow_staysInTheHttpRoom() {
        assertConfined(List.of("io.undertow..", "org.xnio.."), "io.cairn.platform.http");
    }

    @Test
    void kafka_staysInTheKafkaRooms() {
        String[] rooms =
                Stream.concat(
                                Stream.of("platform", "shard", "journal", "blobs", "cli")
                                        .map(module -> module + ".kafka"),
                                Stream.of(
                                        "metadata.client",
                                        "metadata.topology",
                                        "metadata.start",
                                        "metadata.delivery"))
                        .map(room -> "io.cairn." + room)
                        .toArray(String[]::new);
        assertConfined(
                List.of("org.apache.kafka..", "kafka.."),
                resideInAnyPackage(rooms).or(isOneOf(KAFKA_USERS)));
    }

    /// The start uses the topology, which uses the client, and not the other way round.
    @Test
    void roomsOfTheFoldOnKafka_useOnlyThoseBelow() {
        noClasses()
                .that()
                .resideInAPackage("io.cairn.metadata.client")
                .should()
                .dependOnClassesThat()
                .resideInAnyPackage("io.cairn.metadata.topology", "io.cairn.metadata.start")
                .check(production);
        noClasses()
                .that()
                .resideInAPackage("io.cairn.metadata.topology")
                .should()
                .dependOnClassesThat()
                .resideInAPackage("io.cairn.metadata.start")
                .check(production);
    }

    private static DescribedPredicate<JavaClass> isOneOf(Set<String> names) {
        return DescribedPredicate.describe(
                "are one of " + names, each -> names.contains(each.getName().split("\\$")[0]));
    }

    @Test
    void vectors_stayInErasure() {
        assertConfined(List.of("jdk.incubator.vector.."), "io.cairn.erasure");
    }

    @Test
    void linker_ofNativeCode_isUsedByErasureAndForTheCLibraryOnly() {
        noClasses()
                .that(
                        resideOutsideOfPackage("io.cairn.erasure")
                                .and(not(name("io.cairn.platform.CFunction"))))
                .should()
                .dependOnClassesThat()
                .haveFullyQualifiedName("java.lang.foreign.Linker")
                .orShould()
                .dependOnClassesThat()
                .haveFullyQualifiedName("java.lang.foreign.SymbolLookup")
                .check(production);
    }

    @Test
    void rocksDb_staysInTheStores() {
        assertConfined(List.of("org.rocksdb.."), "io.cairn.metadata.store", "io.cairn.shard.index");
    }

    @Test
    void picocli_staysAtTheCommandLine() {
        assertConfined(List.of("picocli.."), "io.cairn.cli");
    }

    /// What places, writes and reads blobs must not know that a drive is in this process.
    @Test
    void localDrive_inBlobs_isKnownToWhatLooksAfterDrivesOnly() {
        noClasses()
                .that()
                .resideInAPackage("io.cairn.blobs..")
                .and(resideOutsideOfPackage("io.cairn.blobs.heal"))
                .should()
                .dependOnClassesThat(assignableTo(LocalDrive.class))
                .check(production);
    }

    @Test
    void buckets_areResolvedByAccessOnly() {
        noClasses()
                .that()
                .resideInAPackage("io.cairn.api..")
                .and(not(name("io.cairn.api.operation.Access")))
                // Asks whether a bucket that is there already is the one that its sender wants.
                .and(not(name("io.cairn.api.bucket.CreateBucket")))
                .should()
                .callMethod(Namespace.class, "bucket", String.class)
                .orShould()
                .callMethod(Namespace.class, "find", String.class, ObjectKey.class)
                .orShould()
                .callMethod(Namespace.class, "find", String.class, ObjectKey.class, VersionId.class)
                .orShould()
                .callMethod(Namespace.class, "latest", BucketImage.class, ObjectKey.class)
                .check(production);
    }

    @Test
    void content_passesTheContentStoreOnly() {
        noClasses()
                .that()
                .resideInAPackage("io.cairn.api..")
                .and(not(name("io.cairn.api.operation.ContentStore")))
                .should()
                .callMethodWhere(
                        JavaCall.Predicates.target(owner(assignableTo(BlobStore.class)))
                                .and(
                                        JavaCall.Predicates.target(name("write"))
                                                .or(JavaCall.Predicates.target(name("open")))))
                .check(production);
    }

    /// Optional says that an answer may be missing; a caller knows whether it has a value.
    @Test
    void optional_isNoParameter() {
        noMethods()
                .that()
                .areDeclaredInClassesThat()
                .resideInAnyPackage(
                        "io.cairn.api..",
                        "io.cairn.metadata.client",
                        "io.cairn.metadata.topology",
                        "io.cairn.metadata.start",
                        "io.cairn.metadata.delivery",
                        "io.cairn.metadata.notification",
                        "io.cairn.metadata.store",
                        "io.cairn.shard..",
                        "io.cairn.journal..",
                        "io.cairn.blobs..",
                        "io.cairn.cli..")
                .and()
                .doNotHaveModifier(JavaModifier.SYNTHETIC)
                .should()
                .haveRawParameterTypes(
                        anyElementThat(
                                assignableTo(Optional.class)
                                        .or(assignableTo(OptionalInt.class))
                                        .or(assignableTo(OptionalLong.class))))
                .check(production);
    }

    @Test
    void wallClock_isReadByMainOnly() {
        noClasses()
                .that()
                .doNotBelongToAnyOf(Main.class)
                .should()
                .callMethod(System.class, "currentTimeMillis")
                .orShould()
                .callMethod(Clock.class, "systemUTC")
                .orShould()
                .callMethod(Clock.class, "systemDefaultZone")
                .orShould()
                .callMethod(Instant.class, "now")
                .orShould()
                .callMethod(LocalDate.class, "now")
                .orShould()
                .callMethod(LocalDateTime.class, "now")
                .orShould()
                .callMethod(ZonedDateTime.class, "now")
                .orShould()
                .callConstructor(Date.class)
                .check(production);
    }

    /// Classes that read the time of the process without a clock that they are given.
    private static final Set<String> TIME_READERS =
            Set.of(
                    "io.cairn.platform.MonotonicClock",
                    // Its deadline is one of Kafka's own clock.
                    "io.cairn.cli.kafka.KafkaNode",
                    // They take a clock later.
                    "io.cairn.cli.kafka.OuterConnection",
                    "io.cairn.cli.kafka.OuterPort",
                    "io.cairn.cli.registry.EmbeddedRegistry",
                    "io.cairn.cli.registry.RegistryBodies",
                    "io.cairn.api.http.S3Handler",
                    "io.cairn.api.payload.Payload");

    @Test
    void monotonicClock_isReadThroughAClockThatIsGiven() {
        noClasses()
                .that(not(isOneOf(TIME_READERS)))
                .should()
                .accessTargetWhere(
                        JavaAccess.Predicates.target(owner(type(System.class)))
                                .and(JavaAccess.Predicates.target(name("nanoTime"))))
                .check(production);
    }

    @Test
    void sleep_isNowhere() {
        noClasses()
                .should()
                .callMethodWhere(JavaCall.Predicates.target(HasName.Predicates.name("sleep")))
                .check(production);
    }
}
