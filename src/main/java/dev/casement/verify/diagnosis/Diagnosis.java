package dev.casement.verify.diagnosis;

import dev.casement.bytes.ByteSource;
import dev.casement.disk.DiskFormat;
import dev.casement.disk.image.DiskException;
import dev.casement.disk.image.DiskImage;
import dev.casement.disk.image.DiskImages;
import dev.casement.disk.image.Partition;
import dev.casement.disk.image.PartitionTable;
import dev.casement.disk.ntfs.NtfsVolume;
import java.io.IOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.stream.Collectors;
import java.util.stream.Stream;

/**
 * Why a build failed, as far as its disk shows.
 *
 * @param causes the most specific first; empty if no log has an error
 * @param logs the ends of the logs on the disk, copied
 */
public record Diagnosis(List<Cause> causes, List<Path> logs) {
  private static final int LONGEST_LINE = 400;

  public Diagnosis {
    causes = List.copyOf(causes);
    logs = List.copyOf(logs);
  }

  /**
   * Copies the logs on a disk, and looks for the failure in them; the disk is not changed.
   *
   * @param evidence an existing directory that gets the copies, at most 4 MiB of each
   * @throws IOException if a copy cannot be written
   */
  public static Diagnosis of(Path disk, DiskFormat format, Path evidence) throws IOException {
    List<Path> copies = new ArrayList<>();
    Map<String, List<String>> lines = new LinkedHashMap<>();
    try (DiskImage image = DiskImages.open(disk, format)) {
      List<NtfsVolume> volumes = volumes(image);
      if (volumes.isEmpty()) {
        return new Diagnosis(List.of(nothingThere()), List.of());
      }
      for (NtfsVolume volume : volumes) {
        for (WindowsLogs.Log log : WindowsLogs.on(volume)) {
          copies.add(log.copyTo(evidence));
          lines.putIfAbsent(log.path(), log.lines());
        }
      }
    } catch (DiskException e) {
      return new Diagnosis(List.of(unreadable(e)), copies);
    }
    return new Diagnosis(causes(lines), copies);
  }

  private static List<NtfsVolume> volumes(DiskImage image) {
    List<Partition> partitions = PartitionTable.read(image).partitions();
    List<ByteSource> places =
        partitions.isEmpty()
            ? List.of(image)
            : partitions.stream().map(partition -> partition.on(image)).toList();
    List<NtfsVolume> volumes = new ArrayList<>();
    for (ByteSource place : places) {
      try {
        volumes.add(NtfsVolume.open(place));
      } catch (DiskException e) {
        // Another file system, or not formatted yet.
      }
    }
    return volumes;
  }

  private static Cause nothingThere() {
    return new Cause(
        "Setup has put nothing on the disk: it had no driver for it, or stopped before",
        "look at the last screenshot; media.drivers must have viostor or vioscsi for this release"
            + " and architecture",
        "",
        "",
        "Learn, \"Windows Setup Installation Process\": partitions come after the drivers");
  }

  private static Cause unreadable(DiskException e) {
    return new Cause(
        "the disk cannot be read: " + e.getMessage(), "look at the last screenshot", "", "", "");
  }

  private static List<Cause> causes(Map<String, List<String>> lines) {
    List<Cause> known =
        lines.entrySet().stream()
            .flatMap(log -> KnownFailure.in(log.getKey(), log.getValue()).stream())
            .toList();
    // setuperr.log and setupact.log may contain the same error.
    Map<String, Cause> once =
        known.stream()
            .collect(
                Collectors.toMap(Cause::what, cause -> cause, (a, b) -> a, LinkedHashMap::new));
    return once.isEmpty()
        ? Stream.concat(
                lines.entrySet().stream().flatMap(log -> unexplained(log).stream()),
                lastEvent(lines).stream())
            .limit(1)
            .toList()
        : List.copyOf(once.values());
  }

  /** Healthy machines log errors, too; so the last one counts only where there is nothing else. */
  private static Optional<Cause> lastEvent(Map<String, List<String>> lines) {
    return Optional.ofNullable(lines.get(WindowsLogs.SYSTEM_EVENTS))
        .map(
            events ->
                new Cause(
                    "Setup has logged no error; the last one of the System log may have nothing to"
                        + " do with the failure",
                    "read the errors before it",
                    WindowsLogs.SYSTEM_EVENTS,
                    shortened(events.getLast()),
                    ""));
  }

  private static Optional<Cause> unexplained(Map.Entry<String, List<String>> log) {
    return log.getValue().stream()
        .filter(SetupErrors::isError)
        .findFirst()
        .map(
            line ->
                new Cause(
                    "the first error that Windows has logged, which Casement cannot explain",
                    "read on in the log",
                    log.getKey(),
                    shortened(line),
                    ""));
  }

  static String shortened(String line) {
    String bare = line.strip();
    return bare.length() > LONGEST_LINE ? bare.substring(0, LONGEST_LINE) + " ..." : bare;
  }

  /** All causes, for people. */
  public String text() {
    return causes.stream().map(Cause::text).collect(Collectors.joining());
  }
}
