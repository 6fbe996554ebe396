package io.cairn.api.error;

/// Every error this server answers with. A constant is named as its S3 code; its HTTP status and
/// its usual message stand here and nowhere else.
public enum S3Error {
    AccessDenied(403, "Access Denied"),
    AccessForbidden(403, "CORSResponse: CORS is not enabled for this bucket."),
    AuthorizationHeaderMalformed(400, "The authorization header you provided is invalid."),
    AuthorizationQueryParametersError(400, "The authorization query parameters are invalid."),
    BadRequest(400, "Bad Request"),
    BadDigest(
            400,
            "The Content-MD5 or checksum value that you specified did not match what the server received."),
    BucketAlreadyOwnedByYou(
            409, "The bucket that you tried to create already exists, and you own it."),
    BucketNotEmpty(409, "The bucket that you tried to delete is not empty."),
    EntityTooLarge(400, "Your proposed upload exceeds the maximum allowed object size."),
    EntityTooSmall(400, "Your proposed upload is smaller than the minimum allowed object size."),
    IllegalLocationConstraintException(
            400,
            "The specified location constraint is incompatible with the region that this request was sent to."),
    IllegalVersioningConfigurationException(400, "The Versioning element must be specified"),
    IncompleteBody(
            400,
            "You did not provide the number of bytes specified by the Content-Length HTTP header."),
    InternalError(500, "An internal error occurred. Try again."),
    InvalidAccessKeyId(403, "The access key ID that you provided does not exist in our records."),
    InvalidArgument(400, "Invalid Argument"),
    InvalidBucketName(400, "The specified bucket is not valid."),
    InvalidBucketState(409, "The request is not valid for the current state of the bucket."),
    InvalidDigest(400, "The Content-MD5 or checksum value that you specified is not valid."),
    InvalidLocationConstraint(400, "The specified location (Region) constraint is not valid."),
    InvalidObjectState(403, "The operation is not valid for the object's storage class."),
    InvalidPart(
            400,
            "One or more of the specified parts could not be found. The part might not have been uploaded, or the specified entity tag might not have matched the part's entity tag."),
    InvalidPartNumber(416, "The requested partnumber is not satisfiable"),
    InvalidPartOrder(
            400,
            "The list of parts was not in ascending order. The parts list must be specified in order by part number."),
    InvalidRange(416, "The requested range is not satisfiable"),
    InvalidTargetBucketForLogging(400, "The target bucket for logging does not exist"),
    InvalidRequest(400, "Invalid Request"),
    InvalidRetentionPeriod(400, "The retention period must be a positive integer value."),
    InvalidStorageClass(400, "The storage class that you specified is not valid."),
    InvalidTag(400, "The tag provided was not a valid tag."),
    InvalidToken(400, "The provided token is malformed or otherwise not valid."),
    InvalidURI(400, "The specified URI couldn't be parsed."),
    KeyTooLongError(400, "Your key is too long."),
    MalformedTrailerError(
            400,
            "The request contained trailing data that was not well-formed or did not conform to our published schema."),
    MalformedXML(
            400,
            "The XML that you provided was not well formed or did not validate against our published schema."),
    MaxMessageLengthExceeded(400, "Your request was too large."),
    MetadataTooLarge(400, "Your metadata headers exceed the maximum allowed metadata size."),
    MethodNotAllowed(405, "The specified method is not allowed against this resource."),
    MissingContentLength(411, "You must provide the Content-Length HTTP header."),
    MissingRequestBodyError(400, "Request Body is empty."),
    NoSuchBucket(404, "The specified bucket does not exist."),
    NoSuchBucketPolicy(404, "The bucket policy does not exist."),
    NoSuchCORSConfiguration(404, "The CORS configuration does not exist."),
    TooManyConfigurations(400, "You have reached the limit of configurations of a bucket."),
    NoSuchConfiguration(404, "The specified configuration does not exist."),
    NoSuchKey(404, "The specified key does not exist."),
    NoSuchLifecycleConfiguration(404, "The lifecycle configuration does not exist."),
    NoSuchObjectLockConfiguration(
            404, "The specified object does not have a ObjectLock configuration"),
    NoSuchPublicAccessBlockConfiguration(
            404, "The public access block configuration was not found."),
    NoSuchTagSet(404, "The TagSet does not exist."),
    NoSuchUpload(
            404,
            "The specified multipart upload does not exist. The upload ID might be invalid, or the multipart upload might have been aborted or completed."),
    NoSuchVersion(
            404, "The version ID specified in the request does not match an existing version."),
    NoSuchWebsiteConfiguration(404, "The specified bucket does not have a website configuration."),
    NotImplemented(
            501,
            "A header or query that you provided implies functionality that is not implemented."),
    NotModified(304, "Not Modified"),
    ObjectLockConfigurationNotFoundError(
            404, "Object Lock configuration does not exist for this bucket."),
    OwnershipControlsNotFoundError(404, "The bucket ownership controls were not found."),
    PreconditionFailed(412, "At least one of the preconditions that you specified did not hold."),
    QuotaExceeded(403, "The bucket would hold more bytes than its quota allows."),
    ReplicationConfigurationNotFoundError(404, "The replication configuration was not found."),
    RequestTimeTooSkewed(
            403, "The difference between the request time and the server's time is too large."),
    RequestTimeout(
            400,
            "Your socket connection to the server was not read from or written to within the timeout period."),
    ServerSideEncryptionConfigurationNotFoundError(
            404, "The server-side encryption configuration was not found."),
    ServiceUnavailable(503, "Service is unable to handle the request. Try again."),
    SignatureDoesNotMatch(
            403,
            "The request signature we calculated does not match the signature you provided. Check your key and signing method."),
    SlowDown(503, "Please reduce your request rate."),
    XAmzContentSHA256Mismatch(
            400, "The provided 'x-amz-content-sha256' header does not match what was computed.");

    private final int status;
    private final String message;

    S3Error(int status, String message) {
        this.status = status;
        this.message = message;
    }

    /// The HTTP status that goes with it.
    public int status() {
        return status;
    }

    /// Whether the fault is the server's: the client may send the same request again.
    public boolean isOfServer() {
        return status / 100 == 5;
    }

    /// What it says if there is nothing better to say.
    public String message() {
        return message;
    }

    /// Whether its answer may have a document: 304 may not.
    public boolean hasDocument() {
        return this != NotModified;
    }

    /// This error as an exception.
    public S3Exception exception() {
        return new S3Exception(this);
    }

    /// This error with a message of its own.
    public S3Exception exception(String text) {
        return new S3Exception(this, text);
    }
}
