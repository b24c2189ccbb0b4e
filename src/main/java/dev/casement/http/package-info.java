/**
 * HTTP requests, and obstacles on the way: proxies, certificates, failing servers, stalled
 * connections. The content of requests and answers is the concern of the calling package.
 */
@NullMarked
package dev.casement.http;

import org.jspecify.annotations.NullMarked;
