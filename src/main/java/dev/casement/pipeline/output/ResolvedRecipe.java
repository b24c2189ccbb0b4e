package dev.casement.pipeline.output;

import dev.casement.guest.CleanUpSettings;
import dev.casement.guest.CloudbaseInitSettings;
import dev.casement.guest.SystemSettings;
import dev.casement.guest.UpdateSource;
import dev.casement.pipeline.inspect.WindowsSource;
import dev.casement.recipe.Limits;
import dev.casement.recipe.UserScript;
import dev.casement.recipe.Recipe;
import dev.casement.recipe.Recipe.ImageSelector;
import dev.casement.recipe.Recipe.Location;
import dev.casement.recipe.Recipe.ProductKeyChoice;
import dev.casement.recipe.Recipe.Source;
import dev.casement.recipe.Updates;
import dev.casement.unattend.Registration;
import dev.casement.units.Durations;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;

/**
 * A recipe in the form it is written in, with everything filled in: what {@code plan} shows and the
 * manifest records. Secrets are left out.
 */
public final class ResolvedRecipe {
  private ResolvedRecipe() {}

  /** Maps, lists, strings, numbers and booleans, in the order of {@code docs/recipe.md}. */
  public static Map<String, Object> of(Recipe recipe, WindowsSource source) {
    Map<String, Object> all = new LinkedHashMap<>();
    all.put("name", recipe.name());
    all.put("media", media(recipe));
    all.put("windows", windows(recipe, source));
    all.put("machine", machine(recipe, source));
    all.put("cloudbaseInit", cloudbaseInit(recipe.cloudbaseInit()));
    all.put("updates", updates(recipe.updates()));
    all.put("steps", steps(recipe));
    all.put("settings", settings(recipe.settings(), source));
    all.put("cleanUp", cleanUp(recipe.cleanUp()));
    all.put(
        "image",
        map("format", recipe.image().format().id(), "compress", recipe.image().compress()));
    all.put("limits", limits(recipe.limits()));
    recipe.publish().ifPresent(publish -> all.put("publish", PublishForm.write(publish)));
    return all;
  }

  private static Map<String, Object> media(Recipe recipe) {
    Map<String, Object> media = new LinkedHashMap<>();
    media.put("install", source(recipe.media().install()));
    recipe.media().drivers().ifPresent(drivers -> media.put("drivers", drivers(drivers)));
    recipe.media().cloudbaseInit().ifPresent(msi -> media.put("cloudbaseInit", source(msi)));
    putSources(media, "moreDrivers", recipe.media().moreDrivers());
    putSources(media, "features", recipe.media().features());
    return media;
  }

  private static Map<String, Object> drivers(Recipe.Drivers drivers) {
    Map<String, Object> form = source(drivers.source());
    if (!drivers.exclude().isEmpty()) {
      form.put("exclude", drivers.exclude());
    }
    return form;
  }

  private static void putSources(Map<String, Object> media, String key, List<Source> sources) {
    if (!sources.isEmpty()) {
      media.put(key, sources.stream().map(ResolvedRecipe::source).toList());
    }
  }

  private static Map<String, Object> source(Source source) {
    Map<String, Object> form =
        switch (source.location()) {
          case Location.LocalFile(var path) -> map("path", path.toString());
          case Location.Download download -> map("url", download.name());
        };
    source.sha256().ifPresent(sha256 -> form.put("sha256", sha256.hex()));
    return form;
  }

  private static Map<String, Object> windows(Recipe recipe, WindowsSource source) {
    Map<String, Object> windows =
        map(
            "release", source.release().id(),
            "architecture", source.image().architecture().toString());
    if (recipe.windows().image().orElse(null) instanceof ImageSelector.ByName) {
      windows.put("image", source.image().name());
    } else {
      windows.put("index", source.image().index().value());
    }
    windows.put(
        "productKey",
        switch (recipe.windows().productKey()) {
          case ProductKeyChoice.Kms() -> source.productKey().isPresent() ? "kms" : "none";
          case ProductKeyChoice.None() -> "none";
          case ProductKeyChoice.Own(var key) -> key.toString();
        });
    windows.put("locale", recipe.windows().locale());
    windows.put("keyboard", recipe.windows().keyboard());
    windows.put("timeZone", recipe.windows().timeZone());
    Registration registration = recipe.windows().registration();
    registration.organization().ifPresent(name -> windows.put("organization", name));
    registration.owner().ifPresent(name -> windows.put("owner", name));
    putNames(windows, "features", recipe.windows().optionals().features());
    putNames(windows, "capabilities", recipe.windows().optionals().capabilities());
    putNames(windows, "languages", recipe.windows().optionals().languages());
    return windows;
  }

