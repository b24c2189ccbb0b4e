package dev.casement.media.msi;

import dev.casement.bytes.ByteSource;
import dev.casement.windows.Architecture;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.charset.StandardCharsets;
import java.util.Locale;
import java.util.Optional;

/**
 * The properties of a Windows Installer package.
 *
 * @param architecture what it can be installed on; empty if its summary does not say
 * @param version its property ProductVersion, such as {@code 1.1.6}; empty if it has none
 */
public record InstallerPackage(Optional<Architecture> architecture, Optional<String> version) {
  private static final String SUMMARY = "\u0005SummaryInformation";

  /**
   * The property with the platform and the languages; Microsoft Learn, "Template Summary property".
   */
  private static final int TEMPLATE = 7;

  private static final int TEXT = 0x1E;

  /**
   * Reads a package's summary and its properties.
   *
   * @throws dev.casement.report.BuildException MEDIA if it is damaged
   */
  public static InstallerPackage read(ByteSource file) {
    Optional<CompoundFile> compound = CompoundFile.open(file);
    return new InstallerPackage(
        compound
            .flatMap(opened -> opened.stream(SUMMARY))
            .flatMap(InstallerPackage::template)
            .flatMap(InstallerPackage::platform),
        compound.flatMap(PropertyTable::of).flatMap(table -> table.value("ProductVersion")));
  }

  /** The template in a property set ([MS-OLEPS] 2.21 and 2.20), if any. */
  private static Optional<String> template(byte[] set) {
    ByteBuffer bytes = ByteBuffer.wrap(set).order(ByteOrder.LITTLE_ENDIAN);
    try {
      int section = bytes.getInt(44);
      int count = Math.min(bytes.getInt(section + 4), 1000);
      for (int i = 0; i < count; i++) {
        int at = section + 8 + i * 8;
        int value = section + bytes.getInt(at + 4);
        if (bytes.getInt(at) == TEMPLATE && bytes.getInt(value) == TEXT) {
          int length = bytes.getInt(value + 4);
          byte[] text = new byte[Math.clamp(length, 0, 255)];
          bytes.get(value + 8, text);
          return Optional.of(
              new String(text, StandardCharsets.ISO_8859_1).replaceFirst("\0.*", ""));
        }
      }
      return Optional.empty();
    } catch (IndexOutOfBoundsException e) {
      // Windows Installer will report the damage.
      return Optional.empty();
    }
  }

  private static Optional<Architecture> platform(String template) {
    String platform = template.replaceFirst(";.*", "").strip().toLowerCase(Locale.ROOT);
    return switch (platform) {
      case "", "intel" -> Optional.of(Architecture.X86);
      case "x64", "amd64" -> Optional.of(Architecture.AMD64);
      case "arm64" -> Optional.of(Architecture.ARM64);
      default -> Optional.empty();
    };
  }
}
