package dev.casement.process;

import java.util.Collections;
import java.util.Locale;
import java.util.Map;
import java.util.TreeMap;

/** Environment variables, found by their names as the host's system compares names. */
public final class EnvironmentVariables {
  private EnvironmentVariables() {}

  /**
   * The variables by name: on Windows in any case, and listed in upper case, as Python's os.environ
   * has them. Windows itself writes {@code Path}, which the JDK's maps do not find as {@code PATH}.
   *
   * @param inherited as the JDK has them
   */
  public static Map<String, String> of(Map<String, String> inherited, HostSystem system) {
    if (system != HostSystem.WINDOWS) {
      return inherited;
    }
    Map<String, String> variables = new TreeMap<>(String.CASE_INSENSITIVE_ORDER);
    inherited.forEach((name, value) -> variables.put(name.toUpperCase(Locale.ROOT), value));
    return Collections.unmodifiableMap(variables);
  }
}
