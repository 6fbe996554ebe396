package io.cairn.cli.kafka;

import java.net.InetSocketAddress;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.OptionalLong;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import java.util.concurrent.locks.LockSupport;
import kafka.server.BrokerServer;
import kafka.server.ControllerServer;
import kafka.server.KafkaConfig;
import kafka.server.KafkaRaftServer;
import kafka.server.Server;
import kafka.server.SharedServer;
import kafka.server.StandardFaultHandlerFactory;
import org.apache.kafka.common.errors.BrokerIdNotRegisteredException;
import org.apache.kafka.common.errors.NotControllerException;
import org.apache.kafka.common.message.RequestHeaderData;
import org.apache.kafka.common.security.auth.KafkaPrincipal;
import org.apache.kafka.common.utils.Time;
import org.apache.kafka.controller.ControllerRequestContext;
import org.apache.kafka.metadata.bootstrap.BootstrapMetadata;
import org.apache.kafka.metadata.properties.MetaPropertiesEnsemble;
import org.apache.kafka.server.ServerSocketFactory;
import org.apache.kafka.storage.internals.log.LogManager;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/// A controller of Kafka and its only broker, over one log directory. Unlike Kafka's own
/// [KafkaRaftServer], which starts the two in one go, this one has the controller forget the broker
/// of the process before, in between. To the controller a broker that was killed is alive until its
/// session ends: meanwhile its successor may not register, and yet sees itself lead all partitions
/// at the address of the dead. It then begins to end the transactions that were about to be
/// committed, cannot reach itself, takes their partitions for deleted once the session ends, and
/// notes the transactions as complete without having marked their records: none behind them would
/// ever be read again.
///
/// Started once, closed once.
final class KafkaNode {
    private static final Logger LOG = LoggerFactory.getLogger(KafkaNode.class);
    private static final Duration CONTROLLER_PATIENCE = Duration.ofSeconds(30);
    private static final long POLL_NANOS = TimeUnit.MILLISECONDS.toNanos(2);
    private static final short UNREGISTER_BROKER_KEY = 64;

    private final SharedServer shared;
    private final ControllerServer controller;
    private final BrokerServer broker;

    /// A node whose controller listens at `quorum`.
    KafkaNode(KafkaConfig config, InetSocketAddress quorum) {
        scala.Tuple2<MetaPropertiesEnsemble, BootstrapMetadata> found =
                KafkaRaftServer.initializeLogDirs(config, LOG, "");
        String clusterId = found._1().clusterId().orElseThrow();
        shared =
                new SharedServer(
                        config,
                        found._1(),
                        Time.SYSTEM,
                        Server.initializeMetrics(config, Time.SYSTEM, clusterId),
                        CompletableFuture.completedFuture(Map.of(BrokerSettings.NODE_ID, quorum)),
                        List.of(),
                        new StandardFaultHandlerFactory(),
                        ServerSocketFactory.INSTANCE);
        controller = new ControllerServer(shared, KafkaRaftServer.configSchema(), found._2());
        broker = new BrokerServer(shared);
    }

    /// Returns when the broker takes requests.
    void start() {
        controller.startup();
        forgetBroker();
        broker.startup();
    }

    private void forgetBroker() {
        long deadlineNanos = System.nanoTime() + CONTROLLER_PATIENCE.toNanos();
        while (!tryForgetBroker(deadlineNanos)) {
            if (System.nanoTime() - deadlineNanos > 0) {
                throw new BrokerException(
                        "the controller does not take office", new TimeoutException());
            }
            LockSupport.parkNanos(POLL_NANOS);
        }
    }

    /// Whether the controller, which is elected by itself first, has done so.
    private boolean tryForgetBroker(long deadlineNanos) {
        ControllerRequestContext context =
                new ControllerRequestContext(
                        new RequestHeaderData().setRequestApiKey(UNREGISTER_BROKER_KEY),
                        new KafkaPrincipal(KafkaPrincipal.USER_TYPE, BrokerSettings.USER),
                        OptionalLong.of(deadlineNanos));
        try {
            controller
                    .controller()
                    .unregisterBroker(context, BrokerSettings.NODE_ID)
                    .get(CONTROLLER_PATIENCE.toMillis(), TimeUnit.MILLISECONDS);
            return true;
        } catch (ExecutionException e) {
            if (e.getCause() instanceof NotControllerException) {
                return false;
            }
            if (e.getCause() instanceof BrokerIdNotRegisteredException) {
                return true;
            }
            throw new BrokerException("the controller refuses its broker: " + e.getCause(), e);
        } catch (TimeoutException e) {
            throw new BrokerException("the controller does not answer", e);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new BrokerException("interrupted while starting", e);
        }
    }

    /// The logs of all partitions, once started.
    LogManager logs() {
        return broker.logManager();
    }

    /// Also ends what did not start.
    void close() {
        broker.shutdown();
        controller.shutdown();
        broker.awaitShutdown();
        controller.awaitShutdown();
    }
}
