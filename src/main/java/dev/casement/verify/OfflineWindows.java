package dev.casement.verify;

import static java.nio.charset.StandardCharsets.ISO_8859_1;
import static java.nio.charset.StandardCharsets.UTF_8;

import dev.casement.bytes.ByteSource;
import dev.casement.disk.image.DiskException;
import dev.casement.disk.image.Partition;
import dev.casement.disk.ntfs.NtfsFile;
import dev.casement.disk.ntfs.NtfsVolume;
import dev.casement.disk.registry.Hive;
import dev.casement.disk.registry.RegistryKey;
import dev.casement.units.DataSize;
import dev.casement.verify.diagnosis.SetupErrors;
import dev.casement.verify.inventory.Fit;
import dev.casement.verify.inventory.Sysprep;
import java.nio.ByteBuffer;
import java.nio.charset.Charset;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.OptionalInt;
import java.util.stream.Stream;

/** A Windows that is not running: its files, and its registry as the next start would see it. */
final class OfflineWindows {
  private static final String CONFIG = "\\Windows\\System32\\config\\";

  /** A key below the control set. */
  static final String ENVIRONMENT = "Control\\Session Manager\\Environment";

  /** A key of SOFTWARE. */
  static final String CURRENT_VERSION = "Microsoft\\Windows NT\\CurrentVersion";

  /** The bits of a language identifier without the country (Learn, "Language Identifiers"). */
  private static final int PRIMARY_LANGUAGE = 0x3ff;

  private static final int ENGLISH = 9;

  /** The suffixes of a hive's logs, in the order in which they are replayed. */
  private static final List<String> LOGS = List.of(".LOG1", ".LOG2");

  private final Volume place;
  private final NtfsVolume volume;
  private final Hive system;
  private final Hive software;

  private OfflineWindows(Volume place, NtfsVolume volume) {
    this.place = place;
    this.volume = volume;
    this.system = hive("SYSTEM").orElseThrow();
    this.software =
        hive("SOFTWARE")
            .orElseThrow(
                () ->
                    DiskException.unsupported(place.name(), "there is no " + CONFIG + "SOFTWARE"));
  }

  /**
   * The Windows on a volume, if any.
   *
   * @throws DiskException if its registry cannot be read
   */
  static Optional<OfflineWindows> on(Volume place) {
    return place
        .ntfs()
        .filter(volume -> LinkedPath.find(volume, CONFIG + "SYSTEM").isPresent())
        .map(volume -> new OfflineWindows(place, volume));
  }

  NtfsVolume volume() {
    return volume;
  }

  Optional<Partition> partition() {
    return place.partition();
  }

  Hive system() {
    return system;
  }

  Hive software() {
    return software;
  }

  /** Another hive of the system, such as {@code SECURITY}. */
  Optional<Hive> hive(String name) {
    return LinkedPath.find(volume, CONFIG + name)
        .map(
            file ->
                Hive.open(
                    file.open(),
                    LOGS.stream()
                        .flatMap(log -> LinkedPath.find(volume, CONFIG + name + log).stream())
                        .map(NtfsFile::open)
                        .toList()));
  }

  /** The control set that the next start uses. */
  Optional<RegistryKey> controlSet() {
    long number = system.find("Select").map(key -> key.number("Current").orElse(1)).orElse(1L);
    return system.find(String.format(Locale.ROOT, "ControlSet%03d", number));
  }

  /** The build number of Windows; empty if it is not recorded. */
  OptionalInt build() {
    return software
        .find(CURRENT_VERSION)
        .flatMap(key -> key.text("CurrentBuild"))
        .filter(number -> number.matches("[0-9]{1,9}"))
        .map(number -> OptionalInt.of(Integer.parseInt(number)))
        .orElse(OptionalInt.empty());
  }

  /** Client, Server or Server Core; empty if it is not recorded. */
  String installationType() {
    return software.find(CURRENT_VERSION).flatMap(key -> key.text("InstallationType")).orElse("");
  }

  /** The smallest machine that it runs on from a disk of this size. */
  Fit fit(long diskBytes) {
    return Fit.of(
        new DataSize(diskBytes), build().orElse(0), installationType(), architecture().orElse(""));
  }

  /** The processor architecture, such as {@code AMD64}; empty if it is not recorded. */
  Optional<String> architecture() {
    return controlSet()
        .flatMap(set -> set.find(ENVIRONMENT))
        .flatMap(key -> key.text("PROCESSOR_ARCHITECTURE"));
  }

  /** The ANSI code page of the system. */
  Charset codePage() {
    String page =
        controlSet()
            .flatMap(set -> set.find("Control\\Nls\\CodePage"))
            .flatMap(key -> key.text("ACP"))
            .filter(number -> number.matches("[0-9]{3,5}"))
            .orElse("1252");
    return Stream.of("windows-" + page, "x-windows-" + page, "ms" + page)
        .filter(Charset::isSupported)
        .findFirst()
        .map(Charset::forName)
        .orElse(page.equals("65001") ? UTF_8 : ISO_8859_1);
  }

  /** Whether it was installed in English, so that accounts and groups have English names. */
  boolean isEnglish() {
    return controlSet()
        .flatMap(set -> set.find("Control\\Nls\\Language"))
        .flatMap(key -> key.text("InstallLanguage"))
        .filter(number -> number.matches("[0-9A-Fa-f]{1,4}"))
        .map(number -> (Integer.parseInt(number, 16) & PRIMARY_LANGUAGE) == ENGLISH)
        .orElse(true);
  }

  /** What sysprep has recorded about itself. */
  Sysprep sysprep() {
    return Sysprep.of(system, software, SetupErrors.ofSysprep(volume));
  }

  /** All services and drivers. */
  Stream<RegistryKey> services() {
    return controlSet().flatMap(set -> set.find("Services")).stream().flatMap(RegistryKey::subkeys);
  }

  Optional<RegistryKey> service(String name) {
    return controlSet().flatMap(set -> set.find("Services\\" + name));
  }

  /**
   * Whether there is such a file or directory.
   *
   * @throws DiskException ELSEWHERE if links on the path lead out of the volume or in a circle
   */
  boolean exists(String path) {
    return LinkedPath.find(volume, path).isPresent();
  }

  /**
   * The content of a file; empty if it does not exist.
   *
   * @throws DiskException if it is longer than {@code most} bytes; as {@link #exists}
   */
  Optional<byte[]> read(String path, int most) {
    return LinkedPath.find(volume, path)
        .filter(file -> !file.isDirectory())
        .map(file -> read(file, path, most));
  }

  private static byte[] read(NtfsFile file, String path, int most) {
    ByteSource content = file.open();
    if (content.size() > most) {
      throw DiskException.unsupported(path, "it has " + content.size() + " bytes");
    }
    byte[] bytes = new byte[(int) content.size()];
    content.read(0, ByteBuffer.wrap(bytes));
    return bytes;
  }
}
