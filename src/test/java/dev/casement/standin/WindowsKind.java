package dev.casement.standin;

import dev.casement.windows.Architecture;
import dev.casement.windows.EditionId;
import dev.casement.windows.ImageIndex;
import dev.casement.windows.InstallationType;
import dev.casement.windows.Release;
import dev.casement.windows.WindowsImage;
import java.util.List;
import java.util.Locale;

/**
 * Which Windows a machine plays.
 *
 * @param type whether it is a client, a server with a desktop, or Server Core
 */
public record WindowsKind(Release release, InstallationType type) {
  public static final WindowsKind SERVER_2022 =
      new WindowsKind(Release.SERVER_2022, InstallationType.SERVER);

  /** A client, or a server with a desktop. */
  public static WindowsKind of(Release release) {
    return new WindowsKind(
        release, release.isServer() ? InstallationType.SERVER : InstallationType.CLIENT);
  }

  public static WindowsKind core(Release release) {
    return new WindowsKind(release, InstallationType.SERVER_CORE);
  }

  String name() {
    return release.id() + (type == InstallationType.SERVER_CORE ? "-core" : "");
  }

  String edition() {
    return release.usualEdition();
  }

  /** As Win32_OperatingSystem has it. */
  String version() {
    var version = release.currentVersion();
    return String.format(
        Locale.ROOT, "%d.%d.%d", version.major(), version.minor(), version.build());
  }

  int build() {
    return release.currentVersion().build();
  }

  /** What winecfg calls it. */
  String wineVersion() {
    return switch (release.currentVersion().minor() + 10 * release.currentVersion().major()) {
      case 61 -> "win7";
      case 62 -> "win8";
      case 63 -> "win81";
      default -> "win10";
    };
  }

  /** The image of an install medium for it. */
  WindowsImage image() {
    String name = release.displayName() + " " + edition();
    return new WindowsImage(
        new ImageIndex(1),
        name,
        name,
        new EditionId(edition()),
        Architecture.AMD64,
        release.currentVersion(),
        type,
        List.of("en-US"),
        0);
  }
}
