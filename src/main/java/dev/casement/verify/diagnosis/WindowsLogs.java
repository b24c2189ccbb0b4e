package dev.casement.verify.diagnosis;

import static java.nio.charset.StandardCharsets.UTF_16LE;
import static java.nio.charset.StandardCharsets.UTF_8;

import dev.casement.bytes.ByteSource;
import dev.casement.disk.evtx.EventLog;
import dev.casement.disk.image.DiskException;
import dev.casement.disk.ntfs.NtfsFile;
import dev.casement.disk.ntfs.NtfsVolume;
import dev.casement.report.Printable;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.stream.Collectors;
import java.util.stream.Stream;

/**
 * The logs that Windows, cloudbase-init and Casement's runner leave on a disk. Answer files are not
 * among them, since they hold passwords.
 */
final class WindowsLogs {
  /** In bytes; the end of a log matters most. */
  private static final int MOST_OF_A_LOG = 4 << 20;

  private static final int MOST_LOGS_OF_A_DIRECTORY = 40;

  /** Logs with only errors first; then those of the last phases of a build first. */
  private static final List<String> FILES =
      List.of(
          "\\Windows\\System32\\Sysprep\\Panther\\setuperr.log",
          "\\Windows\\Panther\\UnattendGC\\setuperr.log",
          "\\Windows\\Panther\\setuperr.log",
          "\\$WINDOWS.~BT\\Sources\\Panther\\setuperr.log",
          "\\Windows\\System32\\Sysprep\\Panther\\setupact.log",
          "\\Windows\\Panther\\UnattendGC\\setupact.log",
          "\\Windows\\Panther\\setupact.log",
          "\\$WINDOWS.~BT\\Sources\\Panther\\setupact.log",
          "\\Windows\\Logs\\CBS\\CBS.log",
          "\\Windows\\Logs\\DISM\\dism.log",
          "\\Windows\\WindowsUpdate.log",
          "\\Windows\\INF\\setupapi.dev.log",
          "\\Windows\\INF\\setupapi.offline.log",
          "\\Program Files\\Cloudbase Solutions\\Cloudbase-Init\\log\\cloudbase-init-unattend.log",
          "\\Program Files\\Cloudbase Solutions\\Cloudbase-Init\\log\\cloudbase-init.log",
          "\\ProgramData\\Casement\\state.txt",
          "\\ProgramData\\Casement\\updates.txt");

  /** The last errors of this one are copied, as text. */
  static final String SYSTEM_EVENTS = "\\Windows\\System32\\winevt\\Logs\\System.evtx";

  private static final int MOST_EVENTS = 100;

  private static final String RUNNER = "\\ProgramData\\Casement\\logs";

  private WindowsLogs() {}

  /**
   * A log.
   *
   * @param path on its volume
   * @param end of its content, all of a short one
   */
  @SuppressWarnings("ArrayRecordComponent")
  record Log(String path, byte[] end) {
    /** Copies it to a file named after its path, such as {@code windows-panther-setuperr.log}. */
    Path copyTo(Path directory) throws IOException {
      String name = path.substring(1).replaceAll("[^A-Za-z0-9.]+", "-").toLowerCase(Locale.ROOT);
      String type = path.equals(SYSTEM_EVENTS) ? ".txt" : "";
      return Files.write(directory.resolve(name + type), end);
    }

    List<String> lines() {
      boolean wide = (end.length > 3 && end[1] == 0 && end[3] == 0) || startsWithMark();
      return new String(end, wide ? UTF_16LE : UTF_8).lines().toList();
    }

    private boolean startsWithMark() {
      return end.length > 1 && (end[0] & 0xff) == 0xff && (end[1] & 0xff) == 0xfe;
    }
  }

  /** The logs on a volume; damaged ones are left out. */
  static List<Log> on(NtfsVolume volume) {
    List<String> paths = new ArrayList<>(FILES);
    paths.addAll(namesOf(volume));
    return Stream.concat(
            paths.stream().flatMap(path -> read(volume, path).stream()), events(volume).stream())
        .toList();
  }

  private static Optional<Log> events(NtfsVolume volume) {
    try {
      return volume
          .find(SYSTEM_EVENTS)
          .filter(file -> !file.isDirectory())
          .map(file -> EventLog.errors(file.open(), MOST_EVENTS))
          .filter(events -> !events.isEmpty())
          .map(
              events ->
                  events.stream()
                      .map(event -> Printable.line(event.line()))
                      .collect(Collectors.joining("\n", "", "\n")))
          .map(text -> new Log(SYSTEM_EVENTS, text.getBytes(UTF_8)));
    } catch (DiskException e) {
      return Optional.empty();
    }
  }

  private static List<String> namesOf(NtfsVolume volume) {
    List<String> paths = new ArrayList<>();
    try {
      volume
          .find(RUNNER)
          .filter(NtfsFile::isDirectory)
          .ifPresent(directory -> directory.list(entry -> paths.add(RUNNER + "\\" + entry.name())));
    } catch (DiskException e) {
      // The names before the damage count.
    }
    return paths.stream()
        .filter(path -> path.toLowerCase(Locale.ROOT).endsWith(".log"))
        .distinct()
        .limit(MOST_LOGS_OF_A_DIRECTORY)
        .toList();
  }

  /** One log; empty if there is none, or it is damaged. */
  static Optional<Log> read(NtfsVolume volume, String path) {
    try {
      return volume
          .find(path)
          .filter(file -> !file.isDirectory())
          .map(NtfsFile::open)
          .map(content -> new Log(path, end(content)));
    } catch (DiskException e) {
      return Optional.empty();
    }
  }

  private static byte[] end(ByteSource content) {
    // UTF-16 characters begin at even offsets.
    long start = Math.max(0, content.size() - MOST_OF_A_LOG + 1) & ~1L;
    ByteBuffer end = ByteBuffer.allocate((int) (content.size() - start));
    content.read(start, end);
    return end.array();
  }
}
