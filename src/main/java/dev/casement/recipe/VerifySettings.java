package dev.casement.recipe;

import dev.casement.recipe.key.Defaults;
import dev.casement.recipe.key.Form;
import dev.casement.recipe.key.Key;
import java.util.List;

/**
 * How the finished disk is checked.
 *
 * @param boot whether a throw-away copy of it is booted, too
 * @param allow ids of rules whose errors do not stop the build
 */
public record VerifySettings(
    @Key(
            value =
                "Whether to boot a throw-away copy of the disk, as a cloud would, until"
                    + " cloudbase-init has done its work.",
            standard = "false")
        boolean boot,
    @Key(
            "Rules of docs/verify.md whose errors do not stop the build: they become warnings, and the"
                + " manifest lists them.")
        @Form(value = "[a-z0-9]+(-[a-z0-9]+)*", says = "the id of a rule, such as space-wasted")
        List<String> allow) {
  public VerifySettings {
    allow = List.copyOf(allow);
  }

  /** Every error stops the build. */
  public static VerifySettings strict() {
    return Defaults.of(VerifySettings.class);
  }

  public boolean allows(String rule) {
    return allow.contains(rule);
  }
}
