package io.cairn.api.notification;

import io.cairn.api.xml.XmlElement;
import java.util.ArrayList;
import java.util.List;
import java.util.function.Supplier;

/// Ids for rules that came without one.
final class RuleIds {
    private static final String ID = "Id";

    private RuleIds() {}

    /// The same document, in which every rule begins with an id, its own or one of `ids`. A rule is
    /// a child of the root. In front of its value a filter's rule has its name: the order in which
    /// they were sent means nothing.
    static XmlElement given(XmlElement document, Supplier<String> ids) {
        return new XmlElement(
                document.name(),
                "",
                document.children().stream().map(rule -> named(rule, ids)).toList());
    }

    private static XmlElement named(XmlElement rule, Supplier<String> ids) {
        String id = rule.childText(ID).map(String::strip).orElse("");
        List<XmlElement> children = new ArrayList<>();
        children.add(new XmlElement(ID, id.isEmpty() ? ids.get() : id, List.of()));
        rule.children().stream()
                .filter(child -> !child.name().equals(ID))
                .map(RuleIds::ordered)
                .forEach(children::add);
        return new XmlElement(rule.name(), "", children);
    }

    private static XmlElement ordered(XmlElement element) {
        if (element.children().isEmpty()) {
            return element;
        }
        List<XmlElement> children = new ArrayList<>(element.children("Name"));
        element.children().stream()
                .filter(child -> !child.name().equals("Name"))
                .map(RuleIds::ordered)
                .forEach(children::add);
        return new XmlElement(element.name(), "", children);
    }
}
