package dev.casement.openstack.cloud;

import java.io.IOException;
import java.net.URI;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermission;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.stream.Collectors;
import java.util.stream.Stream;

/**
 * Finds a cloud as OpenStack's own clients do: in {@code clouds.yaml} with {@code secure.yaml} and
 * {@code clouds-public.yaml}, or in the {@code OS_} variables.
 *
 * <p>Of each file, the first one found is used: the path in {@code OS_CLIENT_CONFIG_FILE} (…{@code
 * _SECURE_FILE}, …{@code _VENDOR_FILE}), then the working directory, then {@code openstack} below
 * {@code XDG_CONFIG_HOME}, {@code ~/.config}, {@code XDG_CONFIG_DIRS} (usually {@code /etc/xdg})
 * and {@code /etc}. Source: openstacksdk, "Configuring OpenStack SDK Applications", and its
 * config/loader.py.
 */
public final class CloudFiles {
  /** The name that selects the cloud of the variables. */
  private static final String VARIABLES = "envvars";

  private final Path workingDirectory;
  private final Path home;
  private final Map<String, String> environment;

  public CloudFiles(Path workingDirectory, Map<String, String> environment) {
    this.workingDirectory = workingDirectory;
    // Windows has no HOME; Python's expanduser reads USERPROFILE there.
    this.home =
        Path.of(environment.getOrDefault("HOME", environment.getOrDefault("USERPROFILE", "/")));
    this.environment = environment;
  }

  /**
   * The cloud of that name. Without a name: the one that {@code OS_CLOUD} names, else the one of
   * the {@code OS_} variables, else the only one in the files.
   */
  public CloudConfig find(Optional<String> asked) {
    Written cloud = written(asked);
    return new CloudSettings(cloud.name(), cloud.settings(), home, variable("OS_REGION_NAME"))
        .config(cloud.warnings());
  }

  /**
   * The same cloud in several of its regions, each with the region's own settings.
   *
   * @throws dev.casement.report.BuildException PUBLISH when regions share an image endpoint
   */
  public List<CloudConfig> find(Optional<String> asked, List<String> regions) {
    Written cloud = written(asked);
    List<CloudConfig> all = regions.stream().map(region -> inRegion(cloud, region)).toList();
    List<URI> images = all.stream().flatMap(each -> each.endpoint().override().stream()).toList();
    if (images.stream().distinct().count() < images.size()) {
      throw PublishFailures.of(
          "the cloud \"" + cloud.name() + "\" has one image_endpoint_override for " + regions,
          "publish to one region, or leave it to the catalogue where each one's image service is");
    }
    return all;
  }

  /**
   * A cloud's settings before they are interpreted.
   *
   * @param warnings what the user should know about their source
   */
  private record Written(String name, Map<String, Object> settings, List<String> warnings) {}

  private CloudConfig inRegion(Written cloud, String region) {
    return new CloudSettings(
            cloud.name() + "/" + region, cloud.settings(), home, Optional.of(region))
        .config(cloud.warnings());
  }

  private Written written(Optional<String> asked) {
    Optional<String> name = asked.or(() -> variable("OS_CLOUD"));
    String variables = variable("OS_CLOUD_NAME").orElse(VARIABLES);
    boolean hasVariables = variable("OS_AUTH_URL").isPresent();
    if (name.map(variables::equals).orElse(hasVariables)) {
      if (!hasVariables) {
        throw PublishFailures.of(
            "OS_AUTH_URL is not set", "set the OS_ variables, or name a cloud");
      }
      List<String> warnings = new ArrayList<>();
      return new Written(variables, withProfile(fromVariables(), warnings), warnings);
    }
    return fromFile(name);
  }

  private Written fromFile(Optional<String> asked) {
    List<Path> files =
        Stream.concat(
                first("clouds", "OS_CLIENT_CONFIG_FILE").stream(),
                first("secure", "OS_CLIENT_SECURE_FILE").stream())
            .toList();
    if (files.isEmpty()) {
      throw PublishFailures.of(
          "no clouds.yaml found in "
              + directories().stream().map(Path::toString).collect(Collectors.joining(", ")),
          "create one, set OS_CLIENT_CONFIG_FILE, or set the OS_ variables");
    }
    Map<String, Object> clouds = Map.of();
    List<String> warnings = new ArrayList<>();
    for (Path file : files) {
      warnAboutPermissions(file, warnings);
      clouds = merge(clouds, CloudSettings.map(CloudYaml.read(file).get("clouds")));
    }
    String name = chosen(asked, clouds, files.getFirst());
    Map<String, Object> settings = withProfile(CloudSettings.map(clouds.get(name)), warnings);
    return new Written(name, overlaid(settings), warnings);
  }

  private static String chosen(Optional<String> asked, Map<String, Object> clouds, Path file) {
    if (clouds.isEmpty()) {
      throw PublishFailures.of(
          file + " has no clouds", "add one, or set the OS_ variables instead");
    }
    if (asked.isEmpty() && clouds.size() > 1) {
      throw PublishFailures.of(
          file + " has " + clouds.size() + " clouds",
          "choose one with --cloud: " + String.join(", ", clouds.keySet()));
    }
    String name = asked.orElse(clouds.keySet().iterator().next());
    if (!clouds.containsKey(name)) {
      throw PublishFailures.of(
          file + " has no cloud \"" + name + "\"",
          "use one of: " + String.join(", ", clouds.keySet()));
    }
    return name;
  }

