package io.cairn.journal.home;

import io.cairn.journal.JournalException;
import io.cairn.journal.kafka.LogJournals;
import io.cairn.shard.disk.Disk;
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
public final class LogHome {
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
    private final Disk disk;
    private boolean rebuilding;

    /// The log on drive `home` at start number `boot`.
    public LogHome(Path home, long boot, Disk disk) {
        this.home = home;
        this.boot = boot;
        this.disk = disk;
    }

    /// Where the log lies.
    public Path directory() {
        return home.resolve(NAME);
    }

    /// Whether the log is not there, or not one that a broker can be started on.
    private boolean missing() throws IOException {
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

    /// Finds out whether the log has to be made again from `journals`, and makes room for it then.
    /// Throws [JournalException] if it has to and cannot be.
    public void prepare(LogJournals journals) throws IOException {
        boolean missing = missing();
        boolean brokenOff = disk.exists(marker());
        if (!missing && !brokenOff) {
            return;
        }
        journals.openOnce();
        rebuilding = journals.holdTheLog();
        if (!rebuilding && brokenOff) {
            throw new JournalException(
                    "the log was being made again, and no journal is left; bring back a drive with one");
        }
        if (rebuilding && missing) {
            setAside();
        }
        if (rebuilding) {
            LOG.warn("the log is made again from the journals, in {}", directory());
            Files.write(marker(), new byte[0]);
            disk.syncDirectory(home);
        }
    }

    /// Whether the log is being made again from journals.
    public boolean rebuilding() {
        return rebuilding;
    }

    /// Says that the log is whole, so that the next start takes it as it is.
    public void rebuilt() throws IOException {
        if (rebuilding) {
            disk.delete(marker());
            disk.syncDirectory(home);
        }
    }

    private Path marker() {
        return home.resolve(NAME + ".rebuilding");
    }

    private void setAside() throws IOException {
        if (holdsSomething()) {
            Path aside = home.resolve(NAME + ".set-aside-" + boot);
            Files.move(directory(), aside, StandardCopyOption.ATOMIC_MOVE);
            LOG.warn("{} is no log that belongs here; it is now {}", directory(), aside);
        }
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
