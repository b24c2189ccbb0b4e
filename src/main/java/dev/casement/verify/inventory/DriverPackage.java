package dev.casement.verify.inventory;

import static java.nio.charset.StandardCharsets.ISO_8859_1;
import static java.nio.charset.StandardCharsets.UTF_16BE;
import static java.nio.charset.StandardCharsets.UTF_16LE;

import dev.casement.bytes.ByteSource;
import dev.casement.disk.ntfs.NtfsFile;
import dev.casement.disk.ntfs.NtfsVolume;
import java.nio.ByteBuffer;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.HashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * A driver package that was added to Windows, as its INF describes it (Learn, "INF Version
 * Section"); missing values are empty.
 *
 * @param inf the name that Windows gave to its INF, such as {@code oem3.inf}
 * @param name the name of its catalogue, usually that of the driver, such as {@code viostor}
 * @param date as in the INF, {@code MM/DD/YYYY}
 */
public record DriverPackage(String inf, String name, String provider, String version, String date) {
  private static final String DIRECTORY = "\\Windows\\INF";
  private static final Pattern THIRD_PARTY = Pattern.compile("(?i)oem[0-9]{1,5}\\.inf");
  private static final Pattern ENTRY = Pattern.compile("\\s*([\\w.]+)\\s*=\\s*(.*)");
  private static final Pattern STRING = Pattern.compile("%([^%]+)%");
  private static final int LARGEST = 4 << 20;

  /** All of them, in the order of their numbers. */
  static List<DriverPackage> on(NtfsVolume volume) {
    List<String> names = new ArrayList<>();
    volume
        .find(DIRECTORY)
        .filter(NtfsFile::isDirectory)
        .ifPresent(
            directory ->
                directory.list(
                    entry -> {
                      if (THIRD_PARTY.matcher(entry.name()).matches()) {
                        names.add(entry.name().toLowerCase(Locale.ROOT));
                      }
                    }));
    return names.stream()
        .distinct()
        .sorted(Comparator.comparingInt(String::length).thenComparing(name -> name))
        .flatMap(name -> at(volume, DIRECTORY + "\\" + name, name).stream())
        .toList();
  }

  /**
   * Reads an INF file; empty if there is none, or it is far too large.
   *
   * @param path from the root of the volume
   * @param name the name of the file
   */
  public static Optional<DriverPackage> at(NtfsVolume volume, String path, String name) {
    return volume
        .find(path)
        .filter(file -> !file.isDirectory())
        .map(NtfsFile::open)
        .filter(content -> content.size() <= LARGEST)
        .map(content -> parse(name, text(content)));
  }

  /** INF files are in UTF-16 with a byte order mark, or in a code page; only ASCII matters. */
  private static String text(ByteSource content) {
    byte[] bytes = new byte[(int) content.size()];
    content.read(0, ByteBuffer.wrap(bytes));
    if (bytes.length > 1 && (bytes[0] & 0xff) == 0xff && (bytes[1] & 0xff) == 0xfe) {
      return new String(bytes, UTF_16LE);
    }
    return bytes.length > 1 && (bytes[0] & 0xff) == 0xfe && (bytes[1] & 0xff) == 0xff
        ? new String(bytes, UTF_16BE)
        : new String(bytes, ISO_8859_1);
  }

  static DriverPackage parse(String inf, String text) {
    Map<String, String> entries = new HashMap<>();
    for (String line : text.split("\\R")) {
      Matcher entry = ENTRY.matcher(line.replaceFirst(";.*", ""));
      if (entry.matches()) {
        String value = entry.group(2).strip().replaceAll("^\"|\"$", "");
        entries.putIfAbsent(entry.group(1).toLowerCase(Locale.ROOT), value);
      }
    }
    String[] driver = entries.getOrDefault("driverver", "").split("\\s*,\\s*", 2);
    String catalogue =
        entries.entrySet().stream()
            .filter(entry -> entry.getKey().startsWith("catalogfile"))
            .map(Map.Entry::getValue)
            .min(Comparator.naturalOrder())
            .orElse("");
    return new DriverPackage(
        inf,
        catalogue.toLowerCase(Locale.ROOT).replaceFirst("\\.cat$", ""),
        resolve(entries.getOrDefault("provider", ""), entries),
        driver.length > 1 ? driver[1] : "",
        driver[0]);
  }

  private static String resolve(String value, Map<String, String> entries) {
    Matcher string = STRING.matcher(value);
    return string.matches()
        ? entries.getOrDefault(string.group(1).toLowerCase(Locale.ROOT), value)
        : value;
  }
}
