package dev.casement.process;

import java.io.File;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;
import java.util.stream.Stream;

/**
 * The directories where programs are looked for, in this order.
 *
 * <p>Casement looks itself, rather than letting the operating system do it, so that a missing
 * program is told apart from every other reason why one does not start.
 */
record SearchPath(List<Path> directories) {
  SearchPath {
    directories = List.copyOf(directories);
  }

  /** The host's own, from a PATH variable; an empty entry is skipped. */
  static SearchPath parse(String variable) {
    return new SearchPath(
        Arrays.stream(variable.split(File.pathSeparator))
            .filter(entry -> !entry.isEmpty())
            .map(Path::of)
            .toList());
  }

  /**
   * The file that this program is, or empty when there is none that can be run.
   *
   * @param program a name to look for, or a path, which is taken as it is
   * @param directory what a relative path is relative to
   */
  Optional<Path> find(String program, Path directory) {
    if (Path.of(program).getNameCount() > 1 || Path.of(program).isAbsolute()) {
      return executable(directory.resolve(program));
    }
    return directories.stream()
        .flatMap(entry -> executable(entry.resolve(program)).stream())
        .findFirst();
  }

  private static Optional<Path> executable(Path file) {
    // Windows hosts name programs with a suffix.
    return Stream.of(file, file.resolveSibling(file.getFileName() + ".exe"))
        .filter(candidate -> Files.isRegularFile(candidate) && Files.isExecutable(candidate))
        .findFirst();
  }
}
