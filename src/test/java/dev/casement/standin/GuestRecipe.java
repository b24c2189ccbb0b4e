package dev.casement.standin;

import dev.casement.windows.Architecture;
import dev.casement.windows.Release;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.stream.Collectors;

/** A recipe of a test: what a user would write, and the scripts beside it. */
public final class GuestRecipe {
  private final List<String> steps = new ArrayList<>();
  private final List<String> lines = new ArrayList<>();
  private final Map<String, String> files = new LinkedHashMap<>();
  private final List<String> media = new ArrayList<>();
  private final List<String> windows = new ArrayList<>();
  private String updates = "{ source: microsoft-update }";
  private String installer = "cloudbase-init";
  private boolean drivers = true;
  private String exclude = "";
  private boolean cloudbaseInit = true;

  /** A script of the user that runs before sysprep. */
  public GuestRecipe script(String name, String text) {
    return script(name, "before-sysprep", text);
  }

  /**
   * @param when {@code first-logon} or {@code before-sysprep}
   * @param more further keys of the step, such as {@code timeout: 5s}
   */
  public GuestRecipe script(String name, String when, String text, String... more) {
    StringBuilder keys = new StringBuilder();
    for (String each : more) {
      keys.append(", ").append(each);
    }
    files.put(name, text);
    steps.add("  - { run: %s, when: %s%s }".formatted(name, when, keys));
    return this;
  }

  /** Another variant of cloudbase-init's installer: {@code fails} or {@code reboots}. */
  public GuestRecipe cloudbaseInit(String variant) {
    installer = "cloudbase-init-" + variant;
    return this;
  }

  /** Leaves out all that a recipe can leave out: run install has the user's scripts only. */
  public GuestRecipe bare() {
    drivers = false;
    cloudbaseInit = false;
    return with("cleanUp: { freeSpace: false, eventLogs: false }");
  }

  /** Leaves out these drivers of virtio-win. */
  public GuestRecipe excludeDrivers(String... names) {
    exclude = ", exclude: [" + String.join(", ", names) + "]";
    return this;
  }

  /** Further keys of {@code media}, a line each. */
  public GuestRecipe media(String... keys) {
    media.addAll(List.of(keys));
    return this;
  }

  /** Further keys of {@code windows}, such as {@code features: [NetFx3]}. */
  public GuestRecipe windows(String... keys) {
    windows.addAll(List.of(keys));
    return this;
  }

  /** What stands behind {@code updates:}. */
  public GuestRecipe updates(String form) {
    updates = form;
    return this;
  }

  /** A file beside the recipe. */
  public GuestRecipe file(String name, String text) {
    files.put(name, text);
    return this;
  }

  /** Further lines of the recipe. */
  public GuestRecipe with(String yaml) {
    lines.add(yaml);
    return this;
  }

  /** Writes recipe and scripts; the recipe. */
  Path write(WindowsKind kind, Path directory) {
    Programs.build();
    try {
      for (Map.Entry<String, String> file : files.entrySet()) {
        Path place = directory.resolve(file.getKey());
        Files.createDirectories(place.getParent());
        Files.writeString(place, file.getValue());
      }
      return Files.writeString(directory.resolve("recipe.yaml"), text(kind));
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  private String text(WindowsKind kind) {
    Release release = kind.release();
    StringBuilder text = new StringBuilder("name: guest-suite\nmedia:\n");
    text.append("  install: { path: install.iso }\n");
    if (drivers) {
      text.append("  drivers: { path: %s%s }\n".formatted(DriverDisc.image(), exclude));
    }
    if (cloudbaseInit) {
      text.append("  cloudbaseInit: { path: %s }\n".formatted(Programs.built(installer + ".msi")));
    }
    media.forEach(key -> text.append("  ").append(key).append('\n'));
    text.append(
        """
        windows: { release: %s, index: 1%s }
        machine: { disk: 64G, memory: 4G, diskBus: %s, setupMedium: %s }
        updates: %s
        """
            .formatted(
                release.id(),
                windows.stream().map(key -> ", " + key).collect(Collectors.joining()),
                drivers ? "virtio" : "sata",
                release.defaultFirmware(Architecture.AMD64).isUefi() ? "cd" : "floppy",
                updates));
    if (!steps.isEmpty()) {
      text.append("steps:\n").append(String.join("\n", steps)).append('\n');
    }
    lines.forEach(line -> text.append(line).append('\n'));
    return text.toString();
  }
}
