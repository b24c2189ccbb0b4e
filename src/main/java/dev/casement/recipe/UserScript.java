package dev.casement.recipe;

import dev.casement.recipe.key.Bounds;
import dev.casement.recipe.key.Key;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Locale;

/**
 * A user's script. Exit code 0 means done, 3010 and 1641 done and reboot, 1003 reboot and run
 * again; anything else fails the build.
 *
 * @param run a .ps1, .cmd, .bat or .exe file
 */
public record UserScript(
    @Key(
            value =
                "A .ps1, .cmd, .bat or .exe file; relative to the recipe's directory. Exit code 0"
                    + " means done, 3010 and 1641 done and reboot, 1003 reboot and run again.",
            required = true)
        Path run,
    @Key(name = "args", value = "Its arguments.") List<String> arguments,
    @Key(value = "How long it may take.", standard = "30m") @Bounds(least = "1s", most = "24h")
        Duration timeout,
    @Key(
            value =
                "At which point it runs: first-logon, before the updates, or before-sysprep,"
                    + " after cloudbase-init is installed.",
            standard = "before-sysprep")
        When when) {
  public UserScript {
    arguments = List.copyOf(arguments);
  }

  /** When during the build a user's script runs. */
  public enum When {
    /** In run install, after drivers and guest agent are installed and before any update. */
    FIRST_LOGON,
    /** In run generalize, between cloudbase-init and the clean-up. */
    BEFORE_SYSPREP;

    @Override
    public String toString() {
      return name().toLowerCase(Locale.ROOT).replace('_', '-');
    }
  }
}
