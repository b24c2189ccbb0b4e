package dev.casement.hypervisor.qemu;

import dev.casement.report.BuildException;
import dev.casement.report.Failure;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.stream.Stream;

/**
 * A directory that only the user of Casement can enter, for the sockets of one VM run; closing it
 * removes it.
 *
 * <p>Its path is short, since that of a Unix socket has at most 107 bytes (unix(7), sun_path).
 */
record RunDirectory(Path path) implements AutoCloseable {
  private static final int LONGEST_SOCKET_PATH = 107;
  private static final int LONGEST_NAME = "/casement-18446744073709551615/serial.sock".length();

  /** Creates it in the first of these directories whose path is short enough. */
  static RunDirectory create(List<Path> parents) {
    Path parent =
        parents.stream()
            .map(Path::toAbsolutePath)
            .filter(RunDirectory::isShort)
            .findFirst()
            .orElseThrow(
                () ->
                    new BuildException(
                        Failure.HOST,
                        "the path of the temporary directory is too long for sockets: " + parents,
                        "start Casement with -Djava.io.tmpdir=/tmp"));
    try {
      // Java gives a new temporary directory mode 0700.
      return new RunDirectory(Files.createTempDirectory(parent, "casement-"));
    } catch (IOException e) {
      throw new BuildException(
          Failure.HOST,
          "no temporary directory could be made in " + parent + ": " + e,
          "check the directory's permissions and free space",
          e);
    }
  }

  private static boolean isShort(Path parent) {
    int length = parent.toString().getBytes(StandardCharsets.UTF_8).length;
    return length + LONGEST_NAME <= LONGEST_SOCKET_PATH;
  }

  Path serial() {
    return path.resolve("serial.sock");
  }

  Path qmp() {
    return path.resolve("qmp.sock");
  }

  Path vnc() {
    return path.resolve("vnc.sock");
  }

  Path tpm() {
    return path.resolve("tpm.sock");
  }

  /** The screen as it was when the guest powered off. */
  Path lastScreen() {
    return path.resolve("last.png");
  }

  @Override
  public void close() {
    try (Stream<Path> files = Files.list(path)) {
      for (Path file : (Iterable<Path>) files::iterator) {
        Files.deleteIfExists(file);
      }
    } catch (IOException e) {
      // What is left is empty or a socket nobody listens on; the next line tries once more.
    }
    try {
      Files.deleteIfExists(path);
    } catch (IOException e) {
      // Nothing in it is worth failing a build for.
    }
  }
}
