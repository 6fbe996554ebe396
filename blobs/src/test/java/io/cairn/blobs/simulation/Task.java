package io.cairn.blobs.simulation;

/// Something that runs beside other things, a step at a time.
interface Task {
    /// The base that holds fences back; Long.MAX_VALUE if it writes nothing.
    long base();

    /// Does one step; true if that was the last one.
    boolean step();

    /// Whether it can still succeed without what the drive holds.
    boolean survives(SimulatedDrive wiped);
}
