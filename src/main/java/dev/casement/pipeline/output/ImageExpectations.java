package dev.casement.pipeline.output;

import dev.casement.guest.CloudbaseInitConf;
import dev.casement.guest.CloudbaseInitSettings;
import dev.casement.pipeline.inspect.InstanceBus;
import dev.casement.recipe.Recipe;
import dev.casement.recipe.yaml.RecipeFile;
import dev.casement.report.BuildException;
import dev.casement.report.Failure;
import dev.casement.units.DataSize;
import dev.casement.verify.Expectations;
import dev.casement.windows.Architecture;
import dev.casement.windows.DiskBus;
import dev.casement.windows.EditionId;
import dev.casement.windows.Firmware;
import dev.casement.windows.Release;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.LinkedHashMap;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;

/** What an image of a recipe must be like. */
public final class ImageExpectations {
  private ImageExpectations() {}

  /**
   * What a recipe says, or the manifest of a build.
   *
   * @param file a recipe; a manifest, or the directory that it is in
   * @param environment where the recipe's {@code { env: NAME }} is looked up
   * @throws BuildException RECIPE or VERIFY when it is neither
   */
  public static Expectations at(Path file, Map<String, String> environment) {
    if (Files.isDirectory(file)) {
      return recorded(file.resolve("manifest.json"));
    }
    return file.toString().toLowerCase(Locale.ROOT).endsWith(".json")
        ? recorded(file)
        : of(new RecipeFile(file, environment).read());
  }

  private static Expectations recorded(Path manifest) {
    try {
      return of(BuildRecord.read(manifest), manifest);
    } catch (BuildException e) {
      throw new BuildException(
          Failure.VERIFY, e.what(), "name a recipe, or the manifest.json of a build", e);
    }
  }

  /** What follows from the recipe alone. */
  public static Expectations of(Recipe recipe) {
    Optional<EditionId> edition =
        recipe.windows().image().orElse(null) instanceof Recipe.ImageSelector.ByEdition(String id)
            ? Optional.of(new EditionId(id))
            : Optional.empty();
    return new Expectations(
        new Expectations.Windows(
            recipe.windows().release(), recipe.windows().architecture(), edition),
        new Expectations.Machine(
            recipe.machine().firmware(),
            Optional.of(bus(recipe)),
            Optional.of(recipe.machine().disk())),
        instances(recipe));
  }

  private static Expectations of(Manifest manifest, Path file) {
    Map<String, Object> form = new LinkedHashMap<>(manifest.recipe());
    if (form.get("windows") instanceof Map<?, ?> windows) {
      // It may be a secret, which nobody has recorded, and Windows does not show it.
      Map<Object, Object> others = new LinkedHashMap<>(windows);
      others.remove("productKey");
      form.put("windows", others);
    }
    Expectations all = of(RecipeFile.recorded(form, file));
    Manifest.WindowsEntry windows = manifest.windows();
    return new Expectations(
        new Expectations.Windows(
            Release.ofId(windows.release()),
            Architecture.ofId(windows.architecture()),
            Optional.of(new EditionId(windows.edition()))),
        new Expectations.Machine(
            Firmware.ofId(windows.firmware()),
            all.machine().diskBus(),
            Optional.of(new DataSize(manifest.image().virtualSize()))),
        all.instances());
  }

  /** That of the image properties, which the recipe may set itself. */
  private static DiskBus bus(Recipe recipe) {
    return recipe
        .publish()
        .flatMap(publish -> Optional.ofNullable(publish.properties().get("hw_disk_bus")))
        .flatMap(DiskBus::ofId)
        .orElseGet(() -> InstanceBus.of(recipe.machine().diskBus(), recipe.machine().hypervisor()));
  }

  private static Expectations.Instances instances(Recipe recipe) {
    CloudbaseInitSettings settings = recipe.cloudbaseInit();
    Recipe.Windows windows = recipe.windows();
    return new Expectations.Instances(
        recipe.media().cloudbaseInit().isEmpty()
            ? Map.of()
            : Map.of(
                "cloudbase-init.conf", CloudbaseInitConf.service(settings),
                "cloudbase-init-unattend.conf", CloudbaseInitConf.unattend(settings)),
        Map.of(
            "TimeZone", windows.timeZone(),
            "InputLocale", windows.keyboard(),
            "SystemLocale", windows.locale(),
            "UserLocale", windows.locale()),
        recipe.settings().pageFile().pagingFiles());
  }
}