  /**
   * Applies the variables that override settings of any cloud. Source: osc_lib/shell.py and
   * osc_lib/api/auth.py, whose options default to them.
   */
  private Map<String, Object> overlaid(Map<String, Object> settings) {
    Map<String, Object> over = new LinkedHashMap<>();
    for (String key : List.of("interface", "cacert", "cert", "key")) {
      variable("OS_" + key.toUpperCase(Locale.ROOT)).ifPresent(value -> over.put(key, value));
    }
    variable("OS_PASSWORD")
        .ifPresent(password -> over.put("auth", Map.<String, Object>of("password", password)));
    Map<String, Object> all = merge(settings, over);
    if (over.containsKey("interface")) {
      // The older name would take precedence.
      all.remove("endpoint_type");
    }
    return all;
  }

  /** Merges the settings over those of the vendor profile that they name. */
  private Map<String, Object> withProfile(Map<String, Object> settings, List<String> warnings) {
    Object profile =
        settings.containsKey("profile") ? settings.get("profile") : settings.get("cloud");
    if (profile == null) {
      return settings;
    }
    Map<String, Object> known =
        first("clouds-public", "OS_CLIENT_VENDOR_FILE")
            .map(vendors -> CloudSettings.map(CloudYaml.read(vendors).get("public-clouds")))
            .orElse(Map.of());
    if (!known.containsKey(profile.toString())) {
      String unknown = "no clouds-public.yaml has the profile \"" + profile + "\"";
      String remedy = "write the profile's auth_url and region_name into clouds.yaml";
      if (CloudSpelling.of(settings, Optional.empty()).credential("auth_url").isEmpty()) {
        throw PublishFailures.of(unknown, remedy);
      }
      warnings.add(unknown + ": " + remedy);
      return settings;
    }
    Map<String, Object> under =
        new LinkedHashMap<>(CloudSettings.map(known.get(profile.toString())));
    if (Stream.of("regions", "region_name", "region-name").anyMatch(settings::containsKey)) {
      under.keySet().removeAll(List.of("regions", "region_name", "region-name"));
    }
    return merge(under, settings);
  }

  private Optional<Path> first(String stem, String variable) {
    Stream<Path> named = variable(variable).map(this::absolute).stream();
    Stream<Path> usual =
        directories().stream()
            .flatMap(
                directory ->
                    Stream.of(".yaml", ".yml", ".json").map(end -> directory.resolve(stem + end)));
    return Stream.concat(named, usual).filter(Files::isRegularFile).findFirst();
  }

  private Path absolute(String path) {
    return workingDirectory.resolve(path);
  }

  private List<Path> directories() {
    Stream<Path> own =
        Stream.concat(
            variable("XDG_CONFIG_HOME").map(this::absolute).stream(),
            Stream.of(home.resolve(".config")));
    Stream<Path> everybodys =
        Stream.concat(
            Stream.of(variable("XDG_CONFIG_DIRS").orElse("/etc/xdg").split(":"))
                .filter(directory -> !directory.isEmpty())
                .map(this::absolute),
            Stream.of(Path.of("/etc")));
    Stream<Path> below =
        Stream.concat(own, everybodys).map(directory -> directory.resolve("openstack"));
    return Stream.concat(Stream.of(workingDirectory), below).distinct().toList();
  }

  /** Merges two maps, nested maps too; {@code over} takes precedence. */
  private static Map<String, Object> merge(Map<String, Object> under, Map<String, Object> over) {
    Map<String, Object> merged = new LinkedHashMap<>(under);
    over.forEach(
        (key, value) ->
            merged.merge(
                key,
                value,
                (old, now) ->
                    now instanceof Map && old instanceof Map
                        ? merge(CloudSettings.map(old), CloudSettings.map(now))
                        : now));
    return merged;
  }

  private static void warnAboutPermissions(Path file, List<String> warnings) {
    try {
      Set<PosixFilePermission> permissions = Files.getPosixFilePermissions(file);
      boolean open =
          permissions.contains(PosixFilePermission.GROUP_READ)
              || permissions.contains(PosixFilePermission.OTHERS_READ);
      if (open) {
        warnings.add(file + " can be read by others: chmod 600 " + file);
      }
    } catch (IOException | UnsupportedOperationException e) {
      // This file system has no POSIX permissions to warn about.
    }
  }

  /** The variables' settings, under their names in clouds.yaml. */
  private Map<String, Object> fromVariables() {
    Map<String, Object> settings = new LinkedHashMap<>();
    environment.forEach(
        (variable, value) -> {
          if (variable.startsWith("OS_") && !value.isEmpty()) {
            settings.put(variable.substring("OS_".length()).toLowerCase(Locale.ROOT), value);
          }
        });
    // These select a cloud; they are not settings of it.
    settings.keySet().removeAll(List.of("cloud", "cloud_name"));
    return settings;
  }

  private Optional<String> variable(String name) {
    return Optional.ofNullable(environment.get(name)).filter(value -> !value.isEmpty());
  }
}
