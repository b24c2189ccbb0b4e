package dev.casement.recipe;

import dev.casement.disk.DiskFormat;
import dev.casement.guest.CleanUpSettings;
import dev.casement.guest.CloudbaseInitSettings;
import dev.casement.guest.SystemSettings;
import dev.casement.hypervisor.HypervisorKind;
import dev.casement.hypervisor.MachineSpec.Network;
import dev.casement.recipe.Recipe.Source;
import dev.casement.unattend.Registration;
import dev.casement.units.DataSize;
import dev.casement.windows.DiskBus;
import java.util.List;
import java.util.Optional;

/** Recipes for tests, with everything at its default. */
public final class Recipes {
  private Recipes() {}

  public static Recipe with(Source install) {
    return with(new Recipe.Media(install, Optional.empty(), Optional.empty()));
  }

  public static Recipe with(Recipe.Media media) {
    return new Recipe(
        "test",
        media,
        new Recipe.Windows(
            Optional.empty(),
            Optional.empty(),
            Optional.empty(),
            new Recipe.ProductKeyChoice.Kms(),
            "en-US",
            "en-US",
            "UTC",
            Registration.none()),
        new Machine(
            HypervisorKind.QEMU,
            Optional.empty(),
            DataSize.gibibytes(40),
            DiskBus.VIRTIO,
            DataSize.gibibytes(4),
            2,
            false,
            Optional.empty(),
            Network.ISOLATED),
        CloudbaseInitSettings.defaults(),
        Updates.none(),
        List.of(),
        SystemSettings.defaults(),
        CleanUpSettings.defaults(),
        new Recipe.Image(DiskFormat.QCOW2, true),
        Limits.defaults(),
        Optional.empty());
  }

  /** The same with these updates. */
  public static Recipe with(Recipe recipe, Updates updates) {
    return with(recipe, recipe.windows(), recipe.machine(), updates);
  }

  /**
   * The same on a SATA disk, which needs no driver, and with the job on a CD, where {@link
   * dev.casement.hypervisor.FakeHypervisor} reads it.
   */
  public static Recipe withSetupCd(Recipe recipe) {
    Machine machine = recipe.machine();
    return with(
        recipe,
        recipe.windows(),
        new Machine(
            machine.hypervisor(),
            machine.firmware(),
            machine.disk(),
            DiskBus.SATA,
            machine.memory(),
            machine.cpus(),
            machine.tpm(),
            Optional.of(Machine.SetupMedium.CD),
            machine.network()),
        recipe.updates());
  }

  /** The same with something added to Windows. */
  public static Recipe with(Recipe recipe, Recipe.Optionals optionals) {
    Recipe.Windows windows = recipe.windows();
    return with(
        recipe,
        new Recipe.Windows(
            windows.release(),
            windows.architecture(),
            windows.image(),
            windows.productKey(),
            windows.locale(),
            windows.keyboard(),
            windows.timeZone(),
            windows.registration(),
            optionals),
        recipe.machine(),
        recipe.updates());
  }

  private static Recipe with(
      Recipe recipe, Recipe.Windows windows, Machine machine, Updates updates) {
    return new Recipe(
        recipe.name(),
        recipe.media(),
        windows,
        machine,
        recipe.cloudbaseInit(),
        updates,
        recipe.steps(),
        recipe.settings(),
        recipe.cleanUp(),
        recipe.image(),
        recipe.limits(),
        recipe.publish());
  }
}
