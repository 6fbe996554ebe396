package io.cairn.load.workload;

/// A numbered set of objects of one size under one prefix.
record Dataset(String prefix, long sizeBytes, int objects) {
    /// Everything that a load writes has a key with this prefix.
    static final String ROOT = "cairn-load/";

    private static final int DIGITS = 8;

    Dataset {
        if (objects < 1) {
            throw new IllegalArgumentException(objects + " objects");
        }
    }

    /// Objects that are only read, and may so serve several loads.
    static Dataset shared(long sizeBytes, int objects) {
        return new Dataset(ROOT + "read/" + sizeBytes + "/", sizeBytes, objects);
    }

    /// Objects that the load uses up.
    static Dataset consumed(String use, long sizeBytes, int objects) {
        return new Dataset(ROOT + use + "/" + sizeBytes + "/", sizeBytes, objects);
    }

    /// The key of object `number`; keys sort as their numbers do.
    String key(int number) {
        String digits = Integer.toString(number);
        return prefix + "0".repeat(DIGITS - Math.min(DIGITS, digits.length())) + digits;
    }
}
