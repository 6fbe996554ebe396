package io.cairn.cli.server;

import java.io.IOException;
import java.io.InputStream;
import java.nio.file.DirectoryStream;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.NotDirectoryException;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.util.Properties;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/// The directory of the broker's log on the home drive, as it is found at start. What lies there
/// and is not the log is set aside, never removed: it may be all that somebody has.
final class LogHome {
    private static final Logger LOG = LoggerFactory.getLogger(LogHome.class);
    private static final String NAME = "log";

    /// Kafka's own file, without which a directory is none of its.
    private static final String PROPERTIES = "meta.properties";

    /// Kafka's own log of topics, without which it knows none.
    private static final String METADATA = "__cluster_metadata-0";

    /// What a damaged file of properties lacks.
    private static final String CLUSTER_ID = "cluster.id";

    private final Path home;
    private final long boot;

    /// The log on drive `home` at start number `boot`.
    LogHome(Path home, long boot) {
        this.home = home;
        this.boot = boot;
    }

    Path directory() {
        return home.resolve(NAME);
    }

    /// Whether the log is not there, or not one that a broker can be started on.
    boolean missing() throws IOException {
        return !saysWhose() || !Files.isDirectory(directory().resolve(METADATA));
    }

    private boolean saysWhose() throws IOException {
        Properties properties = new Properties();
        try (InputStream in = Files.newInputStream(directory().resolve(PROPERTIES))) {
            properties.load(in);
        } catch (NoSuchFileException | NotDirectoryException e) {
            LOG.debug("there is no log in {}", directory(), e);
        } catch (IllegalArgumentException e) {
            LOG.warn("{} is damaged", directory().resolve(PROPERTIES), e);
        }
        return properties.containsKey(CLUSTER_ID);
    }

    /// Makes room for a new log, to be made again from journals if there are some.
    void prepare(boolean fromJournals) throws IOException {
        if (!fromJournals) {
            return;
        }
        if (holdsSomething()) {
            Path aside = home.resolve(NAME + ".set-aside-" + boot);
            Files.move(directory(), aside, StandardCopyOption.ATOMIC_MOVE);
            LOG.warn("{} is no log that belongs here; it is now {}", directory(), aside);
        }
        LOG.warn("the log is made again from the journals, in {}", directory());
    }

    private boolean holdsSomething() throws IOException {
        if (!Files.isDirectory(directory())) {
            return Files.exists(directory());
        }
        try (DirectoryStream<Path> entries = Files.newDirectoryStream(directory())) {
            return entries.iterator().hasNext();
        }
    }
}
