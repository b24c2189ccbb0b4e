package dev.casement.unattend.lint.rules;

import dev.casement.unattend.lint.DriverFolder;
import dev.casement.unattend.lint.InstallFacts;
import dev.casement.unattend.lint.LintContext;
import dev.casement.windows.Architecture;
import dev.casement.windows.EditionId;
import dev.casement.windows.ImageIndex;
import dev.casement.windows.InstallationType;
import dev.casement.windows.WindowsImage;
import dev.casement.windows.WindowsVersion;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Optional;

/** Answer files to put mistakes into, and media to hold them against. */
final class Samples {
  static final Path GOLDEN = Path.of("src/test/resources/unattend");
  static final String SERVER_2022 = golden("windows-server-2022-uefi-virtio.xml");
  static final String WINDOWS_11 = golden("windows-11-uefi-secure-scsi.xml");
  static final String WINDOWS_7 = golden("windows-7-bios-virtio.xml");
  static final String SYSPREP = golden("windows-10-generalize.xml");

  private Samples() {}

  private static String golden(String name) {
    try {
      return Files.readString(GOLDEN.resolve(name));
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  /** Media of a build, whose images say nothing else that an answer file could contradict. */
  static LintContext media(int build) {
    return media(
        new InstallFacts(List.of(image(2, "Windows", "ServerStandard", build)), true, true));
  }

  static WindowsImage server2022(int index, String name, String edition) {
    return image(index, name, edition, 20348);
  }

  private static WindowsImage image(int index, String name, String edition, int build) {
    return new WindowsImage(
        new ImageIndex(index),
        name,
        name,
        new EditionId(edition),
        Architecture.AMD64,
        new WindowsVersion(10, 0, build, 0),
        InstallationType.SERVER,
        List.of("en-US"),
        1L << 33);
  }

  /** Media with Server 2022 Core and Standard, booting with either firmware. */
  static LintContext media() {
    return media(
        new InstallFacts(
            List.of(
                server2022(1, "Windows Server 2022 SERVERDATACENTER", "ServerDatacenter"),
                server2022(2, "Windows Server 2022 SERVERSTANDARD", "ServerStandard")),
            true,
            true));
  }

  static LintContext media(InstallFacts facts) {
    return new LintContext(Optional.of(facts), Optional.empty());
  }

  static LintContext drivers(String... paths) {
    List<DriverFolder> folders = java.util.Arrays.stream(paths).map(Samples::folder).toList();
    return new LintContext(Optional.empty(), Optional.of(folders));
  }

  private static DriverFolder folder(String path) {
    String[] names = path.split("/");
    Architecture architecture = Architecture.valueOf(names[2].toUpperCase(java.util.Locale.ROOT));
    return new DriverFolder(names[0], names[1], architecture, path);
  }
}
