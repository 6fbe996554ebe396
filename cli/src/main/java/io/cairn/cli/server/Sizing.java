package io.cairn.cli.server;

import io.cairn.cli.kafka.BrokerConfig;
import io.cairn.metadata.start.MetadataConfig;
import java.util.Map;

/// What a server takes of its machine besides what the launcher decides (heap, collector, memory
/// outside the heap): threads of the broker by processors, and caches of the fold by the heap,
/// which follows the machine's memory. The table is in `docs/SIZING.md`. Each size can be set by an
/// environment variable.
record Sizing(BrokerConfig.Threads broker, MetadataConfig.Memory fold) {
    private static final long MIB = 1 << 20;
    private static final int THREADS_MAX = 64;
    private static final int MEBIBYTES_MAX = 1 << 20;

    /// What `environment` and the heap of this process ask for.
    static Sizing of(ServerEnvironment environment) {
        return of(
                environment.processors(),
                Runtime.getRuntime().maxMemory(),
                environment.variables());
    }

    /// What a machine with so many processors and a heap of so many bytes asks for, or its
    /// operator. Throws IllegalArgumentException if a variable is no number in its range.
    static Sizing of(int processors, long heapBytes, Map<String, String> variables) {
        int network =
                number(
                        variables,
                        "CAIRN_BROKER_NETWORK_THREADS",
                        Math.clamp(processors / 2, 2, 8),
                        THREADS_MAX);
        int io =
                number(
                        variables,
                        "CAIRN_BROKER_IO_THREADS",
                        Math.clamp(processors, 3, 16),
                        THREADS_MAX);
        int cache =
                number(
                        variables,
                        "CAIRN_FOLD_CACHE_MIB",
                        Math.clamp(heapBytes / MIB / 12, 32, 1024),
                        MEBIBYTES_MAX);
        int memtables =
                number(
                        variables,
                        "CAIRN_FOLD_MEMTABLES_MIB",
                        Math.clamp(heapBytes / MIB / 6, 64, 512),
                        MEBIBYTES_MAX);
        return new Sizing(
                new BrokerConfig.Threads(network, io),
                new MetadataConfig.Memory(cache * MIB, memtables * MIB));
    }

    private static int number(Map<String, String> variables, String name, int otherwise, int max) {
        String value = variables.get(name);
        if (value == null || value.isEmpty()) {
            return otherwise;
        }
        if (!value.matches("[0-9]{1,7}") || Integer.parseInt(value) < 1) {
            throw refused(name, value, max);
        }
        int number = Integer.parseInt(value);
        if (number > max) {
            throw refused(name, value, max);
        }
        return number;
    }

    private static IllegalArgumentException refused(String name, String value, int max) {
        return new IllegalArgumentException(
                "%s is a number from 1 to %d, not '%s'".formatted(name, max, value));
    }
}
