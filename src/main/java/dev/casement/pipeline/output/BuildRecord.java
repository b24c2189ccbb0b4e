package dev.casement.pipeline.output;

import dev.casement.files.JsonRecords;
import dev.casement.hypervisor.HypervisorKind;
import dev.casement.openstack.image.ImageFacts;
import dev.casement.openstack.publish.PublishOrder;
import dev.casement.pipeline.inspect.InstanceBus;
import dev.casement.pipeline.trial.CloudTrial;
import dev.casement.recipe.PublishSettings;
import dev.casement.recipe.yaml.RecipeForm;
import dev.casement.report.BuildException;
import dev.casement.report.Failure;
import dev.casement.units.DataSize;
import dev.casement.windows.Architecture;
import dev.casement.windows.DiskBus;
import dev.casement.windows.Firmware;
import dev.casement.windows.Release;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.function.Function;
import java.util.stream.Collectors;
import tools.jackson.core.JacksonException;

/** A finished build to publish, as its manifest describes it. */
public final class BuildRecord {
  private static final String MANIFEST = "manifest.json";

  /** Facts about drivers that are not in the image. */
  private static final Set<String> NO_DRIVERS = Set.of("driver.refused", "driver.excluded");

  private final Manifest manifest;
  private final Path image;

  /**
   * @param image need not exist yet
   */
  BuildRecord(Manifest manifest, Path image) {
    this.manifest = manifest;
    this.image = image;
  }

  /**
   * The build at a path: its output directory, its manifest, or its image with the manifest beside
   * it.
   *
   * @throws BuildException PUBLISH when no build is there, or its image has changed since
   */
  public static BuildRecord at(Path given) {
    Path path = given.toAbsolutePath().normalize();
    Path directory = Files.isDirectory(path) ? path : path.resolveSibling("");
    Path file = directory.resolve(MANIFEST);
    Manifest manifest = read(file);
    Path image = directory.resolve(manifest.image().file()).normalize();
    boolean named = Files.isDirectory(path) || path.equals(file) || path.equals(image);
    if (!named) {
      throw problem(
          path + " is not the image that " + file + " describes",
          "name the image " + image + ", or the directory");
    }
    try {
      if (Files.size(image) != manifest.image().size()) {
        throw problem(image + " does not have the size that " + file + " says", "build it again");
      }
    } catch (IOException e) {
      throw problem(image + " cannot be read: " + e.getMessage(), "build it again");
    }
    return new BuildRecord(manifest, image);
  }

  /** Reads a manifest. */
  static Manifest read(Path file) {
    try {
      Manifest manifest = JsonRecords.MAPPER.readValue(Files.readString(file), Manifest.class);
      if (manifest.version() == ManifestAuthor.VERSION) {
        return manifest;
      }
      throw problem(
          file + " is of version " + manifest.version(),
          "publish it with the version of Casement" + " that built it");
    } catch (IOException e) {
      throw problem(
          "there is no manifest at " + file,
          "name the output directory of a build; Casement publishes only what it has built");
    } catch (JacksonException e) {
      throw problem(
          file + " is not a manifest: " + e.getOriginalMessage(), "build the image" + " again");
    }
  }

  private static BuildException problem(String what, String remedy) {
    return new BuildException(Failure.PUBLISH, what, remedy);
  }

  public Path image() {
    return image;
  }

  /** The size of the image file, in bytes. */
  public long size() {
    return manifest.image().size();
  }

  public String sha512() {
    return manifest.image().sha512();
  }

  /** The recipe's name. */
  public String name() {
    return manifest.name();
  }

  /** Whether the image is a rehearsal's, without Windows. */
  public boolean isRehearsal() {
    return manifest.rehearsal();
  }

  /** The format of the image file; DiskFormat's names are also Glance's. */
  String format() {
    return manifest.image().format();
  }

  /** What the recipe says about publishing. */
  public PublishSettings settings() {
    try {
      return RecipeForm.publish(manifest.recipe().get("publish"));
    } catch (IllegalArgumentException e) {
      throw problem(
          "the manifest of " + image + " has an invalid publish section: " + e.getMessage(),
          "build again");
    }
  }

  /**
   * The order to publish this build.
   *
   * @param dryRun only reports what would happen
   */
  public PublishOrder order(PublishSettings settings, boolean dryRun) {
    return new PublishOrder(
        image,
        manifest.image().size(),
        manifest.image().sha512(),
        name(),
        settings.image(name(), format(), facts()),
        settings.share(),
        settings.keep(),
        settings.older(),
        settings.trial().map(trial -> new CloudTrial(trial, image.resolveSibling("trial"))),
        dryRun);
  }

  /** The facts from which image properties are derived. */
  public ImageFacts facts() {
    Map<String, String> reported = new LinkedHashMap<>();
    manifest
        .guest()
        .forEach(
            run -> run.facts().forEach((name, values) -> reported.put(name, values.getLast())));
    Set<String> drivers =
        reported.keySet().stream()
            .filter(name -> name.startsWith("driver.") && !NO_DRIVERS.contains(name))
            .map(name -> name.substring("driver.".length()))
            .collect(Collectors.toUnmodifiableSet());
    return new ImageFacts(
        known(manifest.windows().release(), Release::ofId),
        known(manifest.windows().architecture(), Architecture::ofId),
        reported.getOrDefault("os.version", manifest.windows().version()),
        known(manifest.windows().firmware(), Firmware::ofId),
        InstanceBus.of(
            known(recipe("machine", "diskBus"), DiskBus::ofId),
            known(recipe("machine", "hypervisor"), HypervisorKind::ofId)),
        Boolean.parseBoolean(recipe("machine", "tpm")),
        drivers,
        reported.containsKey("guest-agent.version"),
        recipe("cloudbaseInit", "username"),
        new DataSize(manifest.image().virtualSize()),
        new ImageFacts.Origin(
            manifest.name(),
            manifest.build(),
            manifest.tools().casement(),
            manifest.image().sha256(),
            manifest.rehearsal()));
  }

  private String recipe(String part, String key) {
    Object value = manifest.recipe().get(part) instanceof Map<?, ?> map ? map.get(key) : null;
    if (value == null) {
      throw problem(
          "the manifest of " + image + " lacks recipe." + part + "." + key, "build again");
    }
    return value.toString();
  }

  private static <T> T known(String word, Function<String, Optional<T>> find) {
    return find.apply(word)
        .orElseThrow(
            () ->
                problem(
                    "the manifest says \""
                        + word
                        + "\", which this version of Casement does not"
                        + " know",
                    "build again"));
  }
}
