package dev.casement.pipeline.output;

import dev.casement.media.DriverMedia;
import dev.casement.openstack.image.ImageFacts;
import dev.casement.openstack.image.ImageProperties;
import dev.casement.openstack.image.Marks;
import dev.casement.openstack.image.NewImage;
import dev.casement.openstack.image.Visibility;
import dev.casement.pipeline.inspect.InstanceBus;
import dev.casement.pipeline.inspect.WindowsSource;
import dev.casement.recipe.PublishSettings;
import dev.casement.recipe.Recipe;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeMap;
import java.util.stream.Collectors;

/**
 * Previews an image in an image store as far as possible before it is built: the guest may report
 * another version of Windows, or other drivers.
 */
public final class PublishPreview {
  /** The drivers that virtio-win has for every release; assumed while its medium cannot be read. */
  private static final Set<String> USUAL_DRIVERS =
      Set.of(
          ImageProperties.NETWORK_DRIVER,
          ImageProperties.RANDOM_DRIVER,
          ImageProperties.SERIAL_DRIVER);

  private final Recipe recipe;
  private final WindowsSource source;
  private final Optional<DriverMedia> drivers;

  public PublishPreview(Recipe recipe, WindowsSource source, Optional<DriverMedia> drivers) {
    this.recipe = recipe;
    this.source = source;
    this.drivers = drivers;
  }

  /** The image's destination and attributes, as recipes and Glance name them. */
  public Map<String, Object> form(String casementVersion) {
    PublishSettings settings = recipe.publish().orElseGet(PublishSettings::none);
    NewImage image =
        settings.image(recipe.name(), recipe.image().format().id(), facts(casementVersion));
    Map<String, Object> form = new LinkedHashMap<>();
    form.put("clouds", settings.clouds());
    form.put("regions", settings.regions());
    form.put("name", image.name());
    form.put("disk_format", image.diskFormat());
    form.put("min_disk", image.minDisk());
    form.put("min_ram", image.minRam());
    form.put(
        "visibility", image.visibility().orElse(Visibility.usual(settings.share())).toString());
    form.put("protected", image.isProtected().orElse(false));
    form.put("tags", image.tags());
    form.put("share", settings.share());
    settings
        .keep()
        .ifPresent(
            keep -> {
              form.put("keep", keep);
              form.put("older", settings.older().toString());
            });
    Map<String, String> properties = new TreeMap<>(image.properties());
    // Only a build has this property.
    properties.remove(Marks.BUILD);
    properties.remove(Marks.SHA256);
    form.put("properties", properties);
    return form;
  }

  private ImageFacts facts(String casementVersion) {
    return new ImageFacts(
        source.release(),
        source.image().architecture(),
        source.image().version().toString(),
        source.firmware(),
        InstanceBus.of(recipe.machine().diskBus(), recipe.machine().hypervisor()),
        recipe.machine().tpm(),
        driverNames(),
        source.guestAgent(),
        recipe.cloudbaseInit().username(),
        recipe.machine().disk(),
        new ImageFacts.Origin(recipe.name(), "", casementVersion, "", false));
  }

  private Set<String> driverNames() {
    if (recipe.media().drivers().isEmpty()) {
      return Set.of();
    }
    return drivers
        .map(
            medium ->
                medium.forRelease(source.release(), source.image().architecture()).stream()
                    .flatMap(driver -> driver.names().stream())
                    .collect(Collectors.toUnmodifiableSet()))
        .orElse(USUAL_DRIVERS);
  }
}
