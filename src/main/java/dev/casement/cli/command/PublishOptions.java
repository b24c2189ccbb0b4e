package dev.casement.cli.command;

import dev.casement.cli.console.Surroundings;
import dev.casement.cli.output.Words;
import dev.casement.openstack.cloud.CloudConfig;
import dev.casement.openstack.cloud.CloudFiles;
import dev.casement.openstack.image.Visibility;
import dev.casement.openstack.publish.PublishOrder.Older;
import dev.casement.recipe.PublishSettings;
import dev.casement.recipe.PublishTrial;
import dev.casement.report.BuildException;
import dev.casement.report.Failure;
import java.nio.file.Path;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.OptionalInt;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Option;

/** The command-line options for where and how to publish an image. */
final class PublishOptions {
  private static final class Visibilities extends Words<Visibility> {
    Visibilities() {
      super(List.of(Visibility.values()));
    }
  }

  private static final class OlderWords extends Words<Older> {
    OlderWords() {
      super(List.of(Older.values()));
    }
  }

  @Option(
      names = "--cloud",
      paramLabel = "NAME",
      description =
          "A cloud of clouds.yaml; may be repeated: all are published to at the same time"
              + " (default: the"
              + " recipe's, else what OS_CLOUD or the OS_ variables say).")
  private List<String> cloud = List.of();

  @Option(
      names = "--region",
      paramLabel = "NAME",
      description = "A region of the cloud; may be repeated (default: the one in clouds.yaml).")
  private List<String> region = List.of();

  @Option(
      names = "--name",
      paramLabel = "NAME",
      description =
          "The name under which users find it; the newest image has it (default: the recipe's).")
  private @Nullable String name;

  @Option(
      names = "--visibility",
      paramLabel = "WHO",
      completionCandidates = Visibilities.class,
      converter = Visibilities.class,
      description = "${COMPLETION-CANDIDATES} (default: private, or shared with --share).")
  private @Nullable Visibility visibility;

  @Option(
      names = "--protected",
      negatable = true,
      description = "Glance refuses to delete the image.")
  private @Nullable Boolean isProtected;

  @Option(names = "--tag", paramLabel = "TAG", description = "A tag of the image; may be repeated.")
  private List<String> tags = List.of();

  @Option(
      names = "--property",
      paramLabel = "NAME=VALUE",
      description =
          "An image property that overrides the one derived from the build; without a value, it is"
              + " left out. May be repeated.")
  private List<String> properties = List.of();

  @Option(
      names = "--share",
      paramLabel = "PROJECT",
      description = "A project, by id, that may see the image; may be repeated.")
  private List<String> share = List.of();

  @Option(
      names = "--keep",
      paramLabel = "N",
      description = "How many images of this recipe to keep as they are, including this one.")
  private @Nullable Integer keep;

  @Option(
      names = "--older",
      paramLabel = "WHAT",
      completionCandidates = OlderWords.class,
      converter = OlderWords.class,
      description =
          "With --keep, what happens to older images: ${COMPLETION-CANDIDATES} (default: hide).")
  private @Nullable Older older;

  @Option(
      names = "--try",
      negatable = true,
      description =
          "Start a server from the image before it gets the name, and listen to its"
              + " cloudbase-init; the server is deleted again.")
  private @Nullable Boolean isTried;

  @Option(
      names = "--try-flavor",
      paramLabel = "FLAVOR",
      description = "With --try, the server's flavor (default: the smallest that the image fits).")
  private @Nullable String flavor;

  @Option(
      names = "--try-network",
      paramLabel = "NETWORK",
      description = "With --try, the server's network (default: none).")
  private @Nullable String network;

  @Option(
      names = "--try-keypair",
      paramLabel = "NAME",
      description = "With --try, the server's key pair (default: none).")
  private @Nullable String keypair;

  @Option(
      names = "--allow-rehearsal",
      description = "Publish the image of a rehearsal, which does not contain Windows.")
  private boolean allowRehearsal;

  /** The first cloud that the command line names. */
  Optional<String> cloud() {
    return cloud.stream().findFirst();
  }

  /** A recipe's settings with the overrides of the command line. */
  PublishSettings over(PublishSettings recipe) {
    try {
      return new PublishSettings(
          Optional.empty(),
          cloud.isEmpty() ? recipe.clouds() : cloud,
          // The recipe's regions belong to the recipe's clouds.
          !region.isEmpty() || !cloud.isEmpty() ? region : recipe.regions(),
          Optional.ofNullable(name).or(recipe::name),
          Optional.ofNullable(visibility).or(recipe::visibility),
          Optional.ofNullable(isProtected).or(recipe::isProtected),
          tags.isEmpty() ? recipe.tags() : tags,
          properties(recipe.properties()),
          share.isEmpty() ? recipe.share() : share,
          keep == null ? recipe.keep() : OptionalInt.of(keep),
          older == null ? recipe.older() : older,
          trial(recipe.trial()));
    } catch (IllegalArgumentException e) {
      throw usage(String.valueOf(e.getMessage()), "correct the options, or publish in the recipe");
    }
  }

  /** Every cloud in every region that the settings name, with credentials. */
  static List<CloudConfig> clouds(PublishSettings settings, Surroundings surroundings) {
    CloudFiles files = new CloudFiles(Path.of("").toAbsolutePath(), surroundings.environment());
    List<Optional<String>> names =
        settings.clouds().isEmpty()
            ? List.of(Optional.empty())
            : settings.clouds().stream().map(Optional::of).toList();
    return names.stream()
        .flatMap(
            name ->
                settings.regions().isEmpty()
                    ? Stream.of(files.find(name))
                    : files.find(name, settings.regions()).stream())
        .toList();
  }

  /** Whether the image of a rehearsal, which contains no Windows, may be published. */
  boolean rehearsalsAllowed() {
    return allowRehearsal;
  }

  private Optional<PublishTrial> trial(Optional<PublishTrial> recipe) {
    boolean wanted = isTried == null ? recipe.isPresent() : isTried;
    boolean detailed = Stream.of(flavor, network, keypair).anyMatch(Objects::nonNull);
    if (detailed && !wanted) {
      throw usage(
          "--try-flavor, --try-network and --try-keypair are for --try", "add --try, or omit them");
    }
    PublishTrial base = recipe.orElseGet(PublishTrial::usual);
    return wanted
        ? Optional.of(
            new PublishTrial(
                Optional.ofNullable(flavor).or(base::flavor),
                Optional.ofNullable(network).or(base::network),
                Optional.ofNullable(keypair).or(base::keypair),
                base.limit()))
        : Optional.empty();
  }

  private Map<String, String> properties(Map<String, String> recipe) {
    Map<String, String> all = new LinkedHashMap<>(recipe);
    for (String property : properties) {
      int equals = property.indexOf('=');
      if (equals < 1) {
        throw usage(
            "--property " + property + " is not of the form NAME=VALUE", "write NAME=VALUE");
      }
      all.put(property.substring(0, equals), property.substring(equals + 1));
    }
    return all;
  }

  private static BuildException usage(String what, String remedy) {
    return new BuildException(Failure.USAGE, what, remedy);
  }
}
