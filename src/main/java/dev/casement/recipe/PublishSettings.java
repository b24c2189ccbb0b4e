package dev.casement.recipe;

import dev.casement.openstack.image.ImageFacts;
import dev.casement.openstack.image.ImageProperties;
import dev.casement.openstack.image.NewImage;
import dev.casement.openstack.image.Visibility;
import dev.casement.openstack.publish.PublishOrder.Older;
import dev.casement.recipe.key.Bounds;
import dev.casement.recipe.key.Defaults;
import dev.casement.recipe.key.Form;
import dev.casement.recipe.key.Key;
import dev.casement.recipe.key.OneOf;
import dev.casement.recipe.key.Shorthand;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalInt;
import java.util.Set;
import java.util.stream.Collectors;
import java.util.stream.Stream;

/**
 * Where and how an image is published: {@code publish} in a recipe, with the overrides of the
 * command line.
 *
 * @param cloud shorthand for a single entry in {@code clouds}; moved there by the constructor, so
 *     always empty
 * @param clouds entries of clouds.yaml; empty: the cloud of the OS_ environment variables
 * @param regions the regions of each cloud; empty: the one in clouds.yaml
 * @param name the name under which users find the image; empty: the recipe's
 * @param visibility empty: unchanged in the store; a new image is private, or shared if {@code
 *     share} is not empty
 * @param isProtected empty: unchanged in the store; false for a new image
 * @param properties override those derived from the build; one with an empty value is left out
 * @param share the projects, by id, that may see the image
 * @param keep how many images of the recipe to keep unchanged; empty: all
 * @param older what to do with the others
 * @param trial the server that the image is tried with before it gets the name; empty: it is not
 *     tried
 */
@Shorthand("cloud")
@OneOf(
    value = {"cloud", "clouds"},
    required = false)
public record PublishSettings(
    @Key("A cloud of clouds.yaml. Default: what OS_CLOUD or the OS_ variables say.")
        Optional<String> cloud,
    @Key("Several clouds, published to at the same time.") List<String> clouds,
    @Key("The regions of each cloud. Default: the one in clouds.yaml.") List<String> regions,
    @Key("The name under which users find it; the newest image has it. Default: the recipe's.")
        @Form(
            value = "[^\\x00-\\x1F\\x7F-\\x9F\\u2028\\u2029\\uD800-\\uDFFF\\uFFFE\\uFFFF]{1,238}",
            says = "a name of at most 238 characters, in one line")
        Optional<String> name,
    @Key("Who may see the image. Default: private, or shared when there is share.")
        Optional<Visibility> visibility,
    @Key(
            name = "protect",
            value =
                "Whether the store refuses to delete the image. Default: as it is in the store, and"
                    + " false for a new image.")
        Optional<Boolean> isProtected,
    @Key("Tags of the image.") List<String> tags,
    @Key(
            "Image properties that override those derived from the build; one with an empty value"
                + " is left out.")
        Map<String, String> properties,
    @Key("The projects, by id, that may see the image.")
        @Form(value = "[A-Za-z0-9_-]{1,64}", says = "the id of a project")
        List<String> share,
    @Key("How many images of this recipe to keep as they are, including this one. Default: all.")
        @Bounds(least = "1", most = "10000")
        OptionalInt keep,
    @Key(value = "What keep does with older images.", standard = "hide") Older older,
    @Key(
            name = "try",
            value =
                "Start a server from the image before it gets the name, and listen to its"
                    + " cloudbase-init. {} uses the defaults.")
        Optional<PublishTrial> trial) {
  /** Glance's limit of 255 characters, less a space and a date such as {@code 2026-11-23 16:07}. */
  private static final int LONGEST_NAME = 238;

  /** Throws IllegalArgumentException with a message for the user. */
  public PublishSettings {
    clouds = Stream.concat(cloud.stream(), clouds.stream()).distinct().toList();
    cloud = Optional.empty();
    regions = regions.stream().distinct().toList();
    tags = List.copyOf(tags);
    properties = Map.copyOf(properties);
    share = List.copyOf(share);
    properties.keySet().stream()
        .sorted()
        .flatMap(property -> ImageProperties.problemWith(property).stream())
        .findFirst()
        .ifPresent(PublishSettings::refuse);
    if (name.isPresent() && (name.get().isBlank() || name.get().length() > LONGEST_NAME)) {
      refuse("an image's name has 1 to " + LONGEST_NAME + " characters: a date is put after it");
    }
    if (!share.isEmpty() && visibility.isPresent() && visibility.get() != Visibility.SHARED) {
      refuse("an image that is " + visibility.get() + " cannot be shared with a project");
    }
    if (keep.isPresent() && keep.getAsInt() < 1) {
      refuse("keeping " + keep.getAsInt() + " would keep no image; keep at least 1");
    }
  }

  private static void refuse(String why) {
    throw new IllegalArgumentException(why);
  }

  /** A private image with only the attributes derived from the build. */
  public static PublishSettings none() {
    return Defaults.of(PublishSettings.class);
  }

  /**
   * The name and attributes of the image in the store.
   *
   * @param recipe the recipe's name
   * @param format of the file, as Glance calls it
   */
  public NewImage image(String recipe, String format, ImageFacts facts) {
    return new NewImage(
        name.orElse(recipe),
        format,
        ImageProperties.minDisk(facts.virtualSize()),
        ImageProperties.minRam(facts),
        visibility,
        isProtected,
        tags,
        overridden(ImageProperties.of(facts)),
        withoutValue());
  }

  /** The properties that the user has set to a value. */
  public Map<String, String> said() {
    return overridden(Map.of());
  }

  private Set<String> withoutValue() {
    return properties.entrySet().stream()
        .filter(entry -> entry.getValue().isEmpty())
        .map(Map.Entry::getKey)
        .collect(Collectors.toUnmodifiableSet());
  }

  private Map<String, String> overridden(Map<String, String> derived) {
    Map<String, String> all = new LinkedHashMap<>(derived);
    properties.forEach(
        (property, value) -> {
          if (value.isEmpty()) {
            all.remove(property);
          } else {
            all.put(property, value);
          }
        });
    return all;
  }
}
