/**
 * Requests to servers by HTTP, and what stands in the way: proxies, trust, servers in trouble,
 * connections that bring nothing. What is asked for, and what an answer means, belongs to the
 * package that asks.
 */
@NullMarked
package dev.casement.http;

import org.jspecify.annotations.NullMarked;
