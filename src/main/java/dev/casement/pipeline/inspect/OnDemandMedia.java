package dev.casement.pipeline.inspect;

import dev.casement.guest.OptionalPlan;
import dev.casement.media.FileTree;
import dev.casement.media.author.MediaFile;
import dev.casement.pipeline.acquire.Medium;
import dev.casement.report.BuildException;
import dev.casement.units.DataSize;
import java.nio.file.Files;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.function.Predicate;

/**
 * The contents of {@code media.features}: ISOs go into a drive of the machine, files of directories
 * into the payload.
 */
final class OnDemandMedia {
  private final List<String> paths = new ArrayList<>();
  private final List<MediaFile> payload = new ArrayList<>();
  private boolean complete = true;

  private OnDemandMedia() {}

  /** Reads the media that are on this host; one that cannot be read is a problem. */
  static OnDemandMedia read(List<Medium> media, DataSize largest, MediaChecks fit) {
    OnDemandMedia all = new OnDemandMedia();
    for (int i = 0; i < media.size(); i++) {
      Medium medium = media.get(i);
      if (!Files.exists(medium.path())) {
        all.complete = false;
        continue;
      }
      try {
        all.add(FileTree.read(medium.path()), i + 1, largest);
      } catch (BuildException e) {
        all.complete = false;
        fit.problem(String.format(Locale.ROOT, "media.features[%d]: %s", i, e.what()));
      }
    }
    return all;
  }

  private void add(FileTree tree, int number, DataSize largest) {
    if (!tree.isDirectory()) {
      tree.files().forEach(file -> paths.add(file.path()));
      return;
    }
    tree.requireAtMost(largest);
    for (FileTree.Entry file : tree.files()) {
      String path =
          String.format(Locale.ROOT, "%s/%02d/%s", OptionalPlan.ON_DEMAND, number, file.path());
      paths.add(path);
      payload.add(tree.mediaFile(file, path));
    }
  }

  /** Whether all media could be read, so that a file not found does not exist. */
  boolean isComplete() {
    return complete;
  }

  /** The guest's path of the first file that matches, on one of the run's media. */
  Optional<String> find(Predicate<String> path) {
    return paths.stream().filter(path).findFirst();
  }

  /** The paths of all files. */
  List<String> all() {
    return List.copyOf(paths);
  }

  /** The names of all cabinets. */
  List<String> cabinets() {
    return paths.stream()
        .map(OnDemandMedia::name)
        .filter(name -> name.toLowerCase(Locale.ROOT).endsWith(".cab"))
        .toList();
  }

  /** The files for the payload medium. */
  List<MediaFile> payload() {
    return List.copyOf(payload);
  }

  /** The last segment of a path. */
  static String name(String path) {
    return path.substring(path.lastIndexOf('/') + 1);
  }
}
