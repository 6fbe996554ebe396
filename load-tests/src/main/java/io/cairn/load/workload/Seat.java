package io.cairn.load.workload;

import io.cairn.load.client.BucketRequests;
import io.cairn.load.client.Request;
import io.cairn.load.client.Response;
import io.cairn.load.client.S3Connection;
import java.io.IOException;
import java.util.SplittableRandom;

/// What one worker works with. For one thread.
record Seat(
        int worker,
        S3Connection connection,
        BucketRequests requests,
        Content content,
        SplittableRandom random) {

    Outcome put(String key, long sizeBytes) throws IOException {
        Request request = requests.put(key, content.payload(key, 0, sizeBytes));
        return outcome(send(request), sizeBytes);
    }

    Outcome get(String key, long sizeBytes) throws IOException {
        return read(requests.get(key), content.check(key, 0), sizeBytes);
    }

    Outcome getRange(String key, long offset, long length) throws IOException {
        Request request = requests.getRange(key, offset, length);
        return read(request, content.check(key, offset), length);
    }

    Outcome head(String key) throws IOException {
        return outcome(send(requests.head(key)), 0);
    }

    Outcome delete(String key) throws IOException {
        return outcome(send(requests.delete(key)), 0);
    }

    Response send(Request request) throws IOException {
        return connection.exchange(request, Content.Check.NONE);
    }

    private Outcome read(Request request, Content.Check check, long length) throws IOException {
        Response response = connection.exchange(request, check);
        if (response.isSuccess() && response.bodyBytes() != length) {
            return new Outcome.Failed("wrong length");
        }
        if (!check.isIntact()) {
            return new Outcome.Failed("wrong content");
        }
        return outcome(response, length);
    }

    private static Outcome outcome(Response response, long bytes) {
        return response.isSuccess()
                ? new Outcome.Done(bytes, 1)
                : new Outcome.Failed(response.errorCode());
    }
}
