package dev.casement.http;

import java.nio.file.Path;
import java.util.Optional;

/**
 * TLS settings: how to verify servers, and how to authenticate the client.
 *
 * @param authorities a PEM file with the certificate authorities to trust instead of Java's
 * @param verify whether the server's certificate is checked at all
 * @param certificate a PEM file with the client's certificate; may hold the key as well
 * @param key a PEM file with the client's key, in PKCS #8 and not encrypted
 */
public record Tls(
    Optional<Path> authorities, boolean verify, Optional<Path> certificate, Optional<Path> key) {}
