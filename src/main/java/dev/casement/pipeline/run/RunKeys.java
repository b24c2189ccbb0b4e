package dev.casement.pipeline.run;

import dev.casement.hypervisor.MachineSpec.Network;
import dev.casement.pipeline.acquire.Media;
import dev.casement.pipeline.acquire.Medium;
import dev.casement.pipeline.checkpoint.Checkpoint;
import dev.casement.pipeline.checkpoint.CheckpointKey;
import dev.casement.pipeline.inspect.WindowsSource;
import dev.casement.recipe.Machine;
import dev.casement.recipe.Recipe;
import dev.casement.units.Sha256;
import java.nio.file.Files;
import java.util.HashMap;
import java.util.Map;

/**
 * Determines the keys of checkpoints: a digest of what the guest gets on its media, and the machine
 * that it sees. Processors and memory do not count, since an image is made for others anyway.
 */
final class RunKeys {
  private final Recipe recipe;

  RunKeys(Recipe recipe) {
    this.recipe = recipe;
  }

  /**
   * The key of the first run.
   *
   * @param content of the media that Casement writes
   */
  CheckpointKey first(String stage, WindowsSource source, Sha256 content) {
    Map<String, String> parts = parts(source, recipe.machine().network(), content);
    Media media = source.media();
    parts.put("media." + recipe.media().start().key(), digest(media.start()));
    media.drivers().ifPresent(drivers -> parts.put("media.drivers", digest(drivers)));
    // Files of directories are in the content.
    for (int i = 0; i < media.features().size(); i++) {
      Medium medium = media.features().get(i);
      if (!Files.isDirectory(medium.path())) {
        parts.put("media.features[" + i + "]", digest(medium));
      }
    }
    return new CheckpointKey(stage, parts);
  }

  /** The key of a run that continues the machine of a checkpoint. */
  CheckpointKey next(
      String stage, WindowsSource source, Network network, Sha256 content, Checkpoint before) {
    Map<String, String> parts = parts(source, network, content);
    parts.put("before", before.description().key().digest().hex());
    return new CheckpointKey(stage, parts);
  }

  private Map<String, String> parts(WindowsSource source, Network network, Sha256 content) {
    Machine machine = recipe.machine();
    Map<String, String> parts = new HashMap<>();
    parts.put("content", content.hex());
    parts.put("windows.release", source.release().id());
    parts.put("windows.architecture", source.image().architecture().toString());
    parts.put("windows.timeZone", recipe.windows().timeZone());
    parts.put("machine.hypervisor", machine.hypervisor().id());
    parts.put("machine.firmware", source.firmware().id());
    parts.put("machine.disk", Long.toString(machine.disk().bytes()));
    parts.put("machine.diskBus", machine.diskBus().toString());
    parts.put("machine.tpm", Boolean.toString(machine.tpm()));
    parts.put("machine.network", network.name());
    return parts;
  }

  /** A plan may not know a digest; no build has used such a medium in this work directory. */
  private static String digest(Medium medium) {
    return medium.sha256().map(Sha256::hex).orElse("unknown");
  }
}
