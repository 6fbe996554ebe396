package io.cairn.cli.registry;

import com.fasterxml.jackson.databind.ObjectMapper;
import io.cairn.cli.registry.RegistryApi.Call;
import java.util.List;
import java.util.Locale;

/// The calls of [RegistryApi] about settings: the compatibility level and the mode of a subject, or
/// of all.
final class RegistrySettings {
    private static final List<String> MODES =
            List.of("READWRITE", "READONLY", "READONLY_OVERRIDE", "IMPORT", "FORWARD");

    private final EmbeddedRegistry registry;
    private final ObjectMapper json;

    RegistrySettings(EmbeddedRegistry registry, ObjectMapper json) {
        this.registry = registry;
        this.json = json;
    }

    /// The level of a subject, or of all.
    String compatibility(Call call) {
        String subject = subjectOf(call);
        boolean fallBack = subject.isEmpty() || call.flag("defaultToGlobal");
        if (!fallBack && registry.state().compatibility(subject).isEmpty()) {
            throw new RegistryFailure(
                    RegistryError.NO_SUBJECT_COMPATIBILITY,
                    "Subject '"
                            + subject
                            + "' does not have subject-level compatibility configured");
        }
        return level("compatibilityLevel", registry.state().effectiveCompatibility(subject));
    }

    /// Sets a level.
    String setCompatibility(Call call) {
        String asked = call.json(json).path("compatibility").asText().toUpperCase(Locale.ROOT);
        Compatibility level;
        try {
            level = Compatibility.valueOf(asked);
        } catch (IllegalArgumentException e) {
            throw new RegistryFailure(
                    RegistryError.INVALID_COMPATIBILITY,
                    "Invalid compatibility level. Valid values are none, backward, forward, full,"
                            + " backward_transitive, forward_transitive, and full_transitive");
        }
        registry.requireSetting(subjectOf(call));
        registry.setCompatibility(subjectOf(call), level);
        return level("compatibility", level);
    }

    /// Drops a level; the one that held before.
    String dropCompatibility(Call call) {
        Compatibility before = registry.state().effectiveCompatibility(subjectOf(call));
        registry.requireSetting(subjectOf(call));
        registry.dropCompatibility(subjectOf(call));
        return level("compatibilityLevel", before);
    }

    /// The mode of a subject, or of all.
    String mode(Call call) {
        String subject = subjectOf(call);
        boolean fallBack = subject.isEmpty() || call.flag("defaultToGlobal");
        if (!fallBack && registry.state().mode(subject).isEmpty()) {
            throw new RegistryFailure(
                    RegistryError.NO_SUBJECT_MODE,
                    "Subject '" + subject + "' does not have subject-level mode configured");
        }
        return showMode(registry.state().effectiveMode(subject));
    }

    /// Sets a mode.
    String setMode(Call call) {
        String mode = call.json(json).path("mode").asText().toUpperCase(Locale.ROOT);
        if (!MODES.contains(mode)) {
            throw new RegistryFailure(
                    RegistryError.INVALID_MODE,
                    "Invalid mode. Valid values are " + String.join(", ", MODES));
        }
        registry.requireSetting(subjectOf(call));
        registry.setMode(subjectOf(call), mode);
        return showMode(mode);
    }

    /// Drops a mode; the one that held before.
    String dropMode(Call call) {
        String before = registry.state().effectiveMode(subjectOf(call));
        registry.requireSetting(subjectOf(call));
        registry.dropMode(subjectOf(call));
        return showMode(before);
    }

    private static String subjectOf(Call call) {
        return call.path().size() > 1 ? call.segment(1) : RegistryState.GLOBAL;
    }

    private String level(String field, Compatibility level) {
        return json.createObjectNode().put(field, level.name()).toString();
    }

    private String showMode(String mode) {
        return json.createObjectNode().put("mode", mode).toString();
    }
}
