package dev.casement.recipe;

import dev.casement.disk.ClusterCompression;
import dev.casement.disk.DiskFormat;
import dev.casement.guest.CleanUpSettings;
import dev.casement.guest.CloudbaseInitSettings;
import dev.casement.guest.SystemSettings;
import dev.casement.recipe.Recipe.Source;
import dev.casement.recipe.key.Defaults;
import dev.casement.unattend.Registration;
import dev.casement.windows.DiskBus;
import java.util.List;
import java.util.Map;
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
        Defaults.of(Machine.class, Map.of("diskBus", DiskBus.VIRTIO)),
        CloudbaseInitSettings.defaults(),
        Updates.none(),
        List.of(),
        SystemSettings.defaults(),
        CleanUpSettings.defaults(),
        VerifySettings.strict(),
        new Recipe.Image(DiskFormat.QCOW2, true, ClusterCompression.ZLIB),
        Limits.defaults(),
        Optional.empty());
  }

  /** The same with these updates. */
  public static Recipe with(Recipe recipe, Updates updates) {
    return Records.with(recipe, "updates", updates);
  }

  /**
   * The same on a SATA disk, which needs no driver, and with the job on a CD, where {@link
   * dev.casement.hypervisor.FakeHypervisor} reads it.
   */
  public static Recipe withSetupCd(Recipe recipe) {
    Machine machine =
        Records.with(
            Records.with(recipe.machine(), "diskBus", DiskBus.SATA),
            "setupMedium",
            Optional.of(Machine.SetupMedium.CD));
    return Records.with(recipe, "machine", machine);
  }

  /** The same with something added to Windows. */
  public static Recipe with(Recipe recipe, Recipe.Optionals optionals) {
    return Records.with(recipe, "windows", Records.with(recipe.windows(), "optionals", optionals));
  }
}
