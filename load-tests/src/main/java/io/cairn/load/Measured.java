package io.cairn.load;

import io.cairn.load.workload.LoadResult;
import java.util.Optional;

/// A result beside what was hoped for.
record Measured(LoadResult result, Optional<Budget> budget) {}
