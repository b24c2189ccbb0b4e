package dev.casement.hypervisor.openstack;

import dev.casement.files.CompleteFile;
import dev.casement.report.BuildException;
import dev.casement.report.Failure;
import dev.casement.units.Sha256;
import java.io.IOException;
import java.net.InetAddress;
import java.net.UnknownHostException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.UUID;

/**
 * The directory of a work directory in which builds in clouds keep locks, and the id by which what
 * they put there is found again.
 *
 * @param path created when needed
 */
record CloudHome(Path path) {
  private static final int DIGITS = 32;

  /** Whether a build of the work directory has used a cloud. */
  boolean isUsed() {
    return Files.exists(id());
  }

  /**
   * The directory, which exists.
   *
   * @throws BuildException HOST
   */
  Path directory() {
    try {
      return Files.createDirectories(path);
    } catch (IOException e) {
      throw failure(e);
    }
  }

  /**
   * What belongs to the work directory, whose id its first use in a cloud creates. A copy of the
   * directory elsewhere has another one: what belongs to its original is not its own.
   *
   * @throws BuildException HOST
   */
  Ownership ownership() {
    directory();
    create();
    try {
      String text = Files.readString(id()).strip() + "@" + hostName() + ":" + id().toRealPath();
      return new Ownership(Sha256.of(text).toString().substring(0, DIGITS));
    } catch (IOException e) {
      throw failure(e);
    }
  }

  private void create() {
    try {
      if (!isUsed()) {
        CompleteFile.writeNew(id(), UUID.randomUUID().toString());
      }
    } catch (IOException e) {
      // Unless another build has just created it.
      if (!isUsed()) {
        throw failure(e);
      }
    }
  }

  private static String hostName() {
    try {
      return InetAddress.getLocalHost().getHostName();
    } catch (UnknownHostException e) {
      // Its name is in no table; the path has to do.
      return "";
    }
  }

  private Path id() {
    return path.resolve("id");
  }

  BuildException failure(IOException e) {
    return new BuildException(
        Failure.HOST,
        path + " cannot be used: " + e,
        "check the permissions and free space of --work-dir",
        e);
  }
}
