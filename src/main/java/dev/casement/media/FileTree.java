package dev.casement.media;

import dev.casement.media.author.MediaFile;
import dev.casement.media.author.OpticalMedium;
import dev.casement.media.volume.MediumEntry;
import dev.casement.report.BuildException;
import dev.casement.report.Failure;
import dev.casement.units.DataSize;
import java.io.FilterInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.nio.file.FileVisitOption;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.stream.Stream;

/**
 * All files of an ISO image or of a directory on this host.
 *
 * @param source the ISO image or the directory
 * @param isDirectory whether it is a directory
 * @param files sorted by path
 */
public record FileTree(Path source, boolean isDirectory, List<Entry> files) {
  /** More files are refused; Microsoft's medium of languages and features has about 6,000. */
  private static final int LIMIT = 100_000;

  /**
   * A file of the tree.
   *
   * @param path relative to the root, with {@code /} between names
   * @param size in bytes
   */
  public record Entry(String path, long size) {
    /** The last component of the path. */
    public String name() {
      return path.substring(path.lastIndexOf('/') + 1);
    }
  }

  public FileTree {
    files = files.stream().sorted(Comparator.comparing(Entry::path)).toList();
  }

  /**
   * Lists the files.
   *
   * @throws BuildException MEDIA if it is neither a directory nor an ISO image, is damaged, or has
   *     too many files; HOST if it cannot be read
   */
  public static FileTree read(Path source) {
    return Files.isDirectory(source)
        ? new FileTree(source, true, directory(source))
        : new FileTree(source, false, medium(source));
  }

  /** The size of all files in bytes. */
  public long size() {
    return files.stream().mapToLong(Entry::size).sum();
  }

  /**
   * Requires that the files together do not exceed a size.
   *
   * @throws BuildException MEDIA if they are larger than {@code most}
   */
  public void requireAtMost(DataSize most) {
    if (size() > most.bytes()) {
      throw new BuildException(
          Failure.MEDIA,
          "the files of %s have more than %s".formatted(source, most),
          "name a directory that holds only what the build needs");
    }
  }

  /** One of the files, to be written to {@code target} on an authored medium. */
  public MediaFile mediaFile(Entry entry, String target) {
    return new MediaFile(target, entry.size(), () -> open(entry));
  }

  private InputStream open(Entry entry) throws IOException {
    if (isDirectory) {
      return Files.newInputStream(source.resolve(entry.path()));
    }
    OpticalMedium medium = OpticalMedium.open(source);
    InputStream file =
        medium
            .file(entry.path())
            .orElseThrow(
                () -> medium.lacks("no longer has " + entry.path(), "start the build again"))
            .openStream();
    return new FilterInputStream(file) {
      @Override
      public void close() {
        medium.close();
      }
    };
  }

  private static List<Entry> directory(Path directory) {
    List<Entry> entries = new ArrayList<>();
    try (Stream<Path> files = Files.walk(directory, FileVisitOption.FOLLOW_LINKS)) {
      for (Path file : (Iterable<Path>) files.filter(Files::isRegularFile)::iterator) {
        String path = directory.relativize(file).toString().replace('\\', '/');
        add(entries, new Entry(path, Files.size(file)), directory);
      }
    } catch (IOException | UncheckedIOException e) {
      throw new BuildException(
          Failure.HOST,
          directory + " cannot be read: " + e.getMessage(),
          "check its permissions",
          e);
    }
    return entries;
  }

  private static List<Entry> medium(Path iso) {
    List<Entry> entries = new ArrayList<>();
    try (OpticalMedium medium = OpticalMedium.open(iso)) {
      List<MediumEntry> open = new ArrayList<>(medium.list(""));
      int seen = 0;
      while (!open.isEmpty()) {
        MediumEntry entry = open.removeLast();
        // Directories of a damaged medium may form a cycle.
        if (++seen > LIMIT) {
          throw tooMany(iso);
        }
        if (entry.isDirectory()) {
          open.addAll(entry.entries());
        } else {
          add(entries, new Entry(entry.path(), entry.file().size()), iso);
        }
      }
    }
    return entries;
  }

  private static void add(List<Entry> entries, Entry entry, Path source) {
    entries.add(entry);
    if (entries.size() > LIMIT) {
      throw tooMany(source);
    }
  }

  private static BuildException tooMany(Path source) {
    return new BuildException(
        Failure.MEDIA,
        source + " has more than " + LIMIT + " files",
        "name a directory that holds only what the build needs, or an undamaged ISO");
  }
}
