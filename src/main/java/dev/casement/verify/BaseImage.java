package dev.casement.verify;

import dev.casement.bytes.HostFile;
import dev.casement.disk.DiskFormat;
import dev.casement.disk.image.DiskException;
import dev.casement.disk.image.DiskImage;
import dev.casement.disk.image.DiskImages;
import dev.casement.disk.image.Partition;
import dev.casement.disk.image.PartitionTable.Scheme;
import dev.casement.disk.ntfs.NtfsFile;
import dev.casement.disk.registry.RegistryKey;
import dev.casement.report.Problems;
import dev.casement.windows.Architecture;
import dev.casement.windows.DiskBus;
import dev.casement.windows.EditionId;
import dev.casement.windows.ImageIndex;
import dev.casement.windows.InstallationType;
import dev.casement.windows.WindowsImage;
import dev.casement.windows.WindowsVersion;
import java.nio.file.Path;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.OptionalLong;
import java.util.stream.Stream;

/**
 * An image of a generalized Windows that a build can start from.
 *
 * <p>At its first start Windows reads an answer file that is already on the disk. A build writes
 * its own over that one, in the same place and with the same length, so that nothing else of the
 * file system changes.
 *
 * @param format of the image file
 * @param size of the virtual disk, in bytes
 * @param image the Windows on it, as an install medium would describe it
 * @param uefi whether UEFI boots it, by its partition table; else BIOS does
 * @param standIn whether it was built from Casement's stand-in for rehearsals, and has no Windows
 * @param cloudbaseInit whether it has cloudbase-init
 * @param canGrow whether its Windows can take in free space behind it
 * @param answerFile the answer file that its next start reads
 */
