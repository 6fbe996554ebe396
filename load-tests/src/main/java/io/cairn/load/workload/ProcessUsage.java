package io.cairn.load.workload;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;

/// Reads what a process of this machine uses from Linux's /proc.
public final class ProcessUsage {
    private static final double MILLIS_PER_TICK = 10; // USER_HZ is 100 on every platform of the JDK
    private static final int USER_TICKS = 11; // fields behind the name: utime, then stime
    private static final String RESIDENT = "VmRSS:";

    private final Path folder;

    ProcessUsage(Path folder) {
        this.folder = folder;
    }

    /// What the process with this number uses.
    public static ProcessUsage of(long pid) {
        return new ProcessUsage(Path.of("/proc", Long.toString(pid)));
    }

    static ProcessUsage ofThisProcess() {
        return new ProcessUsage(Path.of("/proc/self"));
    }

    /// The processor time used since the process began, by it and the kernel for it.
    public double cpuMillis() throws IOException {
        String stat = Files.readString(folder.resolve("stat"));
        String[] fields = stat.substring(stat.lastIndexOf(')') + 2).split(" ");
        long ticks = Long.parseLong(fields[USER_TICKS]) + Long.parseLong(fields[USER_TICKS + 1]);
        return ticks * MILLIS_PER_TICK;
    }

    /// The memory of the process that is in RAM.
    public long residentBytes() throws IOException {
        for (String line : Files.readAllLines(folder.resolve("status"))) {
            if (line.startsWith(RESIDENT)) {
                String number = line.substring(RESIDENT.length()).replace("kB", "").strip();
                return Long.parseLong(number) * 1024;
            }
        }
        return 0;
    }
}
