package io.cairn.cli.kafka;

import io.cairn.platform.Allowance;
import java.nio.ByteBuffer;
import java.util.Collection;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import org.apache.kafka.common.errors.ApiException;
import org.apache.kafka.common.message.ApiMessageType.ListenerType;
import org.apache.kafka.common.message.DescribeConfigsRequestData.DescribeConfigsResource;
import org.apache.kafka.common.protocol.ApiKeys;
import org.apache.kafka.common.protocol.ByteBufferAccessor;
import org.apache.kafka.common.protocol.Errors;
import org.apache.kafka.common.requests.AbstractRequest;
import org.apache.kafka.common.requests.AbstractResponse;
import org.apache.kafka.common.requests.ConsumerGroupDescribeRequest;
import org.apache.kafka.common.requests.ConsumerGroupHeartbeatRequest;
import org.apache.kafka.common.requests.DescribeConfigsRequest;
import org.apache.kafka.common.requests.DescribeGroupsRequest;
import org.apache.kafka.common.requests.JoinGroupRequest;
import org.apache.kafka.common.requests.OffsetCommitRequest;
import org.apache.kafka.common.requests.OffsetFetchRequest;
import org.apache.kafka.common.requests.RequestHeader;
import org.apache.kafka.common.requests.RequestUtils;

/// What is done with a request of an outsider. The kinds that read, and those of a group, reach the
/// broker, which asks its own rights again; all others are refused here, in Kafka's words, so that
/// nothing of an outsider's that writes ever occupies the broker.
///
/// Naming the same thing twice in a request is a fault of no known client. It is refused where one
/// short request would have the broker make a very long answer.
final class OuterRules {
    /// Kinds that the broker answers soon.
    private static final Set<ApiKeys> SOON =
            Set.of(
                    ApiKeys.API_VERSIONS,
                    ApiKeys.METADATA,
                    ApiKeys.LIST_OFFSETS,
                    ApiKeys.OFFSET_FOR_LEADER_EPOCH,
                    ApiKeys.FIND_COORDINATOR,
                    ApiKeys.OFFSET_COMMIT,
                    ApiKeys.OFFSET_FETCH,
                    ApiKeys.OFFSET_DELETE,
                    ApiKeys.HEARTBEAT,
                    ApiKeys.LEAVE_GROUP,
                    ApiKeys.CONSUMER_GROUP_HEARTBEAT,
                    ApiKeys.CONSUMER_GROUP_DESCRIBE,
                    ApiKeys.DESCRIBE_GROUPS,
                    ApiKeys.LIST_GROUPS,
                    ApiKeys.DELETE_GROUPS,
                    ApiKeys.DESCRIBE_CONFIGS,
                    ApiKeys.DESCRIBE_CLUSTER,
                    ApiKeys.DESCRIBE_LOG_DIRS,
                    ApiKeys.DESCRIBE_QUORUM,
                    ApiKeys.DESCRIBE_TOPIC_PARTITIONS,
                    ApiKeys.DESCRIBE_PRODUCERS,
                    ApiKeys.LIST_TRANSACTIONS);

    /// Kinds whose answer the broker holds until there is something to say.
    private static final Set<ApiKeys> WAITING =
            Set.of(ApiKeys.FETCH, ApiKeys.JOIN_GROUP, ApiKeys.SYNC_GROUP);

    private static final Map<ApiKeys, Errors> REFUSALS =
            Map.of(
                    ApiKeys.PRODUCE, Errors.TOPIC_AUTHORIZATION_FAILED,
                    ApiKeys.CREATE_TOPICS, Errors.TOPIC_AUTHORIZATION_FAILED,
                    ApiKeys.DELETE_TOPICS, Errors.TOPIC_AUTHORIZATION_FAILED,
                    ApiKeys.DELETE_RECORDS, Errors.TOPIC_AUTHORIZATION_FAILED,
                    ApiKeys.CREATE_PARTITIONS, Errors.TOPIC_AUTHORIZATION_FAILED,
                    ApiKeys.ADD_PARTITIONS_TO_TXN, Errors.TRANSACTIONAL_ID_AUTHORIZATION_FAILED,
                    ApiKeys.ADD_OFFSETS_TO_TXN, Errors.TRANSACTIONAL_ID_AUTHORIZATION_FAILED,
                    ApiKeys.TXN_OFFSET_COMMIT, Errors.TRANSACTIONAL_ID_AUTHORIZATION_FAILED,
                    ApiKeys.END_TXN, Errors.TRANSACTIONAL_ID_AUTHORIZATION_FAILED);

    private final OuterLimits limits;
    private final ForeignGroups groups;
    private final Allowance groupBytes;

    OuterRules(OuterLimits limits, ForeignGroups groups, Allowance groupBytes) {
        this.limits = limits;
        this.groups = groups;
        this.groupBytes = groupBytes;
    }

    /// What becomes of a request.
    sealed interface Verdict {
        /// The broker answers it.
        record Forward(RequestHeader header, boolean waits) implements Verdict {}

