package io.cairn.load.workload;

import java.util.Optional;
import java.util.concurrent.atomic.AtomicInteger;

/// Makes the workers' steps for one run of an operation. What the workers share (the count of what
/// is left to delete) lives here.
final class Steps {
    private final Operation operation;
    private final int workers;
    private final AtomicInteger taken = new AtomicInteger();

    Steps(Operation operation, int workers) {
        this.operation = operation;
        this.workers = workers;
    }

    /// The objects that must be there before the operation can run.
    Optional<Dataset> needed() {
        return switch (operation) {
            case Operation.Put _, Operation.Multipart _ -> Optional.empty();
            case Operation.Get(long size, int objects) ->
                    Optional.of(Dataset.shared(size, objects));
            case Operation.Range(long size, int objects, long _) ->
                    Optional.of(Dataset.shared(size, objects));
            case Operation.Head(long size, int objects) ->
                    Optional.of(Dataset.shared(size, objects));
            case Operation.ListPages(long size, int objects, int _) ->
                    Optional.of(Dataset.shared(size, objects));
            case Operation.Delete(long size, int objects, int _) ->
                    Optional.of(Dataset.consumed("delete", size, objects));
            case Operation.Mixed(long size, int objects) ->
                    Optional.of(Dataset.consumed("mixed", size, objects));
        };
    }

    /// The step of one worker.
    Step of(Seat seat) {
        return switch (operation) {
            case Operation.Put(long size, int objects) -> put(seat, size, objects);
            case Operation.Get(long size, int objects) -> {
                Dataset set = Dataset.shared(size, objects);
                yield () -> seat.get(set.key(seat.random().nextInt(objects)), size);
            }
            case Operation.Range(long size, int objects, long length) ->
                    range(seat, Dataset.shared(size, objects), length);
            case Operation.Head(long size, int objects) -> {
                Dataset set = Dataset.shared(size, objects);
                yield () -> seat.head(set.key(seat.random().nextInt(objects)));
            }
            case Operation.ListPages(long size, int objects, int pageKeys) ->
                    new ListStep(seat, Dataset.shared(size, objects), pageKeys);
            case Operation.Delete(long size, int objects, int keysPerRequest) ->
                    new DeleteStep(
                            seat, Dataset.consumed("delete", size, objects), keysPerRequest, taken);
            case Operation.Mixed(long size, int objects) ->
                    new MixedStep(seat, Dataset.consumed("mixed", size, objects), workers);
            case Operation.Multipart multipart -> new MultipartStep(seat, multipart);
        };
    }

    private Step put(Seat seat, long size, int objects) {
        String prefix = Dataset.ROOT + "put/" + size + "/";
        if (objects > 0) {
            return () -> seat.put(prefix + taken.getAndIncrement() % objects, size);
        }
        String own = prefix + seat.worker() + "-";
        int[] next = {0};
        return () -> seat.put(own + next[0]++, size);
    }

    private static Step range(Seat seat, Dataset set, long length) {
        return () -> {
            String key = set.key(seat.random().nextInt(set.objects()));
            long offset = seat.random().nextLong(set.sizeBytes() - length + 1);
            return seat.getRange(key, offset, length);
        };
    }
}
