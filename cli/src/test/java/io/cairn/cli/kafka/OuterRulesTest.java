package io.cairn.cli.kafka;

import static org.assertj.core.api.Assertions.assertThat;

import io.cairn.cli.kafka.OuterRules.Verdict;
import io.cairn.platform.Allowance;
import java.nio.ByteBuffer;
import java.time.Duration;
import java.util.List;
import org.apache.kafka.common.message.JoinGroupRequestData;
import org.apache.kafka.common.message.OffsetCommitRequestData;
import org.apache.kafka.common.protocol.Errors;
import org.apache.kafka.common.requests.AbstractRequest;
import org.apache.kafka.common.requests.AbstractResponse;
import org.apache.kafka.common.requests.JoinGroupRequest;
import org.apache.kafka.common.requests.OffsetCommitRequest;
import org.apache.kafka.common.requests.RequestHeader;
import org.junit.jupiter.api.Test;

class OuterRulesTest {
    private static final Duration PERIOD = OuterLimits.DEFAULT.groupBytesPeriod();
    private static final int GROUPS_MAX = 2;

    private final ForeignGroups groups = new ForeignGroups(GROUPS_MAX);
    private final OuterRules rules =
            new OuterRules(OuterLimits.DEFAULT, groups, new Allowance(2000, PERIOD, 0));

    @Test
    void join_beyondTheAllowance_isToldToComeAgain() {
        assertThat(judge(join("a", 1500), 0)).isInstanceOf(Verdict.Forward.class);
        assertThat(error(join("a", 1500), 0)).isEqualTo(Errors.COORDINATOR_NOT_AVAILABLE);
        assertThat(judge(join("a", 1500), PERIOD.toNanos())).isInstanceOf(Verdict.Forward.class);
    }

    @Test
    void group_beyondTheLimit_isRefusedAndThoseThatAreKnownAreServed() {
        assertThat(judge(commit("a"), 0)).isInstanceOf(Verdict.Forward.class);
        assertThat(judge(commit("b"), 0)).isInstanceOf(Verdict.Forward.class);
        assertThat(error(commit("c"), 0)).isEqualTo(Errors.GROUP_AUTHORIZATION_FAILED);
        assertThat(error(join("d", 10), 0)).isEqualTo(Errors.GROUP_AUTHORIZATION_FAILED);
        assertThat(judge(commit("a"), 0)).isInstanceOf(Verdict.Forward.class);

        groups.replace(List.of("b"));

        assertThat(judge(commit("c"), 0)).isInstanceOf(Verdict.Forward.class);
    }

    @Test
    void group_ofAVeryLongName_isRefused() {
        assertThat(error(commit("n".repeat(256)), 0)).isEqualTo(Errors.INVALID_GROUP_ID);
    }

    @Test
    void bytes_thatAreNoRequest_areMalformed() {
        for (int kind : new int[] {3, 18, 0, -1, 1000}) {
            ByteBuffer bytes = ByteBuffer.allocate(20).putShort((short) kind).putShort((short) 9);
            while (bytes.hasRemaining()) {
                bytes.put((byte) -1);
            }
            assertThat(rules.judge(bytes.rewind(), 0)).isInstanceOf(Verdict.Malformed.class);
        }
    }

    private static JoinGroupRequest join(String group, int metadataBytes) {
        JoinGroupRequestData data =
                new JoinGroupRequestData()
                        .setGroupId(group)
                        .setSessionTimeoutMs(10_000)
                        .setProtocolType("consumer");
        data.protocols()
                .add(
                        new JoinGroupRequestData.JoinGroupRequestProtocol()
                                .setName("range")
                                .setMetadata(new byte[metadataBytes]));
        return new JoinGroupRequest(data, (short) 5);
    }

    private static OffsetCommitRequest commit(String group) {
        OffsetCommitRequestData.OffsetCommitRequestTopic topic =
                new OffsetCommitRequestData.OffsetCommitRequestTopic()
                        .setName("cairn.changes")
                        .setPartitions(
                                List.of(
                                        new OffsetCommitRequestData
                                                .OffsetCommitRequestPartition()));
        return new OffsetCommitRequest(
                new OffsetCommitRequestData().setGroupId(group).setTopics(List.of(topic)),
                (short) 8);
    }

    private static RequestHeader header(AbstractRequest request) {
        return new RequestHeader(request.apiKey(), request.version(), "test", 1);
    }

    private Verdict judge(AbstractRequest request, long nowNanos) {
        return rules.judge(request.serializeWithHeader(header(request)), nowNanos);
    }

    private Errors error(AbstractRequest request, long nowNanos) {
        Verdict verdict = judge(request, nowNanos);
        assertThat(verdict).isInstanceOf(Verdict.Answer.class);
        AbstractResponse response =
                AbstractResponse.parseResponse(
                        ((Verdict.Answer) verdict).answer(), header(request));
        List<Errors> errors =
                response.errorCounts().keySet().stream()
                        .filter(each -> each != Errors.NONE)
                        .toList();
        return errors.isEmpty() ? Errors.NONE : errors.getFirst();
    }
}
