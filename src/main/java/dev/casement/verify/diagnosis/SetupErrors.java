package dev.casement.verify.diagnosis;

import dev.casement.disk.ntfs.NtfsVolume;
import java.util.List;
import java.util.regex.Pattern;

/** The errors that Setup and sysprep have logged. */
public final class SetupErrors {
  private static final Pattern ERROR = Pattern.compile(",\\s+(?:Error|Fatal)\\s");

  /** Errors that successful deployments log, too. */
  private static final Pattern NOISE =
      Pattern.compile(
          "CFirstUXWnd::OpenExisting failed|Required profile hive does not exist"
              + "|BiUpdateEfiEntry failed");

  private static final int MOST_LINES = 20;

  private SetupErrors() {}

  /** Whether a line reports an error that means something. */
  static boolean isError(String line) {
    return ERROR.matcher(line).find() && !NOISE.matcher(line).find();
  }

  /** The last errors of sysprep, at most 20 lines, the oldest first; empty if it logged none. */
  public static List<String> ofSysprep(NtfsVolume volume) {
    List<String> errors =
        WindowsLogs.read(volume, "\\Windows\\System32\\Sysprep\\Panther\\setuperr.log").stream()
            .flatMap(log -> log.lines().stream())
            .filter(SetupErrors::isError)
            .map(Diagnosis::shortened)
            .toList();
    return List.copyOf(errors.subList(Math.max(0, errors.size() - MOST_LINES), errors.size()));
  }
}
