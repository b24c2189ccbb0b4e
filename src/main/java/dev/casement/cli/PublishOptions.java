package dev.casement.cli;

import dev.casement.build.BuildRecord;
import dev.casement.openstack.NewImage;
import dev.casement.openstack.PublishOrder;
import dev.casement.report.BuildException;
import dev.casement.report.Failure;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalInt;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Option;

/** What an image is to be in the store, as the command line says it. */
final class PublishOptions {
  /** Who may see an image, in Glance's words. */
  static final class Visibilities extends WordList {
    Visibilities() {
      super(List.of("private", "shared", "community", "public"));
    }
  }

  /** What happens to older images. */
  static final class OlderWords extends WordList {
    OlderWords() {
      super(List.of("hide", "delete"));
    }
  }

  @Option(
      names = "--name",
      paramLabel = "NAME",
      description =
          "The name that users look for; the newest image has it (default: the recipe's).")
  private @Nullable String name;

  @Option(
      names = "--visibility",
      paramLabel = "WHO",
      completionCandidates = Visibilities.class,
      converter = Visibilities.class,
      description = "${COMPLETION-CANDIDATES} (default: private, or shared with --share).")
  private @Nullable String visibility;

  @Option(names = "--protected", description = "Glance refuses to delete the image.")
  private boolean isProtected;

  @Option(names = "--tag", paramLabel = "TAG", description = "A tag of the image; may be repeated.")
  private List<String> tags = List.of();

  @Option(
      names = "--property",
      paramLabel = "NAME=VALUE",
      description =
          "An image property, in place of what follows from the build; without a value, it is left"
              + " out. May be repeated.")
  private List<String> properties = List.of();

  @Option(
      names = "--share",
      paramLabel = "PROJECT",
      description = "A project, by id, that may see the image; may be repeated.")
  private List<String> share = List.of();

  @Option(
      names = "--keep",
      paramLabel = "N",
      description = "How many images of this recipe stay as they are, this one among them.")
  private @Nullable Integer keep;

  @Option(
      names = "--older",
      paramLabel = "WHAT",
      completionCandidates = OlderWords.class,
      converter = OlderWords.class,
      description =
          "With --keep, what happens to older ones: ${COMPLETION-CANDIDATES} (default: hide).")
  private String older = "hide";

  @Option(
      names = "--allow-rehearsal",
      description = "Publish the image of a rehearsal, which has no Windows in it.")
  private boolean allowRehearsal;

  /**
   * The order for a build.
   *
   * @param dryRun says what would happen, and changes nothing
   */
  PublishOrder order(BuildRecord build, boolean dryRun) {
    if (build.isRehearsal()) {
      requireAllowed(build.image().toString());
    }
    if (keep != null && keep < 1) {
      throw usage("--keep " + keep + " would keep no image", "keep at least 1");
    }
    return new PublishOrder(
        build.image(),
        build.size(),
        build.sha512(),
        build.name(),
        image(build),
        share,
        keep == null ? OptionalInt.empty() : OptionalInt.of(keep),
        older.equals("delete") ? PublishOrder.Older.DELETE : PublishOrder.Older.HIDE,
        dryRun);
  }

  /** Refuses what is no Windows, unless the user wants it published all the same. */
  void requireAllowed(String rehearsal) {
    if (!allowRehearsal) {
      throw new BuildException(
          Failure.USAGE,
          rehearsal + " is of a rehearsal: there is no Windows in it",
          "publish the image of a real build, or say --allow-rehearsal");
    }
  }

  private NewImage image(BuildRecord build) {
    NewImage derived = build.newImage(name == null ? build.name() : name);
    String standard = share.isEmpty() ? derived.visibility() : "shared";
    String chosen = Optional.ofNullable(visibility).orElse(standard);
    if (!share.isEmpty() && !chosen.equals("shared")) {
      throw usage(
          "an image that is " + chosen + " cannot be shared with a project",
          "leave out --visibility, or --share");
    }
    return new NewImage(
        derived.name(),
        derived.diskFormat(),
        derived.minDisk(),
        derived.minRam(),
        chosen,
        isProtected,
        tags,
        overridden(derived.properties()));
  }

  private Map<String, String> overridden(Map<String, String> derived) {
    Map<String, String> all = new LinkedHashMap<>(derived);
    for (String property : properties) {
      int equals = property.indexOf('=');
      if (equals < 1) {
        throw usage("--property " + property + " is not NAME=VALUE", "write it so");
      }
      String key = property.substring(0, equals);
      String value = property.substring(equals + 1);
      if (key.startsWith("casement_")) {
        throw usage(key + " is Casement's own property", "choose another name");
      }
      if (value.isEmpty()) {
        all.remove(key);
      } else {
        all.put(key, value);
      }
    }
    return all;
  }

  private static BuildException usage(String what, String remedy) {
    return new BuildException(Failure.USAGE, what, remedy);
  }
}