        /// This answers it.
        record Answer(ByteBuffer answer) implements Verdict {}

        /// It is no request that could be answered: its connection is closed.
        record Malformed(String reason) implements Verdict {}
    }

    /// How many bytes a request may have whose first bytes, those that name its kind, are known.
    int bytesMax(short kind) {
        if (kind == ApiKeys.JOIN_GROUP.id || kind == ApiKeys.SYNC_GROUP.id) {
            return limits.joinBytesMax();
        }
        return kind == ApiKeys.PRODUCE.id ? limits.produceBytesMax() : limits.requestBytesMax();
    }

    /// Decides about a whole request, which is left as it is.
    @SuppressWarnings("IllegalCatch") // Kafka's parsers answer bytes with any exception there is.
    Verdict judge(ByteBuffer request, long nowNanos) {
        ByteBuffer bytes = request.duplicate();
        try {
            RequestHeader header = RequestHeader.parse(bytes);
            ApiKeys kind = header.apiKey();
            boolean enabled = kind.isVersionEnabled(header.apiVersion(), true);
            if (kind == ApiKeys.API_VERSIONS && !enabled) {
                // A newer client is told which versions there are.
                return new Verdict.Forward(header, false);
            }
            if (!kind.inScope(ListenerType.BROKER) || !enabled) {
                return new Verdict.Malformed("a kind or version that is not served");
            }
            AbstractRequest parsed =
                    AbstractRequest.parseRequest(
                                    kind, header.apiVersion(), new ByteBufferAccessor(bytes))
                            .request;
            return judge(header, parsed, request.remaining(), nowNanos);
        } catch (RuntimeException e) {
            return new Verdict.Malformed("bytes that are no request");
        }
    }

    private Verdict judge(RequestHeader header, AbstractRequest request, int size, long nowNanos) {
        ApiKeys kind = header.apiKey();
        if (!SOON.contains(kind) && !WAITING.contains(kind)) {
            return answer(
                    header,
                    request,
                    REFUSALS.getOrDefault(kind, Errors.CLUSTER_AUTHORIZATION_FAILED));
        }
        if (repeats(request)) {
            return new Verdict.Malformed("a request that names something twice");
        }
        Optional<String> group = changedGroup(request);
        if (group.isPresent() && group.get().length() > limits.groupNameCharsMax()) {
            return answer(header, request, Errors.INVALID_GROUP_ID);
        }
        if (group.isPresent() && !groups.admit(group.get())) {
            return answer(header, request, Errors.GROUP_AUTHORIZATION_FAILED);
        }
        boolean membership =
                kind == ApiKeys.JOIN_GROUP || kind == ApiKeys.SYNC_GROUP || joins(request);
        if (membership && !groupBytes.take(size, nowNanos)) {
            return answer(header, request, Errors.COORDINATOR_NOT_AVAILABLE);
        }
        return new Verdict.Forward(header, WAITING.contains(kind));
    }

    /// Whether a heartbeat of the newer protocol makes a member; others tell nothing that is kept.
    private static boolean joins(AbstractRequest request) {
        return request instanceof ConsumerGroupHeartbeatRequest beat
                && beat.data().memberEpoch() == 0;
    }

    /// The group that the request may bring into being.
    private static Optional<String> changedGroup(AbstractRequest request) {
        return switch (request) {
            case JoinGroupRequest join -> Optional.of(join.data().groupId());
            case OffsetCommitRequest commit -> Optional.of(commit.data().groupId());
            case ConsumerGroupHeartbeatRequest beat -> Optional.of(beat.data().groupId());
            default -> Optional.empty();
        };
    }

    private static boolean repeats(AbstractRequest request) {
        return switch (request) {
            case DescribeConfigsRequest configs ->
                    repeats(
                                    configs.data().resources().stream()
                                            .map(each -> each.resourceType() + each.resourceName())
                                            .toList())
                            || configs.data().resources().stream()
                                    .anyMatch(OuterRules::repeatsKeys);
            case DescribeGroupsRequest described -> repeats(described.data().groups());
            case ConsumerGroupDescribeRequest described -> repeats(described.data().groupIds());
            case OffsetFetchRequest fetch ->
                    repeats(fetch.data().groups().stream().map(each -> each.groupId()).toList());
            default -> false;
        };
    }

    private static boolean repeatsKeys(DescribeConfigsResource resource) {
        List<String> keys = resource.configurationKeys();
        return keys != null && repeats(keys);
    }

    private static boolean repeats(Collection<String> names) {
        return new HashSet<>(names).size() < names.size();
    }

    /// The request's own kind of answer that says `error`.
    private static Verdict answer(RequestHeader header, AbstractRequest request, Errors error) {
        ApiException exception = error.exception();
        AbstractResponse response = request.getErrorResponse(0, exception);
        if (response == null) {
            return new Verdict.Malformed("a write that wants no answer");
        }
        return new Verdict.Answer(
                RequestUtils.serialize(
                        header.toResponseHeader().data(),
                        header.toResponseHeader().headerVersion(),
                        response.data(),
                        header.apiVersion()));
    }
}
