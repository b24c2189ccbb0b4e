package dev.casement.build;

import dev.casement.build.Recipe.Sha256;
import java.nio.file.Path;

/**
 * A medium that is on this host and is what it should be.
 *
 * @param origin the path or address in the recipe
 * @param size in bytes
 */
public record Medium(String origin, Path path, long size, Sha256 sha256) {}
