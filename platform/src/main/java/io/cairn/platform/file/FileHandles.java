package io.cairn.platform.file;

import com.sun.management.UnixOperatingSystemMXBean;
import java.lang.management.ManagementFactory;

/// How many file handles this process may have. Sockets, files and selectors all take one.
///
/// @param open those that are open now
/// @param max what the operating system allows (`ulimit -n`)
public record FileHandles(long open, long max) {
    /// What a process has that cannot tell: more than any limit of ours.
    private static final FileHandles UNKNOWN = new FileHandles(0, Integer.MAX_VALUE);

    /// As it is now.
    public static FileHandles now() {
        return ManagementFactory.getOperatingSystemMXBean() instanceof UnixOperatingSystemMXBean os
                ? new FileHandles(os.getOpenFileDescriptorCount(), os.getMaxFileDescriptorCount())
                : UNKNOWN;
    }

    /// How many may still be opened.
    public long left() {
        return Math.max(0, max - open);
    }
}
