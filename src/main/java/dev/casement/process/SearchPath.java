package dev.casement.process;

import java.io.File;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;
import java.util.stream.Stream;

/**
 * The directories in which to search for programs, in order.
 *
 * <p>Casement searches itself, rather than leaving it to the operating system, to distinguish a
 * missing program from one that fails to start.
 */
record SearchPath(List<Path> directories) {
  SearchPath {
    directories = List.copyOf(directories);
  }

  /** Parses a PATH variable; empty entries are skipped. */
  static SearchPath parse(String variable) {
    return new SearchPath(
        Arrays.stream(variable.split(File.pathSeparator))
            .filter(entry -> !entry.isEmpty())
            .map(Path::of)
            .toList());
  }

  /**
   * The executable file of a program, or empty if there is none.
   *
   * @param program a name to search for, or a path, which is not searched for
   * @param directory the base of a relative path
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
