package dev.casement.unattend;

import dev.casement.windows.Architecture;
import dev.casement.windows.Release;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Set;

/**
 * The directories on the driver medium with the drivers that Setup needs for a virtio disk.
 *
 * <p>Always viostor and vioscsi together: with vioscsi alone Setup finds no virtio-blk disk
 * (unattend-generator issue 400), and the finished image must boot on either bus.
 *
 * @param viostor directory of the virtio-blk driver, such as {@code viostor\2k22\amd64}
 * @param vioscsi directory of the virtio-scsi driver; the same as viostor on media from before 2014
 * @param others further directories whose drivers are installed in the image
 */
public record DriverDirectories(String viostor, String vioscsi, List<String> others) {
  public DriverDirectories {
    others = List.copyOf(others);
    requireRelativePath(viostor);
    requireRelativePath(vioscsi);
    others.forEach(DriverDirectories::requireRelativePath);
  }

  /** The directories of virtio-win: {@code <driver>\<release>\<architecture>}. */
  public static DriverDirectories ofVirtioWin(Release release, Architecture architecture) {
    String rest = "\\" + release.driverFolder() + "\\" + architecture.answerFileName();
    return new DriverDirectories("viostor" + rest, "vioscsi" + rest, List.of());
  }

  /** The distinct directories, boot drivers first. */
  Set<String> all() {
    Set<String> all = new LinkedHashSet<>(List.of(viostor));
    all.add(vioscsi);
    all.addAll(others);
    return all;
  }

  private static void requireRelativePath(String path) {
    if (!path.matches("[A-Za-z0-9$ ._-]+(\\\\[A-Za-z0-9$ ._-]+)*") || path.length() > 200) {
      throw new IllegalArgumentException(
          "\"" + path + "\" is not a directory of the driver medium, such as viostor\\2k22\\amd64");
    }
  }
}
