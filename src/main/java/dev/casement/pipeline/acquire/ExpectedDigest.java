package dev.casement.pipeline.acquire;

import dev.casement.units.Sha256;

/**
 * The digest that a medium must have.
 *
 * @param by what says so, such as {@code the recipe}
 */
record ExpectedDigest(Sha256 digest, String by) {
  /** How another digest differs from it, as a clause about the file. */
  String difference(Sha256 actual) {
    return "has SHA-256 %s, but %s says %s".formatted(actual, by, digest);
  }
}
