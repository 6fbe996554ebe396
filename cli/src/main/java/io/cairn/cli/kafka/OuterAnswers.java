package io.cairn.cli.kafka;

import java.nio.ByteBuffer;
import java.util.List;
import org.apache.kafka.common.message.DescribeConfigsResponseData.DescribeConfigsResourceResult;
import org.apache.kafka.common.requests.AbstractResponse;
import org.apache.kafka.common.requests.DescribeConfigsResponse;
import org.apache.kafka.common.requests.DescribeLogDirsResponse;
import org.apache.kafka.common.requests.DescribeQuorumResponse;
import org.apache.kafka.common.requests.RequestHeader;
import org.apache.kafka.common.requests.RequestUtils;

/// Takes from answers what is not for outsiders: where the drives are, and how the server's own
/// clients come in. A setting stays in its answer as one whose value is secret, as Kafka's own
/// passwords do.
final class OuterAnswers {
    private static final List<String> NAMES =
            List.of("dir", "listener", "sasl", "ssl", "jaas", "super.users", "quorum", "file");

    /// What a drive is called.
    private static final String DRIVE = "home";

    private OuterAnswers() {}

    /// Whether answers to this request have to be looked through.
    static boolean mayHide(RequestHeader request) {
        return switch (request.apiKey()) {
            case DESCRIBE_CONFIGS, DESCRIBE_LOG_DIRS, DESCRIBE_QUORUM -> true;
            default -> false;
        };
    }

    /// The answer without them.
    static ByteBuffer hide(RequestHeader request, ByteBuffer answer) {
        AbstractResponse response = AbstractResponse.parseResponse(answer.duplicate(), request);
        switch (response) {
            case DescribeConfigsResponse settings ->
                    settings.data().results().stream()
                            .flatMap(each -> each.configs().stream())
                            .forEach(OuterAnswers::hide);
            case DescribeLogDirsResponse drives ->
                    drives.data().results().forEach(each -> each.setLogDir(DRIVE));
            case DescribeQuorumResponse quorum ->
                    quorum.data().nodes().forEach(each -> each.listeners().clear());
            default -> throw new IllegalArgumentException("nothing is hidden in " + response);
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
