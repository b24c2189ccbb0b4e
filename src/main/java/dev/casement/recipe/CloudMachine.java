package dev.casement.recipe;

import dev.casement.recipe.key.Defaults;
import dev.casement.recipe.key.Form;
import dev.casement.recipe.key.Key;
import java.util.Optional;

/**
 * Where and how a cloud builds the image, with {@code machine.hypervisor: openstack}.
 *
 * @param cloud its entry in clouds.yaml; empty: what the environment says
 * @param flavor its name or id; empty: the smallest one with the machine's processors and memory
 * @param network its name or id, for the runs that may reach one
 * @param availabilityZone of servers; empty: the cloud's choice
 * @param volumeType of the disk's volumes; empty: the cloud's default
 */
public record CloudMachine(
    @Key("The cloud, by its name in clouds.yaml. Default: what OS_CLOUD or the OS_ variables say.")
        @Form(value = ONE_LINE, says = "a name, in one line")
        Optional<String> cloud,
    @Key(
            "The flavor, by name or id. Default: the smallest one with machine.cpus and"
                + " machine.memory.")
        @Form(value = ONE_LINE, says = "a name or an id, in one line")
        Optional<String> flavor,
    @Key(
            "The network, by name or id, for the runs that may reach one; without it, no run has a"
                + " network.")
        @Form(value = ONE_LINE, says = "a name or an id, in one line")
        Optional<String> network,
    @Key("The availability zone of the servers. Default: the cloud's choice.")
        @Form(value = ONE_LINE, says = "a name, in one line")
        Optional<String> availabilityZone,
    @Key("The type of the disk's volumes. Default: the cloud's.")
        @Form(value = ONE_LINE, says = "a name or an id, in one line")
        Optional<String> volumeType) {
  private static final String ONE_LINE = "[^\\x00-\\x1F\\x7F-\\x9F]{1,255}";

  /** What a recipe has that says nothing of it. */
  public static CloudMachine usual() {
    return Defaults.of(CloudMachine.class);
  }
}
