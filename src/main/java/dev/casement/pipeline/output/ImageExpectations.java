package dev.casement.pipeline.output;

import dev.casement.pipeline.verify.RecipeExpectations;
import dev.casement.recipe.yaml.RecipeFile;
import dev.casement.report.BuildException;
import dev.casement.report.Failure;
import dev.casement.units.DataSize;
import dev.casement.verify.Expectations;
import dev.casement.windows.Architecture;
import dev.casement.windows.EditionId;
import dev.casement.windows.Firmware;
import dev.casement.windows.Release;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.LinkedHashMap;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;

/** Determines what an image of a recipe must be like. */
public final class ImageExpectations {
  private ImageExpectations() {}

  /**
   * The expectations of a recipe or of a build's manifest.
   *
   * @param file a recipe, a manifest, or the directory of a manifest
   * @param environment where the recipe's {@code { env: NAME }} is looked up
   * @throws BuildException RECIPE or VERIFY when it is neither
   */
  public static Expectations at(Path file, Map<String, String> environment) {
    if (Files.isDirectory(file)) {
      return recorded(file.resolve("manifest.json"));
    }
    return file.toString().toLowerCase(Locale.ROOT).endsWith(".json")
        ? recorded(file)
        : RecipeExpectations.of(new RecipeFile(file, environment).read());
  }

  private static Expectations recorded(Path manifest) {
    try {
      return of(BuildRecord.read(manifest), manifest);
    } catch (BuildException e) {
      throw new BuildException(
          Failure.VERIFY, e.what(), "name a recipe, or the manifest.json of a build", e);
    }
  }

  private static Expectations of(Manifest manifest, Path file) {
    Map<String, Object> form = new LinkedHashMap<>(manifest.recipe());
    if (form.get("windows") instanceof Map<?, ?> windows) {
      // A product key is not recorded, since it may be secret, and Windows does not show it.
      Map<Object, Object> others = new LinkedHashMap<>(windows);
      others.remove("productKey");
      form.put("windows", others);
    }
    Expectations all = RecipeExpectations.of(RecipeFile.recorded(form, file));
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
}
