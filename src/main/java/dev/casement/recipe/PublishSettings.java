package dev.casement.recipe;

import dev.casement.openstack.image.ImageFacts;
import dev.casement.openstack.image.ImageProperties;
import dev.casement.openstack.image.NewImage;
import dev.casement.openstack.image.Visibility;
import dev.casement.openstack.publish.PublishOrder.Older;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalInt;
import java.util.Set;
import java.util.stream.Collectors;

/**
 * Where an image is published to, and as what: the {@code publish} of a recipe, with what the
 * command line says in its place.
 *
 * @param clouds entries of clouds.yaml; none: the one that OpenStack's variables say
 * @param regions of each of these clouds; none: each cloud's own
 * @param name that users look for; empty: the recipe's
 * @param visibility empty: as it is in the store, at first private, or shared when there are
 *     projects to share with
 * @param isProtected empty: as it is in the store, at first not
 * @param properties in place of those that follow from the build; one whose value is empty is left
 *     out
 * @param share the projects, by id, that may see the image
 * @param keep how many images of the recipe stay as they are; empty: all
 * @param older what happens to the others
 */
public record PublishSettings(
    List<String> clouds,
    List<String> regions,
    Optional<String> name,
    Optional<Visibility> visibility,
    Optional<Boolean> isProtected,
    List<String> tags,
    Map<String, String> properties,
    List<String> share,
    OptionalInt keep,
    Older older) {
  /** Glance's 255 characters without a date such as {@code 2026-11-23 16:07} and a blank. */
  private static final int LONGEST_NAME = 238;

  /** Throws IllegalArgumentException with a message for the user. */
  public PublishSettings {
    clouds = clouds.stream().distinct().toList();
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

  /** A private image with nothing but what follows from the build. */
  public static PublishSettings none() {
    return new PublishSettings(
        List.of(),
        List.of(),
        Optional.empty(),
        Optional.empty(),
        Optional.empty(),
        List.of(),
        Map.of(),
        List.of(),
        OptionalInt.empty(),
        Older.HIDE);
  }

  /**
   * The name and attributes of the image in the store.
   *
   * @param recipe the recipe's name
   * @param format of the file, in Glance's words
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

  /** The properties that the user has set, except those that are left out. */
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
