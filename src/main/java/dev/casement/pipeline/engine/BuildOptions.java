package dev.casement.pipeline.engine;

import java.nio.file.Path;
import java.util.Optional;

/**
 * What the command line says about a build, beyond its recipe.
 *
 * @param workDirectory where builds keep their disks, media and logs
 * @param outputDirectory where the image, the manifest and evidence go
 * @param lockFile pins the digests of the media; empty: nothing is pinned
 * @param force replaces an existing image once the new one is complete
 * @param fault what the stand-in is to do wrong
 * @param casementVersion for the manifest
 * @param reuse where to continue
 * @param invocation for the reports
 */
public record BuildOptions(
    Path workDirectory,
    Path outputDirectory,
    Optional<Path> lockFile,
    boolean force,
    Optional<String> fault,
    String casementVersion,
    Reuse reuse,
    Invocation invocation) {
  public BuildOptions {
    workDirectory = workDirectory.toAbsolutePath().normalize();
    outputDirectory = outputDirectory.toAbsolutePath().normalize();
  }

  /** The options of a build that continues from the newest checkpoint, without a command. */
  public BuildOptions(
      Path workDirectory,
      Path outputDirectory,
      Optional<Path> lockFile,
      boolean force,
      Optional<String> fault,
      String casementVersion) {
    this(
        workDirectory,
        outputDirectory,
        lockFile,
        force,
        fault,
        casementVersion,
        new Reuse.Newest(),
        Invocation.none());
  }
}
