package dev.casement.hypervisor;

import dev.casement.report.BuildException;
import dev.casement.report.Failure;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.util.Optional;
import java.util.stream.Stream;

/**
 * A directory that only the user of Casement can enter, for the sockets of one VM run. Closing
 * removes it.
 *
 * <p>It is in the system's temporary directory, since not every file system has sockets. Its path
 * is short, since the path of a Unix socket has at most 107 bytes (unix(7), sun_path).
 */
public record RunDirectory(Path path) implements AutoCloseable {
  private static final String PREFIX = "casement-";
  private static final int LONGEST_SOCKET_PATH = 107;
  private static final String LONGEST_NAME = "serial.sock";

  /** The file in a machine's state directory with the path of its run directory. */
  private static final String NOTE = "run-directory";

  /** The parent when every other path is too long. */
  private static final Path SHORT = Path.of("/tmp");

  /**
   * Creates a directory.
   *
   * @param parent its parent, if the path is short enough; empty: the system's temporary directory
   * @param state the machine's state directory, which remembers the path; made when missing
   */
  public static RunDirectory create(Optional<Path> parent, Path state) {
    removeLeft(state);
    try {
      Files.createDirectories(state);
      RunDirectory created = new RunDirectory(createShort(parent));
      Files.writeString(state.resolve(NOTE), created.path().toString());
      return created;
    } catch (IOException e) {
      throw new BuildException(
          Failure.HOST,
          "no temporary directory could be made: " + e,
          "check the permissions and free space of " + parent.orElse(SHORT),
          e);
    }
  }

  private static Path createShort(Optional<Path> parent) throws IOException {
    // Java gives a new temporary directory mode 0700.
    Path path =
        parent.isPresent()
            ? Files.createTempDirectory(parent.get(), PREFIX)
            : Files.createTempDirectory(PREFIX);
    if (isShort(path)) {
      return path;
    }
    Files.delete(path);
    return Files.createTempDirectory(SHORT, PREFIX);
  }

  /**
   * Removes the directories of all runs that were killed and whose machines had their state below
   * this directory.
   */
  public static void removeAllLeft(Path directory) {
    if (!Files.isDirectory(directory)) {
      return;
    }
    try (Stream<Path> files = Files.walk(directory)) {
      files
          .filter(file -> file.endsWith(NOTE))
          .map(Path::getParent)
          .forEach(RunDirectory::removeLeft);
    } catch (IOException | UncheckedIOException e) {
      // Unused sockets are not worth failing a build for.
    }
  }

  /**
   * Removes the directory of a run that was killed, if there is one.
   *
   * @param state the machine's state directory
   */
  private static void removeLeft(Path state) {
    try {
      Path left = Path.of(Files.readString(state.resolve(NOTE)));
      if (String.valueOf(left.getFileName()).startsWith(PREFIX)) {
        new RunDirectory(left).close();
      }
    } catch (NoSuchFileException e) {
      // No machine has run here.
    } catch (IOException e) {
      // Unused sockets are not worth failing a build for.
    }
  }

  private static boolean isShort(Path path) {
    String socket = path.toAbsolutePath().resolve(LONGEST_NAME).toString();
    return socket.getBytes(StandardCharsets.UTF_8).length <= LONGEST_SOCKET_PATH;
  }

  public Path serial() {
    return path.resolve("serial.sock");
  }

  public Path qmp() {
    return path.resolve("qmp.sock");
  }

  public Path vnc() {
    return path.resolve("vnc.sock");
  }

  public Path tpm() {
    return path.resolve("tpm.sock");
  }

  /** The screenshot taken when the guest powered off. */
  public Path lastScreen() {
    return path.resolve("last.png");
  }

  @Override
  public void close() {
    try (Stream<Path> files = Files.list(path)) {
      for (Path file : (Iterable<Path>) files::iterator) {
        Files.deleteIfExists(file);
      }
    } catch (IOException e) {
      // The remaining files are empty or unused sockets; the next statement tries once more.
    }
    try {
      Files.deleteIfExists(path);
    } catch (IOException e) {
      // Its leftovers are not worth failing a build for.
    }
  }
}
