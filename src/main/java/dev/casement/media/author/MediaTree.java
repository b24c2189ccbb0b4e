package dev.casement.media.author;

import dev.casement.report.BuildException;
import dev.casement.report.Failure;
import java.time.LocalDateTime;
import java.util.Collection;
import java.util.Collections;
import java.util.Comparator;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.TreeMap;
import java.util.regex.Pattern;

/**
 * The directories and files of a medium to write, in an order that depends only on their names.
 *
 * <p>Names must be valid on Windows: unique without regard to case, and without characters that
 * Windows forbids (Microsoft, "Naming Files, Paths, and Namespaces").
 */
final class MediaTree {
  /** The timestamp of everything, so that media are reproducible. */
  static final LocalDateTime WRITTEN = LocalDateTime.of(2026, 1, 1, 0, 0);

  private static final Pattern FORBIDDEN = Pattern.compile("[\\x00-\\x1f\\x7f<>:\"|?*\\\\]");
  private static final Pattern DEVICE =
      Pattern.compile("(?:CON|PRN|AUX|NUL|COM[0-9]|LPT[0-9])(?:\\..*)?", Pattern.CASE_INSENSITIVE);

  private final String name;
  private final TreeMap<String, MediaTree> directories = new TreeMap<>();
  private final TreeMap<String, MediaFile> files = new TreeMap<>();

  private MediaTree(String name) {
    this.name = name;
  }

  /**
   * Puts files into their directories.
   *
   * @throws BuildException RECIPE if two paths are the same to Windows, or Windows does not allow
   *     one
   */
  static MediaTree of(Collection<MediaFile> files) {
    MediaTree root = new MediaTree("");
    List<MediaFile> ordered = files.stream().sorted(Comparator.comparing(MediaFile::path)).toList();
    for (MediaFile file : ordered) {
      root.add(file);
    }
    return root;
  }

  /** The last component of a file's path. */
  static String nameOf(MediaFile file) {
    return file.path().substring(file.path().lastIndexOf('/') + 1);
  }

  String name() {
    return name;
  }

  Collection<MediaTree> directories() {
    return Collections.unmodifiableCollection(directories.values());
  }

  Collection<MediaFile> files() {
    return Collections.unmodifiableCollection(files.values());
  }

  private void add(MediaFile file) {
    MediaTree directory = this;
    String[] names = file.path().split("/", -1);
    for (int i = 0; i < names.length - 1; i++) {
      directory = directory.directory(names[i], file);
    }
    String last = names[names.length - 1];
    checkName(last, file);
    String key = key(last);
    Optional<String> taken = directory.taken(key);
    if (taken.isPresent()) {
      throw unfit(
          "Windows cannot tell two files on the medium"
              + " apart: "
              + taken.get()
              + " and "
              + file.path(),
          "rename one of them");
    }
    directory.files.put(key, file);
  }

  private MediaTree directory(String child, MediaFile file) {
    checkName(child, file);
    String key = key(child);
    MediaFile sameName = files.get(key);
    if (sameName != null) {
      throw unfit(
          sameName.path() + " is a file and a directory of the medium, for " + file.path(),
          "rename one of them");
    }
    return directories.computeIfAbsent(key, _ -> new MediaTree(child));
  }

  private Optional<String> taken(String key) {
    MediaFile file = files.get(key);
    if (file != null) {
      return Optional.of(file.path());
    }
    MediaTree directory = directories.get(key);
    return directory == null ? Optional.empty() : Optional.of("the directory " + directory.name);
  }

  private static String key(String name) {
    return name.toUpperCase(Locale.ROOT);
  }

  private static void checkName(String name, MediaFile file) {
    if (FORBIDDEN.matcher(name).find()
        || name.endsWith(".")
        || name.endsWith(" ")
        || name.length() > 255
        || DEVICE.matcher(name).matches()) {
      throw unfit(
          "Windows does not accept a file named \""
              + name
              + "\" ("
              + file.path()
              + " on the"
              + " medium)",
          "rename it: no control characters or <>:\"|?*\\, no dot or space at the end, at most 255"
              + " characters, no device name such as NUL");
    }
  }

  /** The failure for files that the recipe cannot put on a medium. */
  static BuildException unfit(String what, String remedy) {
    return new BuildException(Failure.RECIPE, what, remedy);
  }
}
