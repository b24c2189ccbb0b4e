package dev.casement.openstack.compute;

import java.util.Optional;
import tools.jackson.databind.JsonNode;

/**
 * What a project may still start.
 *
 * <p>Source: Compute API, "Show rate and absolute limits"; -1 means unlimited.
 *
 * @param ram in MiB
 */
public record Headroom(long servers, long cpus, long ram) {
  static Headroom of(JsonNode limits) {
    JsonNode absolute = limits.path("limits").path("absolute");
    return new Headroom(
        left(absolute, "maxTotalInstances", "totalInstancesUsed"),
        left(absolute, "maxTotalCores", "totalCoresUsed"),
        left(absolute, "maxTotalRAMSize", "totalRAMUsed"));
  }

  private static long left(JsonNode absolute, String most, String used) {
    long limit = absolute.path(most).asLong(-1);
    return limit < 0 ? Long.MAX_VALUE : limit - absolute.path(used).asLong(0);
  }

  /** For messages: {@code 9 more servers}. */
  public String inShort() {
    return servers == Long.MAX_VALUE ? "any number of servers" : servers + " more servers";
  }

  /** How many more servers of a flavor it allows. */
  public long serversOf(Flavor flavor) {
    return Math.min(
        servers, Math.min(cpus / Math.max(1, flavor.cpus()), ram / Math.max(1, flavor.ram())));
  }

  /** What is missing for one more server, a clause; empty if nothing is. */
  public Optional<String> lacksFor(Flavor flavor) {
    if (servers < 1) {
      return Optional.of("allows no more servers");
    }
    if (cpus < flavor.cpus()) {
      return Optional.of("allows " + cpus + " more CPUs, not " + flavor.cpus());
    }
    return ram < flavor.ram()
        ? Optional.of("allows " + ram + " MiB more memory, not " + flavor.ram())
        : Optional.empty();
  }
}
