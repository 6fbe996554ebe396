package io.cairn.api.notification;

import static io.cairn.api.xml.Shape.anyText;
import static io.cairn.api.xml.Shape.many;
import static io.cairn.api.xml.Shape.maybe;
import static io.cairn.api.xml.Shape.one;
import static io.cairn.api.xml.Shape.text;
import static io.cairn.api.xml.Shape.tree;

import io.cairn.api.xml.Shape;
import io.cairn.api.xml.Shape.Part;
import io.cairn.api.xml.Shape.Tree;
import java.util.List;

/// The shape of the document, as the service model of S3 describes it. What the texts may be is
/// said by those who tell.
final class NotificationShapes {
    /// A bucket has 100 rules at most, as in S3.
    private static final int RULES_MAX = 100;

    private static final int EVENTS_MAX = 100;
    private static final int FILTER_RULES_MAX = 10;

    static final Shape CONFIGURATION =
            new Tree(
                    List.of(
                            rules("TopicConfiguration", "Topic"),
                            rules("QueueConfiguration", "Queue"),
                            rules("CloudFunctionConfiguration", "CloudFunction")),
                    element -> element.children().size() <= RULES_MAX);

    private NotificationShapes() {}

    private static Part rules(String name, String destination) {
        Shape filterRule = tree(one("Name", text()), one("Value", anyText()));
        Shape filter = tree(maybe("S3Key", tree(many("FilterRule", FILTER_RULES_MAX, filterRule))));
        return many(
                name,
                RULES_MAX,
                tree(
                        maybe("Id", anyText()),
                        one(destination, text()),
                        new Part("Event", 1, EVENTS_MAX, text()),
                        maybe("Filter", filter)));
    }
}
