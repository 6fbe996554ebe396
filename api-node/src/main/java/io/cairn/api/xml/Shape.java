package io.cairn.api.xml;

import java.util.List;
import java.util.Set;
import java.util.function.Predicate;

/// What an element of a document may hold: nothing else, and no element more often. Pure: it says
/// whether an element fits, and changes nothing.
public sealed interface Shape {
    /// Whether an element has this shape, its name aside.
    boolean fits(XmlElement element);

    /// Text and no elements.
    record Leaf(Predicate<String> allowed) implements Shape {
        @Override
        public boolean fits(XmlElement element) {
            return element.children().isEmpty() && allowed.test(element.text().strip());
        }
    }

    /// Elements and no text, in any order. No other elements than those of `parts`, of which `rule`
    /// holds, too.
    record Tree(List<Part> parts, Predicate<XmlElement> rule) implements Shape {
        public Tree {
            parts = List.copyOf(parts);
        }

        @Override
        public boolean fits(XmlElement element) {
            return element.text().isBlank()
                    && element.children().stream().allMatch(this::isKnown)
                    && parts.stream().allMatch(part -> part.fits(element))
                    && rule.test(element);
        }

        private boolean isKnown(XmlElement child) {
            return parts.stream().anyMatch(part -> part.name().equals(child.name()));
        }
    }

    /// Children of one name: from `min` to `max` of them.
    record Part(String name, int min, int max, Shape shape) {
        boolean fits(XmlElement parent) {
            List<XmlElement> found = parent.children(name);
            return found.size() >= min
                    && found.size() <= max
                    && found.stream().allMatch(shape::fits);
        }
    }

    /// A child that has to be there once.
    static Part one(String name, Shape shape) {
        return new Part(name, 1, 1, shape);
    }

    /// A child that may be there once.
    static Part maybe(String name, Shape shape) {
        return new Part(name, 0, 1, shape);
    }

    /// Any number of children, up to `max`.
    static Part many(String name, int max, Shape shape) {
        return new Part(name, 0, max, shape);
    }

    /// A tree of these children.
    static Shape tree(Part... parts) {
        return new Tree(List.of(parts), element -> true);
    }

    /// A tree that has exactly one child.
    static Shape choice(Part... parts) {
        return new Tree(List.of(parts), element -> element.children().size() == 1);
    }

    /// Any text that is not empty.
    static Shape text() {
        return new Leaf(text -> !text.isEmpty());
    }

    /// Any text, also none.
    static Shape anyText() {
        return new Leaf(text -> true);
    }

    /// One of these words.
    static Shape oneOf(String... words) {
        Set<String> known = Set.of(words);
        return new Leaf(known::contains);
    }

    /// `true` or `false`.
    static Shape flag() {
        return oneOf("true", "false");
    }
}
