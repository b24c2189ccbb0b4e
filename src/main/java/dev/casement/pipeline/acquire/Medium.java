package dev.casement.pipeline.acquire;

import dev.casement.units.Sha256;
import java.nio.file.Path;
import java.util.Optional;

/**
 * A medium on this host.
 *
 * @param origin the path or address in the recipe
 * @param size in bytes
 * @param sha256 empty only in a plan, which does not read media completely
 */
public record Medium(String origin, Path path, long size, Optional<Sha256> sha256) {
  /** A medium in a plan, without size and digest. */
  public static Medium unread(Path path) {
    return new Medium(path.toString(), path, 0, Optional.empty());
  }

  /** The digest of a medium that a build has acquired. */
  public Sha256 digest() {
    return sha256.orElseThrow(() -> new IllegalStateException(path + " was not read"));
  }
}
