package io.cairn.cli.kafka;

import io.cairn.metadata.Namespace;
import io.cairn.metadata.NamespaceContract;
import java.nio.file.Path;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.TestInstance;
import org.junit.jupiter.api.io.TempDir;

/// The contract over the embedded broker and the running topology.
@TestInstance(TestInstance.Lifecycle.PER_CLASS)
final class LiveNamespaceContractTest extends NamespaceContract {
    private LiveFold live;

    @BeforeAll
    void start(@TempDir Path directory) {
        live = new LiveFold(directory);
    }

    @AfterAll
    void stop() {
        live.close();
    }

    @Override
    protected Namespace namespace() {
        return live.namespace();
    }
}
