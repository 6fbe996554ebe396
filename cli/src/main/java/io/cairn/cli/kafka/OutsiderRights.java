package io.cairn.cli.kafka;

import io.cairn.platform.kafka.TopicException;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import org.apache.kafka.clients.admin.Admin;
import org.apache.kafka.common.acl.AccessControlEntry;
import org.apache.kafka.common.acl.AclBinding;
import org.apache.kafka.common.acl.AclBindingFilter;
import org.apache.kafka.common.acl.AclOperation;
import org.apache.kafka.common.acl.AclPermissionType;
import org.apache.kafka.common.resource.PatternType;
import org.apache.kafka.common.resource.ResourcePattern;
import org.apache.kafka.common.resource.ResourceType;

/// What those may do who come in over the outer port: read the server's topics and those of
/// notifications, but none of Kafka's own, with groups of their own, which they may delete. What is
/// not granted is denied.
final class OutsiderRights {
    private static final String OUTSIDERS = "User:" + BrokerSettings.OUTSIDER;
    private static final String ANY_HOST = "*";
    private static final long TIMEOUT_SECONDS = 30;

    private OutsiderRights() {}

    static void grant(Admin admin, String prefix) {
        List<AclBinding> rights = new ArrayList<>();
        for (AclOperation read :
                List.of(AclOperation.READ, AclOperation.DESCRIBE, AclOperation.DESCRIBE_CONFIGS)) {
            rights.add(right(ResourceType.TOPIC, "*", PatternType.LITERAL, read, true));
            rights.add(right(ResourceType.TOPIC, "__", PatternType.PREFIXED, read, false));
        }
        for (AclOperation use :
                List.of(AclOperation.READ, AclOperation.DESCRIBE, AclOperation.DELETE)) {
            rights.add(right(ResourceType.GROUP, "*", PatternType.LITERAL, use, true));
            rights.add(right(ResourceType.GROUP, prefix, PatternType.PREFIXED, use, false));
        }
        // These would show the drives' paths and these rights too: OuterAnswers takes out the
        // paths,
        // and OuterRules lets nobody ask for the rights.
        for (AclOperation view : List.of(AclOperation.DESCRIBE, AclOperation.DESCRIBE_CONFIGS)) {
            rights.add(
                    right(ResourceType.CLUSTER, "kafka-cluster", PatternType.LITERAL, view, true));
        }
        try {
            // What earlier versions granted, and this one does not, must not stay behind.
            List<AclBindingFilter> gone =
                    admin
                            .describeAcls(AclBindingFilter.ANY)
                            .values()
                            .get(TIMEOUT_SECONDS, TimeUnit.SECONDS)
                            .stream()
                            .filter(each -> !rights.contains(each))
                            .map(AclBinding::toFilter)
                            .toList();
            admin.deleteAcls(gone).all().get(TIMEOUT_SECONDS, TimeUnit.SECONDS);
            admin.createAcls(rights).all().get(TIMEOUT_SECONDS, TimeUnit.SECONDS);
        } catch (ExecutionException | TimeoutException e) {
            throw new TopicException("granting outsiders their rights: " + e.getMessage(), e);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new TopicException("granting outsiders their rights: interrupted", e);
        }
    }

    private static AclBinding right(
            ResourceType type,
            String name,
            PatternType pattern,
            AclOperation operation,
            boolean allowed) {
        return new AclBinding(
                new ResourcePattern(type, name, pattern),
                new AccessControlEntry(
                        OUTSIDERS,
                        ANY_HOST,
                        operation,
                        allowed ? AclPermissionType.ALLOW : AclPermissionType.DENY));
    }
}
