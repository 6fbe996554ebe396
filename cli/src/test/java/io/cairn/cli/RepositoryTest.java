package io.cairn.cli;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.FileVisitResult;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.SimpleFileVisitor;
import java.nio.file.attribute.BasicFileAttributes;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Set;
import java.util.TreeMap;
import java.util.TreeSet;
import java.util.regex.MatchResult;
import java.util.regex.Pattern;
import javax.xml.parsers.DocumentBuilderFactory;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.w3c.dom.Element;
import org.w3c.dom.Node;
import org.w3c.dom.NodeList;

/// What compilers and formatters do not see: documents that no longer fit, and promises put off.
class RepositoryTest {
    /// May only fall: a catch of everything is right at the boundary of a thread or request only.
    private static final int CATCHES_OF_EVERYTHING_MAX = 12;

    private static final Set<String> NOT_OURS = Set.of("target", ".git", ".idea");
    private static final Pattern LINK = Pattern.compile("\\[[^]]*]\\(([^)#\\s]+)(?:#[^)]*)?\\)");
    private static final Pattern NAMED_TEST = Pattern.compile("`(\\w*)(?:\\.(\\w+))?`");

    private static Path root;
    private static final Map<Path, String> TEXTS = new TreeMap<>();

    @BeforeAll
    static void readTexts() throws IOException {
        root = Path.of("").toAbsolutePath();
        while (!Files.exists(root.resolve("bin/cairn"))) {
            root = Objects.requireNonNull(root.getParent(), "no source tree above");
        }
        Files.walkFileTree(
                root,
                new SimpleFileVisitor<>() {
                    @Override
                    public FileVisitResult preVisitDirectory(Path path, BasicFileAttributes a) {
                        return NOT_OURS.contains(path.getFileName().toString())
                                ? FileVisitResult.SKIP_SUBTREE
                                : FileVisitResult.CONTINUE;
                    }

                    @Override
                    public FileVisitResult visitFile(Path path, BasicFileAttributes a)
                            throws IOException {
                        if (path.toString().matches(".*\\.(java|md|xml|avdl|properties)")) {
                            TEXTS.put(path, Files.readString(path));
                        }
                        return FileVisitResult.CONTINUE;
                    }
                });
    }

    private static List<Path> files(String ending) {
        return TEXTS.keySet().stream().filter(path -> path.toString().endsWith(ending)).toList();
    }

    private static String text(Path path) {
        return Objects.requireNonNull(TEXTS.get(path));
    }

    /// How often the words stand in Java sources, at which places.
    private static List<String> places(String words) {
        List<String> places = new ArrayList<>();
        for (Path path : files(".java")) {
            Pattern.compile(Pattern.quote(words))
                    .matcher(text(path))
                    .results()
                    .forEach(hit -> places.add(root.relativize(path) + "@" + hit.start()));
        }
        return places;
    }

    @Test
    void package_ofProductionCode_saysWhatItIsAndMustNotKnow() {
        for (Path path : files(".java")) {
            if (path.toString().contains("/src/main/java/")) {
                Path info = path.resolveSibling("package-info.java");
                assertThat(TEXTS).containsKey(info);
                assertThat(text(info).replaceAll("\\s*\\R///\\s*", " "))
                        .as(root.relativize(info).toString())
                        .contains("What lives here: ")
                        .contains("What comes in and goes out: ")
                        .contains("What it must not know: ")
                        .contains("@NullMarked");
            }
        }
    }

    @Test
    void package_ofTestsAlone_isNullMarked() {
        for (Path path : files(".java")) {
            if (path.toString().contains("/src/test/java/")) {
                Path info = path.resolveSibling("package-info.java");
                Path main = Path.of(info.toString().replace("/src/test/", "/src/main/"));
                assertThat(TEXTS.containsKey(info) || TEXTS.containsKey(main))
                        .as("%s needs a package-info", root.relativize(path))
                        .isTrue();
            }
        }
    }