public record BaseImage(
    DiskFormat format,
    long size,
    WindowsImage image,
    boolean uefi,
    boolean standIn,
    boolean cloudbaseInit,
    boolean canGrow,
    AnswerFilePlace answerFile) {
  /** A file that only disks of the stand-in have, on the volume that they boot from. */
  private static final String STAND_IN = "rehearsal\\disk.cfg";

  private static final String POLICIES = "Microsoft\\Windows\\CurrentVersion\\Policies\\";
  private static final String WINLOGON = "Microsoft\\Windows NT\\CurrentVersion\\Winlogon";
  private static final String POWERSHELL = "Policies\\Microsoft\\Windows\\PowerShell";
  private static final List<Barrier> BARRIERS =
      List.of(
          new Barrier(POLICIES + "System", "legalnoticecaption", "a logon banner"),
          new Barrier(POLICIES + "System", "legalnoticetext", "a logon banner"),
          new Barrier(WINLOGON, "LegalNoticeCaption", "a logon banner"),
          new Barrier(WINLOGON, "LegalNoticeText", "a logon banner"),
          new Barrier(POLICIES + "System", "scforceoption", "a logon with a smart card only", "0"),
          new Barrier(
              POWERSHELL, "ExecutionPolicy", "a policy for scripts", "Bypass", "Unrestricted"),
          new Barrier(POWERSHELL, "EnableScripts", "a policy against scripts", "1"),
          new Barrier(
              "Policies\\Microsoft\\Windows\\Safer\\CodeIdentifiers",
              "DefaultLevel",
              "a software restriction policy",
              "262144"));

  private static final String PANTHER = "\\Windows\\Panther\\";

  /**
   * Where Windows looks for an answer file, in this order (Learn, "Windows Setup Automation
   * Overview", implicit answer file search order); the registry may name another before them.
   */
  private static final List<String> ANSWER_FILES =
      List.of(
          PANTHER + "Unattend\\Unattend.xml",
          PANTHER + "Unattend\\Autounattend.xml",
          ExpectationChecks.ANSWER_FILE);

  /**
   * Where the content of a file is on the disk.
   *
   * @param path on the volume of Windows
   * @param size of the content, in bytes
   * @param parts in order; together they have room for the content
   */
  public record AnswerFilePlace(String path, long size, List<Part> parts) {
    public AnswerFilePlace {
      parts = List.copyOf(parts);
    }
  }

  /**
   * @param offset in bytes from the start of the disk, a multiple of a sector's size
   * @param length in bytes, a multiple of a sector's size
   */
  public record Part(long offset, long length) {}

  /**
   * Reads an image.
   *
   * @param bus the disk bus that the build's machine will have
   * @param problems takes why no build can start from it; nothing is returned then
   * @throws DiskException if it is damaged, has a backing file, or Casement does not read its
   *     format
   * @throws dev.casement.report.BuildException if the host cannot read the file
   */
  public static Optional<BaseImage> read(Path path, DiskBus bus, Problems problems) {
    DiskFormat format = DiskImages.probe(path);
    // As a source, not as a path: a backing file that the image names may be any of the host's.
    try (DiskImage image = DiskImages.open(HostFile.open(path), format)) {
      OpenDisk disk = new OpenDisk(image);
      Optional<OfflineWindows> windows = disk.windows();
      Findings findings = new Findings();
      LayoutChecks.run(disk, findings);
      windows.ifPresent(
          found -> {
            GeneralizeChecks.run(found, findings);
            BootChecks.run(disk, found, findings);
            DriverChecks.run(found, Optional.of(bus), findings);
          });
      if (windows.isEmpty()) {
        problems.add("there is no Windows on it");
      }
      findings.all().stream()
          // The place of a file is unknown if NTFS's journal may move it.
          .filter(finding -> finding.isError() || finding.rule().equals(LayoutChecks.UNSETTLED))
          .map(finding -> finding.place() + ": " + finding.message())
          .forEach(problems::add);
      windows.ifPresent(found -> BARRIERS.forEach(barrier -> barrier.check(found, problems)));
      Optional<AnswerFilePlace> answers = windows.flatMap(found -> answerFile(found, problems));
      return answers.isPresent() && problems.isEmpty()
          ? Optional.of(of(format, disk, windows.get(), canGrow(findings), answers.get()))
          : Optional.empty();
    }
  }

  private static boolean canGrow(Findings findings) {
    return findings.all().stream()
        .noneMatch(finding -> finding.rule().equals(LayoutChecks.CANNOT_GROW));
  }

  private static BaseImage of(
      DiskFormat format,
      OpenDisk disk,
      OfflineWindows windows,
      boolean canGrow,
      AnswerFilePlace answers) {
    return new BaseImage(
        format,
        disk.size(),
        image(Inventory.of(disk, windows), languages(windows)),
        disk.table().scheme() != Scheme.MBR,
        disk.volumes().stream().anyMatch(BaseImage::isStandIn),
        windows.service("cloudbase-init").isPresent(),
        canGrow,
        answers);
  }

  private static boolean isStandIn(Volume volume) {
    return volume.ntfs().flatMap(ntfs -> ntfs.find(STAND_IN)).isPresent()
        || volume.fat().flatMap(fat -> fat.find(STAND_IN)).isPresent();
  }

  private static WindowsImage image(Inventory inventory, List<String> languages) {
    return new WindowsImage(
        new ImageIndex(1),
        inventory.product(),
        inventory.product(),
        edition(inventory.edition()),
        architecture(inventory.architecture()),
        version(inventory.version()),
        InstallationType.ofWimName(inventory.installationType()).orElse(InstallationType.SERVER),
        languages,
        inventory.usedBytes());
  }

  private static EditionId edition(String recorded) {
    if (recorded.isBlank()) {
      throw DiskException.unsupported("the Windows", "it does not record its edition");
    }
    return new EditionId(recorded);
  }

  private static Architecture architecture(String variable) {
    return Stream.of(Architecture.values())
        .filter(each -> each.answerFileName().equalsIgnoreCase(variable))
        .findFirst()
        .orElseThrow(
            () ->
                DiskException.unsupported(
                    "the Windows", "its architecture is \"" + variable + "\""));
  }

  private static WindowsVersion version(String text) {
    String[] parts = text.split("\\.");
    return new WindowsVersion(number(parts, 0), number(parts, 1), number(parts, 2), 0);
  }

  private static int number(String[] parts, int index) {
    return index < parts.length && parts[index].matches("[0-9]{1,9}")
        ? Integer.parseInt(parts[index])
        : 0;
  }

  private static List<String> languages(OfflineWindows windows) {
    return windows
        .controlSet()
        .flatMap(set -> set.find("Control\\MUI\\UILanguages"))
        .map(languages -> languages.subkeys().map(RegistryKey::name).toList())
        .orElse(List.of());
  }

  /**
   * A value that keeps the build's account from logging on, or its scripts from running, before the
   * runner can set it aside as {@code barriers.ps1} does.
   *
   * @param harmless what forbids nothing, as an empty text does
   */
  private record Barrier(String key, String name, String what, List<String> harmless) {
    Barrier(String key, String name, String what, String... harmless) {
      this(key, name, what, List.of(harmless));
    }

    void check(OfflineWindows windows, Problems problems) {
      windows
          .software()
          .find(key)
          .flatMap(this::value)
          .filter(value -> !value.isEmpty() && !harmless.contains(value))
          .ifPresent(
              value ->
                  problems.add(
                      "SOFTWARE, %s, %s: it has %s, and the build would wait for ever"
                          .formatted(key, name, what)));
    }

    private Optional<String> value(RegistryKey found) {
      OptionalLong number = found.number(name);
      return number.isPresent() ? Optional.of(Long.toString(number.getAsLong())) : found.text(name);
    }
  }

  private static Optional<AnswerFilePlace> answerFile(OfflineWindows windows, Problems problems) {
    Optional<String> named =
        windows.system().find("Setup").flatMap(key -> key.text("UnattendFile"));
    List<String> places = ANSWER_FILES;
    if (named.isPresent()) {
      places = List.of(onVolume(named.get()));
      if (ANSWER_FILES.stream().noneMatch(places.getFirst()::equalsIgnoreCase)) {
        problems.add(
            "SYSTEM, Setup: UnattendFile is "
                + named.get()
                + ", which would decide about instances, too; delete this value before sysprep");
        return Optional.empty();
      }
    }
    for (String path : places) {
      Optional<NtfsFile> file = LinkedPath.find(windows.volume(), path);
      if (file.isPresent()) {
        return place(path, file.get(), windows, problems);
      }
    }
    problems.add(
        "there is no answer file for its first start, neither "
            + String.join(" nor ", places)
            + "; run sysprep with /unattend:FILE, then Windows keeps one");
    return Optional.empty();
  }

  /** The path on the volume of one with a drive letter or a variable, such as {@code %WINDIR%}. */
  private static String onVolume(String path) {
    String lower = path.toLowerCase(Locale.ROOT);
    for (String variable : List.of("%windir%", "%systemroot%")) {
      if (lower.startsWith(variable)) {
        return "\\Windows" + path.substring(variable.length());
      }
    }
    return path.replaceFirst("^([A-Za-z]:|%(?i:systemdrive)%)", "");
  }

  private static Optional<AnswerFilePlace> place(
      String path, NtfsFile file, OfflineWindows windows, Problems problems) {
    long size = file.open().size();
    if (size > LeftoverChecks.LARGEST_ANSWER_FILE) {
      problems.add(path + ": it has " + size + " bytes, which no answer file has");
      return Optional.empty();
    }
    long start = windows.partition().map(Partition::start).orElse(0L);
    List<Part> parts =
        file.extents().stream()
            .map(extent -> new Part(start + extent.offset(), extent.length()))
            .toList();
    if (parts.isEmpty()) {
      problems.add(
          path
              + ": its content cannot be replaced in place, since it is very short or compressed;"
              + " run sysprep with a longer answer file");
      return Optional.empty();
    }
    return Optional.of(new AnswerFilePlace(path, size, parts));
  }
}
