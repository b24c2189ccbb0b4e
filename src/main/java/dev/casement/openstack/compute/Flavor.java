package dev.casement.openstack.compute;

import dev.casement.openstack.cloud.PublishFailures;
import java.util.Comparator;
import java.util.List;
import java.util.stream.Collectors;
import tools.jackson.databind.JsonNode;

/**
 * The size of a server.
 *
 * @param ram in MiB
 * @param disk of the root disk, in GiB; 0: as large as the image, which many clouds refuse
 */
public record Flavor(String id, String name, long ram, long disk, long cpus) {
  private static final Comparator<Flavor> SMALLEST =
      Comparator.comparingLong(Flavor::ram)
          .thenComparingLong(Flavor::cpus)
          .thenComparingLong(Flavor::disk)
          .thenComparing(Flavor::name);

  static Flavor of(JsonNode json) {
    return new Flavor(
        json.path("id").asString(""),
        json.path("name").asString(""),
        json.path("ram").asLong(0),
        json.path("disk").asLong(0),
        json.path("vcpus").asLong(0));
  }

  /**
   * The flavor with this name or id.
   *
   * @throws dev.casement.report.BuildException PUBLISH when there is none
   */
  public static Flavor named(String wanted, List<Flavor> all) {
    return all.stream()
        .filter(flavor -> flavor.name().equals(wanted) || flavor.id().equals(wanted))
        .findFirst()
        .orElseThrow(
            () ->
                PublishFailures.of(
                    "the cloud has no flavor \"" + wanted + "\" for this project",
                    "use one of: " + names(all)));
  }

  /**
   * The smallest flavor for a server that boots from a volume, whose own disk does not matter.
   *
   * @param ram the least, in MiB
   * @throws dev.casement.report.BuildException PUBLISH when there is none
   */
  public static Flavor forVolume(long ram, long cpus, List<Flavor> all) {
    return all.stream()
        .filter(flavor -> flavor.ram() >= ram && flavor.cpus() >= cpus)
        .min(SMALLEST)
        .orElseThrow(
            () ->
                PublishFailures.of(
                    "the cloud has no flavor with "
                        + ram
                        + " MiB of memory and "
                        + cpus
                        + " CPUs for this project; it has "
                        + names(all),
                    "set machine.memory and machine.cpus to what one of them has, or name one that"
                        + " will do"));
  }

  /**
   * The smallest flavor for an image.
   *
   * @param ram the least, in MiB
   * @param disk the least, in GiB
   * @throws dev.casement.report.BuildException PUBLISH when there is none
   */
  public static Flavor smallest(long ram, long disk, List<Flavor> all) {
    return all.stream()
        .filter(flavor -> flavor.ram() >= ram && flavor.disk() >= Math.max(1, disk))
        .min(SMALLEST)
        .orElseThrow(
            () ->
                PublishFailures.of(
                    "the cloud has no flavor with "
                        + ram
                        + " MiB of memory and a disk of "
                        + disk
                        + " GiB for this project; it has "
                        + names(all),
                    "ask the operator of the cloud for such a flavor, or name one that will do"));
  }

  private static String names(List<Flavor> all) {
    return all.isEmpty()
        ? "none"
        : all.stream().map(Flavor::name).sorted().collect(Collectors.joining(", "));
  }
}
