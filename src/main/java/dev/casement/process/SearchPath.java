package dev.casement.process;

import java.nio.file.Files;
import java.nio.file.InvalidPathException;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
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

  /** Variables in which VirtualBox's installer for Windows says where it is, as Vagrant reads. */
  private static final List<String> OF_INSTALLERS =
      List.of("VBOX_MSI_INSTALL_PATH", "VBOX_INSTALL_PATH");

  /** Where installers for Windows put VirtualBox and QEMU, below %ProgramFiles%. */
  private static final List<String> PROGRAM_FILES = List.of("Oracle/VirtualBox", "qemu");

  /**
   * PATH, and behind it where installers put programs without adding them to PATH.
   *
   * @param environment that programs inherit
   * @param separator between the entries of a variable
   */
  static SearchPath of(Map<String, String> environment, String separator) {
    Stream<String> named =
        Stream.concat(Stream.of("PATH"), OF_INSTALLERS.stream())
            .flatMap(name -> Stream.ofNullable(environment.get(name)))
            .flatMap(variable -> Arrays.stream(variable.split(separator)));
    Stream<String> usual =
        Stream.ofNullable(environment.get("ProgramFiles"))
            .flatMap(parent -> PROGRAM_FILES.stream().map(name -> parent + "/" + name));
    return new SearchPath(
        Stream.concat(named, usual)
            // Windows accepts quoted entries.
            .map(entry -> entry.replace("\"", ""))
            .filter(entry -> !entry.isBlank())
            .flatMap(SearchPath::path)
            .toList());
  }

  /** An entry that cannot be a path is skipped, as shells do. */
  private static Stream<Path> path(String entry) {
    try {
      return Stream.of(Path.of(entry));
    } catch (InvalidPathException e) {
      return Stream.empty();
    }
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
