package dev.casement.verify.inventory;

import dev.casement.verify.inventory.Software.Program;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.function.Predicate;

/**
 * A service that connects an instance with its cloud or host.
 *
 * @param service its name, such as {@code cloudbase-init}
 * @param version of the installed program; empty if unknown
 */
public record Agent(String service, String version) {
  /** The beginnings of the programs' names, in lower case, by service. */
  private static final List<Map.Entry<String, String>> KNOWN =
      List.of(
          Map.entry("cloudbase-init", "cloudbase-init"),
          Map.entry("QEMU-GA", "qemu guest agent"),
          Map.entry("spice-agent", "spice"),
          Map.entry("vdservice", "spice"));

  /**
   * The agents of a Windows.
   *
   * @param services whether there is a service of that name
   */
  public static List<Agent> of(Predicate<String> services, List<Program> programs) {
    return KNOWN.stream()
        .filter(known -> services.test(known.getKey()))
        .map(known -> new Agent(known.getKey(), version(known.getValue(), programs)))
        .toList();
  }

  private static String version(String name, List<Program> programs) {
    return programs.stream()
        .filter(program -> program.name().toLowerCase(Locale.ROOT).startsWith(name))
        .map(Program::version)
        .findFirst()
        .orElse("");
  }
}
