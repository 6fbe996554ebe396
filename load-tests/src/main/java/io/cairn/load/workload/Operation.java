package io.cairn.load.workload;

/// What each worker of a load does again and again.
public sealed interface Operation {
    /// Writes new objects; over `objects` keys in turn unless that is 0.
    record Put(long sizeBytes, int objects) implements Operation {}

    /// Reads whole objects, chosen by chance.
    record Get(long sizeBytes, int objects) implements Operation {}

    /// Reads `rangeBytes` at a random offset of objects chosen by chance.
    record Range(long sizeBytes, int objects, long rangeBytes) implements Operation {
        public Range {
            if (rangeBytes < 1 || rangeBytes > sizeBytes) {
                throw new IllegalArgumentException(
                        "a range of " + rangeBytes + " of " + sizeBytes + " bytes");
            }
        }
    }

    /// Asks for the metadata of objects chosen by chance.
    record Head(long sizeBytes, int objects) implements Operation {}

    /// Lists pages that start at random places.
    record ListPages(long sizeBytes, int objects, int pageKeys) implements Operation {}

    /// Deletes prepared objects until none is left: one by one, or many in a request.
    record Delete(long sizeBytes, int objects, int keysPerRequest) implements Operation {}

    /// 45 % GET, 15 % PUT, 10 % DELETE, 30 % HEAD.
    record Mixed(long sizeBytes, int objects) implements Operation {}

    /// Uploads objects in parts: create, each part in turn, complete.
    record Multipart(long sizeBytes, long partBytes) implements Operation {
        public Multipart {
            if (partBytes < 1) {
                throw new IllegalArgumentException("parts of " + partBytes + " bytes");
            }
        }
    }
}
