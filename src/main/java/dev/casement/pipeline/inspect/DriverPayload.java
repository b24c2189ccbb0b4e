package dev.casement.pipeline.inspect;

import dev.casement.guest.OptionalPlan;
import dev.casement.media.FileTree;
import dev.casement.media.author.MediaFile;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.TreeSet;

/**
 * Lays out the drivers of a directory or ISO on the payload medium: each directory with an {@code
 * .inf} file, including its subdirectories, side by side, since a CD has at most eight directory
 * levels.
 */
final class DriverPayload {
  private static final int LONGEST_NAME = 40;

  private DriverPayload() {}

  /**
   * Where each file goes; empty when there is no {@code .inf} file.
   *
   * @param number of the medium, from 1
   */
  static List<MediaFile> of(FileTree tree, int number) {
    List<MediaFile> files = new ArrayList<>();
    int count = 0;
    for (String root : roots(tree)) {
      count++;
      String target =
          String.format(
              Locale.ROOT, "%s/%02d-%03d%s", OptionalPlan.DRIVERS, number, count, nameOf(root));
      for (FileTree.Entry file : tree.files()) {
        if (file.path().startsWith(root)) {
          String below = file.path().substring(root.length());
          files.add(tree.mediaFile(file, target + "/" + below));
        }
      }
    }
    return files;
  }

  /**
   * The outermost directories with an {@code .inf} file, each with a trailing slash; empty for the
   * root.
   */
  private static List<String> roots(FileTree tree) {
    TreeSet<String> directories = new TreeSet<>();
    for (FileTree.Entry file : tree.files()) {
      if (file.name().toLowerCase(Locale.ROOT).endsWith(".inf")) {
        directories.add(file.path().substring(0, file.path().length() - file.name().length()));
      }
    }
    List<String> roots = new ArrayList<>();
    for (String directory : directories) {
      if (roots.stream().noneMatch(directory::startsWith)) {
        roots.add(directory);
      }
    }
    return roots;
  }

  /** A directory name that shows readers of the guest's log where a driver comes from. */
  private static String nameOf(String root) {
    String name = ("-" + root).replaceAll("[^A-Za-z0-9._]+", "-").replaceAll("[.-]+$", "");
    return name.length() > LONGEST_NAME ? name.substring(0, LONGEST_NAME) : name;
  }
}
