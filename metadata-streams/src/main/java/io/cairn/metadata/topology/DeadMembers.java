package io.cairn.metadata.topology;

import org.apache.kafka.clients.admin.Admin;
import org.apache.kafka.clients.admin.RemoveMembersFromConsumerGroupOptions;
import org.apache.kafka.common.errors.GroupIdNotFoundException;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/// Members of a group that were killed. They would hold their partitions until their session ends.
public final class DeadMembers {
    private static final Logger LOG = LoggerFactory.getLogger(DeadMembers.class);

    private DeadMembers() {}

    /// Removes all members of a group; to be called while none of them lives. A group that does not
    /// exist has none.
    public static void remove(Admin admin, String group) {
        try {
            LogOffsets.get(
                    admin.removeMembersFromConsumerGroup(
                                    group, new RemoveMembersFromConsumerGroupOptions())
                            .all(),
                    "removing dead members of group " + group);
        } catch (LogException e) {
            if (!hasCause(e, GroupIdNotFoundException.class)) {
                LOG.debug("no members removed from group {}: {}", group, e.getMessage());
            }
        }
    }

    private static boolean hasCause(Throwable failure, Class<? extends Throwable> kind) {
        for (Throwable each = failure; each != null; each = each.getCause()) {
            if (kind.isInstance(each)) {
                return true;
            }
        }
        return false;
    }
}
