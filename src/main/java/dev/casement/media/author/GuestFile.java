package dev.casement.media.author;

import static java.nio.charset.StandardCharsets.ISO_8859_1;

import dev.casement.bytes.ByteSource;
import dev.casement.media.msi.InstallerPackage;
import dev.casement.media.wim.WimFile;
import dev.casement.windows.Architecture;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.util.Locale;
import java.util.Optional;
import java.util.regex.Pattern;
import java.util.stream.Stream;

/** Checks the content of files that a guest installs or runs. */
public final class GuestFile {
  private static final int PE_OFFSET = 0x3C;

  /** The kinds of files, and how they begin. */
  public enum Kind {
    INSTALLER(
        "a Windows Installer package (.msi)", "\u00d0\u00cf\u0011\u00e0\u00a1\u00b1\u001a\u00e1"),
    CABINET("a cabinet (.cab)", "MSCF"),
    /** Those for the newest releases are WIM files. */
    UPDATE("an update package (.msu)", "MSCF|" + WimFile.MAGIC),
    PROGRAM("a Windows program (.exe)", "MZ");

    private final String name;
    private final Pattern start;

    Kind(String name, String start) {
      this.name = name;
      this.start = Pattern.compile(start);
    }
  }

  private GuestFile() {}

  /** Why a file is not of this kind, a clause that says what it is; empty if it is. */
  public static Optional<String> problemWith(ByteSource file, Kind kind) {
    ByteBuffer bytes = ByteBuffer.allocate(16);
    file.read(0, bytes);
    String start = new String(bytes.array(), 0, bytes.position(), ISO_8859_1);
    if (kind.start.matcher(start).lookingAt()) {
      return Optional.empty();
    }
    String truth =
        file.size() == 0
            ? "it is empty"
            : ForeignFile.name(file)
                .map(name -> "it is " + name)
                .orElse("it does not begin like one");
    return Optional.of(file.name() + " is not " + kind.name + ": " + truth);
  }

  /** Why a file is not a script, a clause; empty unless it is known to be something else. */
  public static Optional<String> problemWithScript(ByteSource file) {
    ByteBuffer bytes = ByteBuffer.allocate(64);
    file.read(0, bytes);
    String start =
        new String(bytes.array(), 0, bytes.position(), ISO_8859_1)
            .replace("\0", "")
            .replaceFirst("^(\u00ef\u00bb\u00bf|\u00ff\u00fe|\u00fe\u00ff)", "")
            .strip()
            .toLowerCase(Locale.ROOT);
    // A script may contain a web page, but does not begin with one.
    boolean foreign =
        Stream.of("<!doctype", "<html", "<?xml", "mz", "pk\3\4", "mscf", "%pdf")
            .anyMatch(start::startsWith);
    return foreign
        ? ForeignFile.name(file).map(name -> file.name() + " is not a script: it is " + name)
        : Optional.empty();
  }

  /** Why a file is not an installer for this Windows, a clause; empty if it may be one. */
  public static Optional<String> problemWithInstaller(ByteSource file, Architecture windows) {
    Optional<String> problem = problemWith(file, Kind.INSTALLER);
    return problem.isPresent()
        ? problem
        : misfit(file, InstallerPackage.read(file).architecture(), windows);
  }

  /** The version of an installer, such as {@code 1.1.6}; empty for another file. */
  public static Optional<String> installerVersion(ByteSource file) {
    return InstallerPackage.read(file).version();
  }

  /** Why a program does not run on this Windows, a clause; empty when it may. */
  public static Optional<String> problemWithProgram(ByteSource file, Architecture windows) {
    return misfit(file, architecture(file), windows);
  }

  private static Optional<String> misfit(
      ByteSource file, Optional<Architecture> own, Architecture windows) {
    return own.filter(architecture -> !runsOn(architecture, windows))
        .map(
            architecture ->
                "%s is for %s, but the image is for %s"
                    .formatted(file.name(), architecture, windows));
  }

  /**
   * The architecture of a program; empty if it is not recorded, or the program is for DOS.
   *
   * <p>Source: Microsoft Learn, "PE Format", "COFF File Header" and "Machine Types".
   */
  private static Optional<Architecture> architecture(ByteSource program) {
    ByteBuffer offset = ByteBuffer.allocate(4).order(ByteOrder.LITTLE_ENDIAN);
    ByteBuffer header = ByteBuffer.allocate(6).order(ByteOrder.LITTLE_ENDIAN);
    if (program.read(PE_OFFSET, offset) < 4
        || program.read(offset.getInt(0) & 0xFFFF_FFFFL, header) < 6
        || !new String(header.array(), 0, 4, ISO_8859_1).equals("PE\0\0")) {
      return Optional.empty();
    }
    return switch (header.getShort(4) & 0xFFFF) {
      case 0x14C -> Optional.of(Architecture.X86);
      case 0x8664 -> Optional.of(Architecture.AMD64);
      case 0xAA64 -> Optional.of(Architecture.ARM64);
      default -> Optional.empty();
    };
  }

  /** Whether Windows runs a program: one of its own architecture, or a 32-bit x86 program. */
  private static boolean runsOn(Architecture own, Architecture windows) {
    return own == windows
        || (own == Architecture.X86 && windows != Architecture.X86)
        || (own == Architecture.AMD64 && windows == Architecture.ARM64);
  }
}
