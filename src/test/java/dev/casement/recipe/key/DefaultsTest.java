package dev.casement.recipe.key;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;

import dev.casement.guest.CleanUpSettings;
import dev.casement.guest.CleanUpSettings.StoreApps;
import dev.casement.guest.CloudbaseInitSettings;
import dev.casement.recipe.Limits;
import java.time.Duration;
import java.util.Map;
import org.junit.jupiter.api.Test;

class DefaultsTest {
  @Test
  void everyKeyHasTheDefaultThatItsRecordSays() {
    assertThat(Defaults.of(Limits.class).install()).isEqualTo(Duration.ofHours(2));
    CloudbaseInitSettings settings = Defaults.of(CloudbaseInitSettings.class);
    assertThat(settings.groups()).containsExactly("Administrators");
    assertThat(settings.metadata().url()).isEmpty();
    assertThat(settings.metadata().services()).hasSize(2);
  }

  @Test
  void someComponentsMayHaveOtherValues() {
    CleanUpSettings settings =
        Defaults.of(CleanUpSettings.class, Map.of("storeApps", StoreApps.REPORT));
    assertThat(settings.storeApps()).isEqualTo(StoreApps.REPORT);
    assertThat(settings.eventLogs()).isTrue();
  }

  @Test
  void aComponentThatTheRecordDoesNotHaveOrRefusesIsAnError() {
    assertThatExceptionOfType(IllegalStateException.class)
        .isThrownBy(() -> Defaults.of(CleanUpSettings.class, Map.of("apps", StoreApps.REPORT)))
        .withMessageContaining("no component [apps]");
    assertThatExceptionOfType(IllegalArgumentException.class)
        .isThrownBy(() -> Defaults.of(Limits.class, Map.of("resets", 0)))
        .withMessageContaining("at least one reset");
  }
}
