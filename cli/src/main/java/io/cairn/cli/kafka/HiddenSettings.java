package io.cairn.cli.kafka;

import java.nio.ByteBuffer;
import java.util.List;
import org.apache.kafka.common.message.DescribeConfigsResponseData.DescribeConfigsResourceResult;
import org.apache.kafka.common.message.DescribeConfigsResponseData.DescribeConfigsResult;
import org.apache.kafka.common.protocol.ApiKeys;
import org.apache.kafka.common.requests.AbstractResponse;
import org.apache.kafka.common.requests.DescribeConfigsResponse;
import org.apache.kafka.common.requests.RequestHeader;
import org.apache.kafka.common.requests.RequestUtils;

/// Takes from an answer about the broker's settings what is not for outsiders: where the drives
/// are, and how the server's own clients come in. It stays in the answer as a value that is secret,
/// as Kafka's own passwords do.
final class HiddenSettings {
    private static final List<String> NAMES =
            List.of("dir", "listener", "sasl", "ssl", "jaas", "super.users", "quorum", "file");

    private HiddenSettings() {}

    /// Whether answers to this request have to be looked through.
    static boolean mayBeIn(RequestHeader request) {
        return request.apiKey() == ApiKeys.DESCRIBE_CONFIGS;
    }

    /// The answer without them.
    static ByteBuffer hide(RequestHeader request, ByteBuffer answer) {
        DescribeConfigsResponse response =
                (DescribeConfigsResponse)
                        AbstractResponse.parseResponse(answer.duplicate(), request);
        for (DescribeConfigsResult result : response.data().results()) {
            for (DescribeConfigsResourceResult setting : result.configs()) {
                hide(setting);
            }
        }
        return RequestUtils.serialize(
                request.toResponseHeader().data(),
                request.toResponseHeader().headerVersion(),
                response.data(),
                request.apiVersion());
    }

    private static void hide(DescribeConfigsResourceResult setting) {
        boolean named = NAMES.stream().anyMatch(setting.name()::contains);
        boolean path =
                setting.value() != null && (setting.value().contains("/") || holdsPath(setting));
        if (named || path) {
            setting.setValue(null).setIsSensitive(true);
            setting.synonyms().forEach(each -> each.setValue(null));
        }
    }

    private static boolean holdsPath(DescribeConfigsResourceResult setting) {
        return setting.synonyms().stream()
                .anyMatch(each -> each.value() != null && each.value().contains("/"));
    }
}
