/// What lives here: configurations of buckets that are kept and shown as they were set, and that
/// nothing here obeys: they change what a bucket costs, reports or serves elsewhere. What comes in
/// and goes out: their documents; requests and responses of S3. What it must not know: any
/// configuration that protects something; those are obeyed or refused.
@NullMarked
package io.cairn.api.configuration;

import org.jspecify.annotations.NullMarked;
