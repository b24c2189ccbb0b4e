package dev.casement.pipeline.acquire;

import dev.casement.recipe.Recipe.Location.Download;
import java.util.List;
import java.util.Optional;
import java.util.OptionalLong;

/**
 * A file on servers.
 *
 * @param mirrors its addresses, in the order to try; the first names the file on this host
 * @param size in bytes; empty if not known
 * @param digest empty if not known
 */
record Remote(List<Download> mirrors, OptionalLong size, Optional<ExpectedDigest> digest) {
  Remote {
    mirrors = List.copyOf(mirrors);
  }
}