    @Test
    void links_inDocuments_pointToWhatIsThere() {
        List<String> dead = new ArrayList<>();
        for (Path path : files(".md")) {
            for (MatchResult link : LINK.matcher(text(path)).results().toList()) {
                String target = link.group(1);
                if (!target.contains(":") && !Files.exists(path.resolveSibling(target))) {
                    dead.add(root.relativize(path) + " -> " + target);
                }
            }
        }
        assertThat(dead).isEmpty();
    }

    @Test
    void testsNamedByInvariants_exist() {
        Map<String, String> tests = new TreeMap<>();
        for (Path path : files(".java")) {
            tests.put(path.getFileName().toString().replace(".java", ""), text(path));
        }
        List<String> missing = new ArrayList<>();
        String name = "";
        for (String line : text(root.resolve("docs/INVARIANTS.md")).lines().toList()) {
            String enforced = line.substring(line.indexOf('|', 1) + 1);
            for (MatchResult named : NAMED_TEST.matcher(enforced).results().toList()) {
                name = named.group(1).isEmpty() ? name : named.group(1);
                String method = named.group(2);
                boolean row = line.startsWith("| ") && !line.startsWith("| rule");
                boolean there =
                        tests.containsKey(name)
                                && (method == null
                                        || Objects.requireNonNull(tests.get(name))
                                                .contains(" " + method + "("));
                if (row && !there) {
                    missing.add(named.group());
                }
            }
        }
        assertThat(missing).isEmpty();
    }

    @Test
    void promises_putOff_areNotInTheCode() {
        assertThat(places("TO" + "DO")).isEmpty();
        assertThat(places("FIX" + "ME")).isEmpty();
        assertThat(places("@Dis" + "abled")).isEmpty();
    }

    @Test
    void callsThatMakeTestsFlaky_areNotInTheCode() {
        assertThat(places("Thread.sl" + "eep")).as("park until a condition holds").isEmpty();
        assertThat(places("org.mock" + "ito")).as("write a fake by hand").isEmpty();
    }

    @Test
    void catchesOfEverything_growNoMore() {
        assertThat(places('"' + "IllegalCatch" + '"').stream().filter(p -> p.contains("/main/")))
                .hasSizeLessThanOrEqualTo(CATCHES_OF_EVERYTHING_MAX);
    }

    @Test
    void dependencies_ofAllModules_areExplainedAndHaveTheirVersionInOnePlace() throws Exception {
        String explained = text(root.resolve("docs/DEPENDENCIES.md"));
        Set<String> unexplained = new TreeSet<>();
        for (Path pom : files("pom.xml")) {
            for (Element dependency : dependencies(pom)) {
                String artifact = child(dependency, "artifactId");
                if (!artifact.startsWith("cairn-") && !explained.contains("`" + artifact + "`")) {
                    unexplained.add(root.relativize(pom) + ": " + artifact);
                }
                assertThat(child(dependency, "version"))
                        .as("version of %s in %s", artifact, root.relativize(pom))
                        .isEmpty();
            }
        }
        assertThat(unexplained).isEmpty();
    }

    /// The direct dependencies of a module; those managed in the root are not meant.
    private static List<Element> dependencies(Path pom) throws Exception {
        Element project =
                DocumentBuilderFactory.newInstance()
                        .newDocumentBuilder()
                        .parse(pom.toFile())
                        .getDocumentElement();
        return children(project, "dependencies").stream()
                .flatMap(each -> children(each, "dependency").stream())
                .toList();
    }

    private static List<Element> children(Element parent, String name) {
        List<Element> found = new ArrayList<>();
        NodeList nodes = parent.getChildNodes();
        for (int i = 0; i < nodes.getLength(); i++) {
            Node node = nodes.item(i);
            if (node instanceof Element element && element.getTagName().equals(name)) {
                found.add(element);
            }
        }
        return found;
    }

    private static String child(Element parent, String name) {
        return children(parent, name).stream()
                .map(each -> each.getTextContent().strip())
                .findFirst()
                .orElse("");
    }
}
