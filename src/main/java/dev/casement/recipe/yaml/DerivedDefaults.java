package dev.casement.recipe.yaml;

import dev.casement.disk.DiskFormat;
import dev.casement.recipe.Machine;
import dev.casement.recipe.Recipe.Image;
import dev.casement.windows.Release;
import java.util.Optional;

/**
 * Defaults that depend on keys read before them. Defaults that depend on the media are determined
 * by the stages.
 */
final class DerivedDefaults {
  private final Found found;

  DerivedDefaults(Found found) {
    this.found = found;
  }

  /** The default of the key at this path, or empty if it does not depend on others. */
  Optional<?> of(String path) {
    return switch (path) {
      case "windows.keyboard" -> found.value("windows.locale", String.class);
      case "machine.disk" -> found.value("windows.release", Release.class).map(Machine::usualDisk);
      case "machine.diskBus" ->
          Optional.of(
              Machine.usualBus(found.isWritten("media.drivers") || found.isWritten("media.base")));
      case "image.compress" ->
          found.value("image.format", DiskFormat.class).map(Image::canCompress);
      default -> Optional.empty();
    };
  }
}
