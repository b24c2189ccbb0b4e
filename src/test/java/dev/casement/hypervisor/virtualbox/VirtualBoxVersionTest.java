package dev.casement.hypervisor.virtualbox;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;

import dev.casement.report.BuildException;
import dev.casement.report.Failure;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

@Tag("host-locale")
class VirtualBoxVersionTest {
  @ParameterizedTest
  @ValueSource(
      strings = {"6.1.50r161033", "7.0.20_Ubuntur163906", "7.1.4r165100", "7.2.22_Debianr175245"})
  void takesTheVersionsFrom61To72(String version) {
    assertThat(VirtualBoxVersion.parse(version + "\n").text()).isEqualTo(version);
  }

  @ParameterizedTest
  @ValueSource(strings = {"6.0.24r139119", "5.2.44r139111", "7.3.0r1", "8.0.0r1", "", "hello"})
  void refusesOthers(String version) {
    assertThatExceptionOfType(BuildException.class)
        .isThrownBy(() -> VirtualBoxVersion.parse(version))
        .satisfies(e -> assertThat(e.failure()).isEqualTo(Failure.MISSING_TOOL));
  }

  @Test
  void findsItBehindAWarning() {
    assertThat(VirtualBoxVersion.parse("WARNING: no driver\n7.0.1r2\n").isAtLeast(7, 0)).isTrue();
  }
}
