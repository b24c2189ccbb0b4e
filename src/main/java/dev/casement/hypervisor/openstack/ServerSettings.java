package dev.casement.hypervisor.openstack;

import dev.casement.openstack.compute.Flavor;
import dev.casement.units.DataSize;
import java.util.List;
import java.util.Optional;

/**
 * How the servers of a build are made.
 *
 * @param flavor its name or id; empty: the smallest one with the machine's processors and memory
 * @param network its name or id, for the runs that may reach one; empty: none has a network
 * @param zone the availability zone of servers; empty: the cloud's choice
 * @param volumeType of the disk's volumes; empty: the cloud's default
 */
public record ServerSettings(
    Optional<String> flavor,
    Optional<String> network,
    Optional<String> zone,
    Optional<String> volumeType) {
  /**
   * The flavor for a machine.
   *
   * @throws dev.casement.report.BuildException PUBLISH when there is none
   */
  Flavor choose(int cpus, DataSize memory, List<Flavor> all) {
    return flavor
        .map(name -> Flavor.named(name, all))
        .orElseGet(() -> Flavor.forVolume(memory.toMebibytes(), cpus, all));
  }
}