  private static void putNames(Map<String, Object> windows, String key, List<String> names) {
    if (!names.isEmpty()) {
      windows.put(key, names);
    }
  }

  private static Map<String, Object> machine(Recipe recipe, WindowsSource source) {
    Map<String, Object> machine =
        map(
            "hypervisor", recipe.machine().hypervisor().id(),
            "firmware", source.firmware().id(),
            "disk", recipe.machine().disk().toString(),
            "diskBus", recipe.machine().diskBus().id(),
            "memory", recipe.machine().memory().toString(),
            "cpus", recipe.machine().cpus());
    machine.put("tpm", recipe.machine().tpm());
    machine.put("setupMedium", source.setupMedium().name().toLowerCase(Locale.ROOT));
    machine.put("network", recipe.machine().network().name().toLowerCase(Locale.ROOT));
    return machine;
  }

  private static Object updates(Updates updates) {
    if (updates.isNone()) {
      return "none";
    }
    Map<String, Object> form = map();
    updates.packages().ifPresent(directory -> form.put("packages", directory.toString()));
    updates
        .server()
        .ifPresent(
            server -> {
              switch (server) {
                case UpdateSource.MicrosoftUpdate() -> form.put("source", "microsoft-update");
                case UpdateSource.Wsus(var address) -> form.put("wsus", address.toString());
              }
            });
    if (!updates.excluded().isEmpty()) {
      form.put("exclude", updates.excluded());
    }
    form.put("onFailure", updates.onFailure().toString());
    return form;
  }

  private static List<Object> steps(Recipe recipe) {
    List<Object> steps = new ArrayList<>();
    for (UserScript step : recipe.steps()) {
      steps.add(
          map(
              "run", step.run().toString(),
              "args", step.arguments(),
              "timeout", Durations.format(step.timeout()),
              "when", step.when().toString()));
    }
    return steps;
  }

  private static Map<String, Object> cloudbaseInit(CloudbaseInitSettings settings) {
    Map<String, Object> form =
        map(
            "username", settings.username(),
            "groups", settings.groups(),
            "metadataServices",
                settings.metadata().services().stream().map(Object::toString).toList());
    settings.metadata().url().ifPresent(url -> form.put("metadataUrl", url.toString()));
    form.put("retries", settings.metadata().retries());
    form.put("injectPassword", settings.password().injected());
    form.put("passwordLength", settings.password().length());
    form.put("changePassword", settings.password().change().toString());
    form.put("winRm", settings.winRm().toString());
    form.put("activate", settings.activation().automatic());
    settings.activation().kmsHost().ifPresent(host -> form.put("kmsHost", host));
    form.put("debug", settings.logging().debug());
    form.put("console", settings.logging().console());
    form.put("realTimeClockUtc", settings.realTimeClockUtc());
    form.put("start", settings.start().toString());
    form.put("localSystem", settings.localSystem());
    return form;
  }

  private static Map<String, Object> settings(SystemSettings settings, WindowsSource source) {
    return map(
        "remoteDesktop", settings.remoteDesktop(),
        "networkLevelAuthentication", settings.networkLevelAuthentication(),
        "ping", settings.ping(),
        "ipv6Address", settings.ipv6Address().toString(),
        "hibernation", settings.hibernation(),
        "shutdownWithoutLogon", settings.shutdownWithoutLogon(),
        "pageFile", settings.pageFile().text(),
        "sanPolicy", settings.sanPolicy(source.release()).toString());
  }

  private static Map<String, Object> cleanUp(CleanUpSettings cleanUp) {
    return map(
        "components", cleanUp.components().toString(),
        "storeApps", cleanUp.storeApps().toString(),
        "eventLogs", cleanUp.eventLogs(),
        "freeSpace", cleanUp.freeSpace());
  }

  private static Map<String, Object> limits(Limits limits) {
    Map<String, Object> form = new LinkedHashMap<>();
    form.put("acquire", Durations.format(limits.acquire()));
    form.put("install", Durations.format(limits.install()));
    form.put("update", Durations.format(limits.update()));
    form.put("generalize", Durations.format(limits.generalize()));
    form.put("packaging", Durations.format(limits.packaging()));
    form.put("silence", Durations.format(limits.silence()));
    form.put("resets", limits.resets());
    form.put("updateRounds", limits.updateRounds());
    form.put("oneUpdate", Durations.format(limits.oneUpdate()));
    return form;
  }

  private static Map<String, Object> map(Object... keysAndValues) {
    Map<String, Object> map = new LinkedHashMap<>();
    for (int i = 0; i < keysAndValues.length; i += 2) {
      map.put((String) keysAndValues[i], keysAndValues[i + 1]);
    }
    return map;
  }
}
