package dev.casement.process;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.Map;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;

@Tag("host-locale")
class EnvironmentVariablesTest {
  private static final Map<String, String> INHERITED =
      Map.of("Path", "C:\\Windows", "os_client_config_file", "c.yaml", "WINDIR", "C:\\Windows");

  @Test
  void onWindowsHaveNoCase() {
    Map<String, String> variables = EnvironmentVariables.of(INHERITED, HostSystem.WINDOWS);

    assertThat(variables.get("PATH")).isEqualTo("C:\\Windows");
    assertThat(variables.get("path")).isEqualTo("C:\\Windows");
    assertThat(variables.getOrDefault("windir", "")).isEqualTo("C:\\Windows");
    assertThat(variables.keySet()).containsExactly("OS_CLIENT_CONFIG_FILE", "PATH", "WINDIR");
  }

  @Test
  void elsewhereAreWhatTheyAre() {
    for (HostSystem system : new HostSystem[] {HostSystem.LINUX, HostSystem.MACOS}) {
      assertThat(EnvironmentVariables.of(INHERITED, system)).isSameAs(INHERITED);
    }
  }
}
