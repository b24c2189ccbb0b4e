package dev.casement.pipeline.inspect;

import static org.assertj.core.api.Assertions.assertThat;

import dev.casement.guest.CloudbaseInitSettings;
import dev.casement.guest.CloudbaseInitSettings.Logging;
import dev.casement.guest.CloudbaseInitSettings.Password;
import dev.casement.guest.CloudbaseInitSettings.PasswordChange;
import dev.casement.guest.PageFile;
import dev.casement.guest.SystemSettings;
import dev.casement.guest.SystemSettings.Ipv6Address;
import dev.casement.recipe.Recipe;
import dev.casement.recipe.Recipes;
import dev.casement.recipe.Records;
import java.nio.file.Path;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** What a recipe is warned of that would meet its users in a cloud. */
class InstanceFitTest {
  private static final CloudbaseInitSettings DEFAULTS = CloudbaseInitSettings.defaults();

  private Password password = DEFAULTS.password();
  private Logging logging = DEFAULTS.logging();
  private boolean universalClock;
  private boolean remoteDesktop = true;
  private boolean networkLevelAuthentication = true;
  private String timeZone = "UTC";

  @Test
  void theDefaultsAreFine() {
    assertThat(warnings()).isEmpty();
  }

  @ParameterizedTest
  @CsvSource({
    "INJECTED, true, true, true, true",
    "ALWAYS, false, true, true, true",
    "INJECTED, false, true, true, false",
    "ALWAYS, true, false, true, false",
    "ALWAYS, true, true, false, false",
    "NEVER, true, true, true, false",
  })
  void aPasswordThatHasToBeChangedBeforeALogonThatAsksForItIsAWarning(
      PasswordChange change, boolean injected, boolean desktop, boolean level, boolean warned) {
    password = new Password(injected, 20, change);
    remoteDesktop = desktop;
    networkLevelAuthentication = level;
    if (warned) {
      assertThat(warnings()).singleElement().asString().contains(change.toString(), "the console");
    } else {
      assertThat(warnings()).isEmpty();
    }
  }

  @Test
  void whatDebugLogsOnTheConsoleIsAWarning() {
    logging = new Logging(true, true);
    assertThat(warnings()).singleElement().asString().contains("console log show");
    logging = new Logging(true, false);
    assertThat(warnings()).isEmpty();
  }

  @ParameterizedTest
  @CsvSource({
    "W. Europe Standard Time, false, true",
    "UTC+12, false, true",
    "GMT Standard Time, false, true",
    "W. Europe Standard Time, true, false",
    "UTC, false, false",
    "UTC_dstoff, false, false",
    "Greenwich Standard Time, false, false",
  })
  void aClockInAnotherZoneThanTheHostsIsAWarning(String zone, boolean universal, boolean warned) {
    timeZone = zone;
    universalClock = universal;
    if (warned) {
      assertThat(warnings()).singleElement().asString().contains(zone, "realTimeClockUtc");
    } else {
      assertThat(warnings()).isEmpty();
    }
  }

  private List<String> warnings() {
    MediaChecks fit = new MediaChecks();
    new InstanceFit(recipe()).check(fit);
    assertThat(fit.problemCount()).isZero();
    return fit.warnings();
  }

  private Recipe recipe() {
    Recipe plain =
        Recipes.with(
            new Recipe.Source(new Recipe.Location.LocalFile(Path.of("a.iso")), Optional.empty()));
    Recipe.Windows windows = Records.with(plain.windows(), "timeZone", timeZone);
    CloudbaseInitSettings cloudbaseInit =
        Records.with(
            Records.with(
                Records.with(DEFAULTS, "password", password), "realTimeClockUtc", universalClock),
            "logging",
            logging);
    SystemSettings settings =
        new SystemSettings(
            remoteDesktop,
            networkLevelAuthentication,
            true,
            Ipv6Address.EUI64,
            false,
            true,
            new PageFile.Automatic(),
            Optional.empty());
    return Records.with(
        Records.with(Records.with(plain, "windows", windows), "cloudbaseInit", cloudbaseInit),
        "settings",
        settings);
  }
}
