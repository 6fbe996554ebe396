package io.cairn.load.workload;

import java.io.IOException;

/// Follows what a process uses between its creation and `usage`. For one thread.
final class Meter {
    private final ProcessUsage process;
    private final double cpuMillisAtStart;
    private long residentBytesMax;

    Meter(ProcessUsage process) throws IOException {
        this.process = process;
        this.cpuMillisAtStart = process.cpuMillis();
        this.residentBytesMax = process.residentBytes();
    }

    void sample() throws IOException {
        residentBytesMax = Math.max(residentBytesMax, process.residentBytes());
    }

    LoadResult.Usage usage() throws IOException {
        double cpuMillis = process.cpuMillis() - cpuMillisAtStart;
        sample();
        return new LoadResult.Usage(cpuMillis, residentBytesMax);
    }
}
