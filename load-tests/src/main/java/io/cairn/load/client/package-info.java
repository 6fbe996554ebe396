/// What lives here: a small S3 client for load: signing, one kept-alive connection per worker, and
/// a reader of HTTP/1.1 responses. What comes in and goes out: requests with their payload;
/// responses whose bodies are handed on piece by piece, never kept. What it must not know: which
/// load is run, how it is measured, or anything of the server but S3 over HTTP.
@NullMarked
package io.cairn.load.client;

import org.jspecify.annotations.NullMarked;
