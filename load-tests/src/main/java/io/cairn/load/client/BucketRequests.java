package io.cairn.load.client;

import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.util.Base64;
import java.util.List;

/// Makes the requests that a load needs, all to one bucket, in path style. Immutable.
public final class BucketRequests {
    private final String bucketPath;

    public BucketRequests(String bucket) {
        this.bucketPath = "/" + PercentCoding.path(bucket);
    }

    public Request createBucket() {
        return plain("PUT", bucketPath, "");
    }

    public Request deleteBucket() {
        return plain("DELETE", bucketPath, "");
    }

    public Request put(String key, Payload payload) {
        return new Request("PUT", path(key), "", "", payload);
    }

    public Request get(String key) {
        return plain("GET", path(key), "");
    }

    /// Reads `length` bytes from `offset` on.
    public Request getRange(String key, long offset, long length) {
        String range = "range: bytes=" + offset + "-" + (offset + length - 1) + "\r\n";
        return new Request("GET", path(key), "", range, Payload.NONE);
    }

    public Request head(String key) {
        return plain("HEAD", path(key), "");
    }

    public Request delete(String key) {
        return plain("DELETE", path(key), "");
    }

    /// DeleteObjects in quiet mode: the answer names only what failed.
    public Request deleteAll(List<String> keys) {
        StringBuilder xml =
                new StringBuilder(keys.size() * 80).append("<Delete><Quiet>true</Quiet>");
        for (String key : keys) {
            xml.append("<Object><Key>").append(escape(key)).append("</Key></Object>");
        }
        byte[] body = xml.append("</Delete>").toString().getBytes(StandardCharsets.UTF_8);
        String md5 = Base64.getEncoder().encodeToString(Hashes.md5().digest(body));
        return new Request(
                "POST", bucketPath, "delete=", "content-md5: " + md5 + "\r\n", document(body));
    }

    /// One page of ListObjectsV2.
    public Request list(String prefix, String startAfter, int keysMax) {
        String after =
                startAfter.isEmpty() ? "" : "&start-after=" + PercentCoding.query(startAfter);
        String query =
                "list-type=2&max-keys="
                        + keysMax
                        + "&prefix="
                        + PercentCoding.query(prefix)
                        + after;
        return plain("GET", bucketPath, query);
    }

    public Request createUpload(String key) {
        return plain("POST", path(key), "uploads=");
    }

    public Request uploadPart(String key, String uploadId, int number, Payload payload) {
        String query = "partNumber=" + number + "&uploadId=" + PercentCoding.query(uploadId);
        return new Request("PUT", path(key), query, "", payload);
    }

    /// Completes an upload with the entity tags of its parts 1, 2, 3 and so on.
    public Request completeUpload(String key, String uploadId, List<String> etags) {
        StringBuilder xml = new StringBuilder("<CompleteMultipartUpload>");
        for (int i = 0; i < etags.size(); i++) {
            xml.append("<Part><PartNumber>").append(i + 1).append("</PartNumber><ETag>");
            xml.append(escape(etags.get(i))).append("</ETag></Part>");
        }
        byte[] body =
                xml.append("</CompleteMultipartUpload>")
                        .toString()
                        .getBytes(StandardCharsets.UTF_8);
        return new Request(
                "POST", path(key), "uploadId=" + PercentCoding.query(uploadId), "", document(body));
    }

    public Request abortUpload(String key, String uploadId) {
        return plain("DELETE", path(key), "uploadId=" + PercentCoding.query(uploadId));
    }

    private String path(String key) {
        return bucketPath + "/" + PercentCoding.path(key);
    }

    private static Request plain(String method, String path, String query) {
        return new Request(method, path, query, "", Payload.NONE);
    }

    private static Payload document(byte[] body) {
        return Payload.hashed(List.of(ByteBuffer.wrap(body)));
    }

    private static String escape(String text) {
        return text.replace("&", "&amp;").replace("<", "&lt;").replace(">", "&gt;");
    }
}
