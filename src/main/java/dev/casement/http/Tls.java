package dev.casement.http;

import java.nio.file.Path;
import java.util.Optional;

/**
 * How servers are trusted, and how they can trust the client.
 *
 * @param authorities a PEM file with the authorities to trust in place of Java's own
 * @param verify whether the server's certificate is checked at all
 * @param certificate a PEM file with the client's certificate; may hold the key as well
 * @param key a PEM file with the client's key, in PKCS #8
 */
public record Tls(
    Optional<Path> authorities, boolean verify, Optional<Path> certificate, Optional<Path> key) {}
