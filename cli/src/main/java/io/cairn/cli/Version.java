package io.cairn.cli;

import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.util.Properties;
import picocli.CommandLine.IVersionProvider;

/// The release, as the build wrote it, and the Java it runs on.
final class Version implements IVersionProvider {
    @Override
    public String[] getVersion() {
        return new String[] {"cairn " + text() + " (Java " + Runtime.version() + ")"};
    }

    static String text() {
        Properties build = new Properties();
        try (InputStream in = Version.class.getResourceAsStream("build.properties")) {
            if (in != null) {
                build.load(in);
            }
        } catch (IOException e) {
            throw new UncheckedIOException("reading build.properties", e);
        }
        return build.getProperty("version", "unknown");
    }
}
