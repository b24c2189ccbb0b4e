package dev.casement.verify;

import static dev.casement.report.Rule.warning;

import dev.casement.disk.ntfs.NtfsFile;
import dev.casement.report.Rule;
import dev.casement.units.DataSize;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/** Finds files of a build that only take up space in an image. */
final class SpaceChecks {
  private static final String USERS = "\\Users";
  private static final String TEMPORARY = "\\AppData\\Local\\Temp";

  /** Files that the next start of Windows writes again, or nobody needs. */
  private static final List<String> FILES =
      List.of("\\pagefile.sys", "\\swapfile.sys", "\\Windows\\MEMORY.DMP");

  private static final String HIBERNATION = "\\hiberfil.sys";
  private static final String OLD = "\\Windows.old";

  /** A directory, and the size from which on it is worth a word. */
  private record Allowance(String path, DataSize most) {}

  private static final DataSize TEMPORARY_FILES = DataSize.mebibytes(64);

  private static final List<Allowance> DIRECTORIES =
      List.of(
          new Allowance("\\Windows\\SoftwareDistribution\\Download", TEMPORARY_FILES),
          new Allowance("\\Windows\\Temp", TEMPORARY_FILES),
          new Allowance("\\$WINDOWS.~BT", TEMPORARY_FILES),
          new Allowance("\\$WinREAgent", TEMPORARY_FILES),
          // Logs are of use, and of some size in any Windows.
          new Allowance("\\Windows\\Logs", DataSize.mebibytes(128)),
          new Allowance("\\Windows\\Minidump", DataSize.mebibytes(1)));

  private static final Rule WASTED =
      warning(
          "space-wasted",
          "every upload, download and instance carries these bytes",
          "turn hibernation and the page file off before sysprep; remove Windows.old, downloaded"
              + " updates, logs and temporary files",
          "Learn, \"Powercfg command-line options\", \"Introduction to page files\", \"cleanmgr\"");

  private SpaceChecks() {}

  static List<Rule> rules() {
    return List.of(WASTED);
  }

  static void run(OfflineWindows windows, Findings findings) {
    List<String> files = new ArrayList<>(FILES);
    if (!LayoutChecks.isAsleep(windows.volume())) {
      files.add(HIBERNATION);
    }
    for (String file : files) {
      size(windows, file).ifPresent(size -> findings.add(WASTED, file, size + " bytes"));
    }
    if (windows.exists(OLD)) {
      findings.add(WASTED, OLD, "an earlier Windows is still there");
    }
    for (Allowance directory : DIRECTORIES) {
      check(windows, directory, findings);
    }
    for (String user : users(windows)) {
      check(windows, new Allowance(USERS + "\\" + user + TEMPORARY, TEMPORARY_FILES), findings);
    }
  }

  private static void check(OfflineWindows windows, Allowance directory, Findings findings) {
    Occupied.below(windows.volume(), directory.path())
        .filter(files -> !files.complete() || files.bytes() > directory.most().bytes())
        .ifPresent(
            files ->
                findings.add(
                    WASTED,
                    directory.path(),
                    "its files have "
                        + (files.complete() ? "" : "more than ")
                        + files.bytes()
                        + " bytes"));
  }

  private static Optional<Long> size(OfflineWindows windows, String path) {
    return windows.volume().find(path).map(file -> file.open().size()).filter(size -> size > 0);
  }

  private static List<String> users(OfflineWindows windows) {
    List<String> names = new ArrayList<>();
    windows
        .volume()
        .find(USERS)
        .filter(NtfsFile::isDirectory)
        .ifPresent(users -> users.list(entry -> names.add(entry.name())));
    return names;
  }
}
