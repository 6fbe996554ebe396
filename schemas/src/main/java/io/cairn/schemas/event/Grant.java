package io.cairn.schemas.event;

/// One grant of an access control list: `permission` is S3's word (`FULL_CONTROL`, `READ`, `WRITE`,
/// `READ_ACP`, `WRITE_ACP`), `grantee` a canonical user id or the URI of a group.
public record Grant(String grantee, String permission) {}
