package io.cairn.metadata.notification;

import java.io.StringReader;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import java.util.TreeSet;
import java.util.stream.Stream;
import javax.xml.stream.XMLInputFactory;
import javax.xml.stream.XMLStreamConstants;
import javax.xml.stream.XMLStreamException;
import javax.xml.stream.XMLStreamReader;

/// The rules of a bucket: its document `notification`, as S3's PutBucketNotificationConfiguration
/// has it. Rules do not overlap, so a destination gets at most one message of a change.
public record NotificationRules(List<NotificationRule> rules) {
    private static final XMLInputFactory FACTORY = factory();
    private static final String AMBIGUOUS =
            "Configuration is ambiguously defined. Cannot have overlapping suffixes in two rules if"
                    + " the prefixes are overlapping for the same event type.";

    public NotificationRules {
        rules = List.copyOf(rules);
    }

    /// Reads a document of the right elements. Throws [InvalidRuleException] for rules that no
    /// bucket can have.
    public static NotificationRules parse(String document) {
        try {
            NotificationRules read = new NotificationRules(read(document));
            read.check();
            return read;
        } catch (XMLStreamException e) {
            throw new InvalidRuleException("The configuration is no XML", "Document", "");
        }
    }

    /// The topics that messages may go to, in order.
    public Set<String> topics() {
        Set<String> topics = new TreeSet<>();
        rules.forEach(rule -> topics.add(rule.destination().topic()));
        return topics;
    }

    /// The rules by which `topic` is told of this event on this key.
    public Stream<NotificationRule> matching(String topic, EventType type, String key) {
        return rules.stream()
                .filter(rule ->
                        rule.destination().topic().equals(topic) && rule.matches(type, key));
    }

    private static List<NotificationRule> read(String document) throws XMLStreamException {
        XMLStreamReader reader = FACTORY.createXMLStreamReader(new StringReader(document));
        List<NotificationRule> rules = new ArrayList<>();
        RuleDraft draft = new RuleDraft();
        StringBuilder text = new StringBuilder();
        while (reader.hasNext()) {
            switch (reader.next()) {
                case XMLStreamConstants.START_ELEMENT -> text.setLength(0);
                case XMLStreamConstants.CHARACTERS,
                        XMLStreamConstants.CDATA,
                        XMLStreamConstants.SPACE ->
                        text.append(reader.getText());
                case XMLStreamConstants.END_ELEMENT -> {
                    String name = reader.getLocalName();
                    if (RuleDraft.RULES.contains(name)) {
                        rules.add(draft.rule());
                        draft = new RuleDraft();
                    } else {
                        draft.set(name, text.toString());
                    }
                    text.setLength(0);
                }
                default -> {
                    // Comments and the like say nothing.
                }
            }
        }
        return rules;
    }

    private void check() {
        Set<String> ids = new HashSet<>();
        for (NotificationRule rule : rules) {
            if (!ids.add(rule.id())) {
                throw new InvalidRuleException(
                        "Same ID used for multiple configurations. IDs must be unique",
                        "Id",
                        rule.id());
            }
        }
        for (int i = 0; i < rules.size(); i++) {
            for (int k = 0; k < i; k++) {
                if (rules.get(k).overlaps(rules.get(i))) {
                    throw new InvalidRuleException(
                            AMBIGUOUS, "Event", String.join(", ", rules.get(i).names()));
                }
            }
        }
    }

    private static XMLInputFactory factory() {
        XMLInputFactory factory = XMLInputFactory.newDefaultFactory();
        factory.setProperty(XMLInputFactory.SUPPORT_DTD, false);
        factory.setProperty(XMLInputFactory.IS_SUPPORTING_EXTERNAL_ENTITIES, false);
        return factory;
    }
}
