package dev.casement.pipeline.verify;

import dev.casement.guest.CloudbaseInitConf;
import dev.casement.guest.CloudbaseInitSettings;
import dev.casement.pipeline.inspect.InstanceBus;
import dev.casement.pipeline.inspect.WindowsSource;
import dev.casement.recipe.Recipe;
import dev.casement.verify.Expectations;
import dev.casement.windows.DiskBus;
import dev.casement.windows.EditionId;
import java.util.Map;
import java.util.Optional;

/** Determines what the image of a recipe must be like. */
public final class RecipeExpectations {
  private RecipeExpectations() {}

  /** The expectations that follow from the recipe alone. */
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

  /** The expectations that follow from recipe and media. */
  static Expectations of(Recipe recipe, WindowsSource source) {
    Expectations all = of(recipe);
    return new Expectations(
        new Expectations.Windows(
            Optional.of(source.release()),
            Optional.of(source.image().architecture()),
            Optional.of(source.image().edition())),
        new Expectations.Machine(
            Optional.of(source.firmware()), all.machine().diskBus(), all.machine().disk()),
        all.instances());
  }

  /** The bus in the image properties, which the recipe may set. */
  static DiskBus bus(Recipe recipe) {
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
