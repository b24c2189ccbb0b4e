package dev.casement.pipeline.output;

import dev.casement.openstack.image.Visibility;
import dev.casement.openstack.publish.PublishOrder.Older;
import dev.casement.recipe.PublishSettings;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalInt;
import java.util.TreeMap;
import org.jspecify.annotations.Nullable;

/** {@link PublishSettings} in the form a recipe has them in, as the manifest keeps them. */
final class PublishForm {
  private PublishForm() {}

  static Map<String, Object> write(PublishSettings settings) {
    Map<String, Object> form = new LinkedHashMap<>();
    form.put("clouds", settings.clouds());
    form.put("regions", settings.regions());
    settings.name().ifPresent(name -> form.put("name", name));
    settings.visibility().ifPresent(visibility -> form.put("visibility", visibility.toString()));
    settings.isProtected().ifPresent(isProtected -> form.put("protect", isProtected));
    form.put("tags", settings.tags());
    form.put("properties", new TreeMap<>(settings.properties()));
    form.put("share", settings.share());
    settings.keep().ifPresent(keep -> form.put("keep", keep));
    form.put("older", settings.older().toString());
    return form;
  }

  /**
   * Reads what {@link #write} wrote; from the manifest of a recipe without it, there is nothing.
   *
   * @throws IllegalArgumentException when it is something else
   */
  static PublishSettings read(@Nullable Object form) {
    if (form == null) {
      return PublishSettings.none();
    }
    if (!(form instanceof Map<?, ?> map)) {
      throw new IllegalArgumentException("publish is not keys and values");
    }
    Map<String, String> properties = new TreeMap<>();
    if (map.get("properties") instanceof Map<?, ?> written) {
      written.forEach((name, value) -> properties.put(String.valueOf(name), text(value)));
    }
    return new PublishSettings(
        Optional.empty(),
        texts(map.get("clouds")),
        texts(map.get("regions")),
        Optional.ofNullable(map.get("name")).map(PublishForm::text),
        Optional.ofNullable(map.get("visibility")).map(word -> word(Visibility.values(), word)),
        map.get("protect") instanceof Boolean protect ? Optional.of(protect) : Optional.empty(),
        texts(map.get("tags")),
        properties,
        texts(map.get("share")),
        map.get("keep") instanceof Integer keep ? OptionalInt.of(keep) : OptionalInt.empty(),
        map.get("older") == null ? Older.HIDE : word(Older.values(), map.get("older")));
  }

  private static List<String> texts(@Nullable Object list) {
    return list instanceof List<?> items
        ? items.stream().map(PublishForm::text).toList()
        : List.of();
  }

  private static String text(@Nullable Object value) {
    return String.valueOf(value);
  }

  private static <E extends Enum<E>> E word(E[] known, @Nullable Object word) {
    return Arrays.stream(known)
        .filter(each -> each.toString().equals(word))
        .findFirst()
        .orElseThrow(() -> new IllegalArgumentException("\"" + word + "\" is not known"));
  }
}
