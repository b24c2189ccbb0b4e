package dev.casement.standin;

import dev.casement.pipeline.run.HeardGuest;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;

/**
 * What became of one VM run on a stand-in machine.
 *
 * @param guest what a build would have heard on COM1
 * @param boots how each boot ended
 * @param end {@code OFF}: powered off; {@code IDLE}: it runs, and nothing happens; {@code
 *     NOBODY_LOGS_ON}: it has started, and Winlogon waits for somebody; {@code LIMIT}
 * @param shown what the screen showed
 */
public record RunResult(HeardGuest guest, List<Boot.End> boots, End end, String shown) {
  public RunResult {
    boots = List.copyOf(boots);
  }

  /** How a run ends. */
  public enum End {
    OFF,
    IDLE,
    NOBODY_LOGS_ON,
    LIMIT
  }

  /** Whether a build goes on after it: powered off after the sign-off. */
  public boolean isSignedOff() {
    return end == End.OFF && guest.isSignedOff();
  }

  /** All it said, for the message of a test that fails. */
  public String said() {
    List<String> lines = new ArrayList<>();
    lines.add("ended " + end + " after boots " + boots + "; on COM1:");
    guest
        .messages()
        .forEach(
            message ->
                lines.add(
                    String.format(
                        Locale.ROOT,
                        "%d %s %s %s",
                        message.sequence(),
                        message.event(),
                        message.step(),
                        message.text())));
    lines.add("on the screen:");
    lines.add(shown);
    return String.join("\n", lines).replace("%", "%%");
  }
}
