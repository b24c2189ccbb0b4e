package dev.casement.cli.web;

import dev.casement.files.Directories;
import dev.casement.hypervisor.Hypervisor;
import dev.casement.report.BuildException;
import dev.casement.report.Failure;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Clock;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.ConcurrentHashMap;

/** The running machines, by the keys of their builds. */
final class Machines implements AutoCloseable {
  private final Map<String, MachineView> views = new ConcurrentHashMap<>();
  private final Clock clock;
  private final Path directory;

  Machines(Clock clock) {
    this.clock = clock;
    try {
      // Only this user can read what is in it.
      this.directory = Files.createTempDirectory("casement-web-");
    } catch (IOException e) {
      throw new BuildException(
          Failure.HOST,
          "a temporary directory cannot be made: " + e.getMessage(),
          "check space and permissions of the directory for temporary files",
          e);
    }
  }

  /** A hypervisor whose machines are those of this build. */
  Hypervisor watched(String build, Hypervisor hypervisor) {
    return new WatchedHypervisor(
        hypervisor, machine -> views.put(build, new MachineView(machine, directory, clock)));
  }

  /** The machine of a build, if it has a running one. */
  Optional<MachineView> of(String build) {
    return Optional.ofNullable(views.get(build)).filter(view -> !view.isOver());
  }

  /** Where screenshots are, until this is closed. */
  Path directory() {
    return directory;
  }

  @Override
  public void close() {
    try {
      Directories.deleteTree(directory);
    } catch (IOException e) {
      // It holds no more than screenshots, and is cleared by the host.
    }
  }
}
