package io.cairn.load.workload;

import java.io.IOException;

/// One operation of a worker, done once per call. For one thread.
@FunctionalInterface
interface Step {
    Outcome once() throws IOException;
}
