package io.cairn.load.workload;

import io.cairn.load.client.BodyText;
import io.cairn.load.client.Response;
import io.cairn.load.workload.Operation.Multipart;
import java.io.IOException;
import java.util.ArrayList;
import java.util.List;

/// Uploads one object in parts, one after the other, and completes it; aborts it on a refusal.
final class MultipartStep implements Step {
    private final Seat seat;
    private final Multipart shape;
    private int next;

    MultipartStep(Seat seat, Multipart shape) {
        this.seat = seat;
        this.shape = shape;
    }

    @Override
    public Outcome once() throws IOException {
        String key = Dataset.ROOT + "multipart/" + seat.worker() + "-" + next++;
        BodyText created = new BodyText();
        Response response = seat.connection().exchange(seat.requests().createUpload(key), created);
        String uploadId = BodyText.element(created.text(), "UploadId");
        if (!response.isSuccess() || uploadId.isEmpty()) {
            return new Outcome.Failed(response.errorCode());
        }
        Outcome outcome = upload(key, uploadId);
        if (outcome instanceof Outcome.Failed) {
            seat.send(seat.requests().abortUpload(key, uploadId));
        }
        return outcome;
    }

    private Outcome upload(String key, String uploadId) throws IOException {
        List<String> etags = new ArrayList<>();
        for (long start = 0; start < shape.sizeBytes(); start += shape.partBytes()) {
            long length = Math.min(shape.partBytes(), shape.sizeBytes() - start);
            Response part =
                    seat.send(
                            seat.requests()
                                    .uploadPart(
                                            key,
                                            uploadId,
                                            etags.size() + 1,
                                            seat.content().payload(key, start, length)));
            if (!part.isSuccess()) {
                return new Outcome.Failed(part.errorCode());
            }
            etags.add(part.etag());
        }
        return complete(key, uploadId, etags);
    }

    /// A completion can fail after its status was sent as 200: the document has the last word.
    private Outcome complete(String key, String uploadId, List<String> etags) throws IOException {
        BodyText answer = new BodyText();
        Response response =
                seat.connection()
                        .exchange(seat.requests().completeUpload(key, uploadId, etags), answer);
        if (!response.isSuccess()) {
            return new Outcome.Failed(response.errorCode());
        }
        return answer.text().contains("<Error>")
                ? new Outcome.Failed(BodyText.element(answer.text(), "Code"))
                : new Outcome.Done(shape.sizeBytes(), 1);
    }
}
