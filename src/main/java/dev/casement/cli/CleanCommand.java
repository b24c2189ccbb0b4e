package dev.casement.cli;

import dev.casement.hypervisor.virtualbox.VirtualBoxHypervisor;
import java.util.List;
import picocli.CommandLine.Mixin;

/** Removes what killed builds left in VirtualBox. */
@picocli.CommandLine.Command(
    name = "clean",
    description = {
      "Remove the VirtualBox machines that builds left behind because they were killed.",
      "Removes only machines that Casement made with this --work-dir, running or not: do not use it"
          + " while a build is running there."
    },
    sortOptions = false)
final class CleanCommand implements Command {
  @Mixin private WorkOptions work = new WorkOptions();
  @Mixin private CommonOptions common = new CommonOptions();

  @Override
  public CommonOptions common() {
    return common;
  }

  @Override
  public int run(Surroundings surroundings) {
    List<String> removed =
        new VirtualBoxHypervisor(
                surroundings.commands().get(), work.directory().resolve("virtualbox"), false)
            .removeLeftovers();
    removed.forEach(name -> surroundings.out().println("removed " + name));
    if (removed.isEmpty()) {
      surroundings.out().println("nothing to remove");
    }
    return 0;
  }
}
