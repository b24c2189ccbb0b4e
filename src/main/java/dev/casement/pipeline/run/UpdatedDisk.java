package dev.casement.pipeline.run;

import dev.casement.pipeline.checkpoint.Checkpoint;
import dev.casement.pipeline.inspect.WindowsSource;

/** A machine whose Windows has the updates that the recipe asks for. */
public record UpdatedDisk(WindowsSource source, Checkpoint checkpoint) {
  /** For a recipe without updates. */
  public static UpdatedDisk withoutUpdates(InstalledDisk installed) {
    return new UpdatedDisk(installed.source(), installed.checkpoint());
  }
}
