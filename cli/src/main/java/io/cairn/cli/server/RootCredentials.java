package io.cairn.cli.server;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.nio.file.StandardOpenOption;
import java.nio.file.attribute.PosixFilePermission;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.random.RandomGenerator;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/// The root user's keys: from the environment, else from a file only its owner may read, else made
/// and kept there. `fresh` says that they were just made. Never printed but by the banner.
public record RootCredentials(String accessKey, String secretKey, boolean fresh) {
    private static final Logger LOG = LoggerFactory.getLogger(RootCredentials.class);

    static final String USER_VARIABLE = "CAIRN_ROOT_USER";
    static final String PASSWORD_VARIABLE = "CAIRN_ROOT_PASSWORD";

    private static final int USER_CHARS_MIN = 3;
    private static final int PASSWORD_CHARS_MIN = 8;
    private static final int USER_CHARS = 20;
    private static final int SECRET_CHARS = 40;
    private static final String ALPHABET = "ABCDEFGHIJKLMNOPQRSTUVWXYZ234567";
    private static final Set<PosixFilePermission> OWNER_ONLY =
            PosixFilePermissions.fromString("rw-------");

    /// Throws IllegalArgumentException if the environment's are too short, cannot be signed with or
    /// only one of them is set.
    static void check(Map<String, String> environment) {
        fromEnvironment(environment)
                .ifPresent(given -> LOG.debug("the environment names {}", given));
    }

    /// Finds them in the first of `files` that holds some, else makes them, and sees to it that all
    /// files hold the same. Throws IllegalArgumentException as [#check] does, and IOException if
    /// files are there and none holds keys: others in their place would lock every client out.
    public static RootCredentials load(
            List<Path> files, Map<String, String> environment, RandomGenerator random)
            throws IOException {
        Optional<RootCredentials> given = fromEnvironment(environment);
        if (given.isPresent()) {
            return given.get();
        }
        Optional<RootCredentials> kept = Optional.empty();
        for (Path file : files) {
            kept = kept.isPresent() ? kept : read(file);
        }
        if (kept.isEmpty()) {
            refuseDamaged(files);
        }
        RootCredentials known =
                kept.orElseGet(() ->
                        new RootCredentials(
                                text(random, USER_CHARS), text(random, SECRET_CHARS), true));
        for (Path file : files) {
            boolean same =
                    read(file)
                            .filter(each -> each.accessKey().equals(known.accessKey()))
                            .filter(each -> each.secretKey().equals(known.secretKey()))
                            .isPresent();
            if (!same) {
                known.keep(file);
            }
        }
        return known;
    }

    /// Those that the environment holds. Throws IllegalArgumentException if they are not there or
    /// are no keys.
    public static RootCredentials given(Map<String, String> environment) {
        return fromEnvironment(environment)
                .orElseThrow(() ->
                        new IllegalArgumentException(
                                USER_VARIABLE + " and " + PASSWORD_VARIABLE + " are not set"));
    }

    /// Those that `file` holds. Throws IllegalArgumentException if it holds none.
    public static RootCredentials kept(Path file) throws IOException {
        return read(file).orElseThrow(() -> new IllegalArgumentException(file + " holds no keys"));
    }

    /// What `file` holds; empty if it is not there or was damaged.
    private static Optional<RootCredentials> read(Path file) throws IOException {
        if (!Files.exists(file)) {
            return Optional.empty();
        }
        try {
            JsonNode json = new ObjectMapper().readTree(Files.readAllBytes(file));
            String user = json.path("accessKey").textValue();
            String secret = json.path("secretKey").textValue();
            return user == null || user.isEmpty() || secret == null || secret.isEmpty()
                    ? Optional.empty()
                    : Optional.of(new RootCredentials(user, secret, false));
        } catch (JsonProcessingException e) {
            // Its message may hold what it could not read, and so a part of a secret.
            LOG.warn("{} is damaged: {}", file, e.getClass().getSimpleName());
            return Optional.empty();
        }
    }

    private static void refuseDamaged(List<Path> files) throws IOException {
        for (Path file : files) {
            if (Files.exists(file)) {
                throw new IOException(
                        file
                                + " does not hold an accessKey and a secretKey: put it back, or set "
                                + USER_VARIABLE
                                + " and "
                                + PASSWORD_VARIABLE
                                + ", or remove it to have new keys made");
            }
        }
    }

    private static Optional<RootCredentials> fromEnvironment(Map<String, String> environment) {
        String user = environment.getOrDefault(USER_VARIABLE, "");
        String password = environment.getOrDefault(PASSWORD_VARIABLE, "");
        if (user.isEmpty() && password.isEmpty()) {
            return Optional.empty();
        }
        if (user.length() < USER_CHARS_MIN || password.length() < PASSWORD_CHARS_MIN) {
            throw new IllegalArgumentException(
                    USER_VARIABLE
                            + " needs at least "
                            + USER_CHARS_MIN
                            + " characters and "
                            + PASSWORD_VARIABLE
                            + " at least "
                            + PASSWORD_CHARS_MIN
                            + "; set both or neither");
        }
        if (!user.chars().allMatch(RootCredentials::isSignable)) {
            throw new IllegalArgumentException(
                    USER_VARIABLE
                            + " holds a comma, a space or another character that no client could"
                            + " sign requests with; choose letters, digits and signs of ASCII"
                            + " without a comma");
        }
        return Optional.of(new RootCredentials(user, password, false));
    }

    /// Whether it can stand in the Credential of an Authorization header: a comma would end that,
    /// and headers carry visible ASCII unchanged, nothing else.
    private static boolean isSignable(int character) {
        return character > ' ' && character < 0x7F && character != ',';
    }

    private static String text(RandomGenerator random, int length) {
        StringBuilder text = new StringBuilder();
        for (int i = 0; i < length; i++) {
            text.append(ALPHABET.charAt(random.nextInt(ALPHABET.length())));
        }
        return text.toString();
    }

    private void keep(Path file) throws IOException {
        byte[] json =
                new ObjectMapper()
                        .createObjectNode()
                        .put("accessKey", accessKey)
                        .put("secretKey", secretKey)
                        .toPrettyString()
                        .getBytes(StandardCharsets.UTF_8);
        Path temporary = file.resolveSibling(file.getFileName() + ".tmp");
        Files.deleteIfExists(temporary);
        try (FileChannel channel =
                FileChannel.open(
                        temporary,
                        Set.of(StandardOpenOption.CREATE_NEW, StandardOpenOption.WRITE),
                        PosixFilePermissions.asFileAttribute(OWNER_ONLY))) {
            channel.write(ByteBuffer.wrap(json));
            channel.force(true);
        }
        Files.move(temporary, file, StandardCopyOption.ATOMIC_MOVE);
        try (FileChannel directory =
                FileChannel.open(file.toAbsolutePath().getParent(), StandardOpenOption.READ)) {
            directory.force(true);
        }
    }

    @Override
    public String toString() {
        return "RootCredentials[" + accessKey + "]";
    }
}
