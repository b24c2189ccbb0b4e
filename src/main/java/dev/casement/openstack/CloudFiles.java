package dev.casement.openstack;

import java.io.IOException;
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
 * <p>Of each file, the first one found counts: where {@code OS_CLIENT_CONFIG_FILE} (…{@code
 * _SECURE_FILE}, …{@code _VENDOR_FILE}) says, in the working directory, and in {@code openstack}
 * below {@code XDG_CONFIG_HOME}, {@code ~/.config}, {@code XDG_CONFIG_DIRS} (usually {@code
 * /etc/xdg}) and {@code /etc}. Source: openstacksdk, "Configuring OpenStack SDK Applications", and
 * its config/loader.py.
 */
public final class CloudFiles {
  /** The name that the variables go by when somebody asks for them. */
  private static final String VARIABLES = "envvars";

  private final Path workingDirectory;
  private final Path home;
  private final Map<String, String> environment;

  public CloudFiles(Path workingDirectory, Map<String, String> environment) {
    this.workingDirectory = workingDirectory;
    this.home = Path.of(environment.getOrDefault("HOME", "/"));
    this.environment = environment;
  }

  /**
   * The cloud of that name; without a name the one that {@code OS_CLOUD} names, then the {@code
   * OS_} variables, then the only one there is.
   */
  public CloudConfig find(Optional<String> asked) {
    Optional<String> name = asked.or(() -> variable("OS_CLOUD"));
    String variables = variable("OS_CLOUD_NAME").orElse(VARIABLES);
    boolean hasVariables = variable("OS_AUTH_URL").isPresent();
    if (name.map(variables::equals).orElse(hasVariables)) {
      if (!hasVariables) {
        throw Troubles.of("OS_AUTH_URL is not set", "set the OS_ variables, or name a cloud");
      }
      return new CloudSettings(variables, fromVariables(), home).config(List.of());
    }
    return fromFile(name);
  }

  private CloudConfig fromFile(Optional<String> asked) {
    Path file =
        first("clouds", "OS_CLIENT_CONFIG_FILE")
            .orElseThrow(
                () ->
                    Troubles.of(
                        "there is no clouds.yaml, in "
                            + directories().stream()
                                .map(Path::toString)
                                .collect(Collectors.joining(", ")),
                        "write one, set OS_CLIENT_CONFIG_FILE, or set the OS_ variables"));
    Map<String, Object> clouds = clouds(file);
    String name =
        asked.orElseGet(
            () -> {
              if (clouds.size() == 1) {
                return clouds.keySet().iterator().next();
              }
              throw Troubles.of(
                  file + " has " + clouds.size() + " clouds",
                  "say which with --cloud: " + String.join(", ", clouds.keySet()));
            });
    if (!clouds.containsKey(name)) {
      throw Troubles.of(
          file + " has no cloud \"" + name + "\"",
          "name one that is there: " + String.join(", ", clouds.keySet()));
    }
    List<String> warnings = new ArrayList<>();
    warnAboutPermissions(file, warnings);
    Map<String, Object> settings = withProfile(CloudSettings.map(clouds.get(name)), file);
    Optional<Path> secure = first("secure", "OS_CLIENT_SECURE_FILE");
    if (secure.isPresent()) {
      warnAboutPermissions(secure.get(), warnings);
      Map<String, Object> secrets = CloudSettings.map(CloudYaml.read(secure.get()).get("clouds"));
      settings = merge(settings, CloudSettings.map(secrets.get(name)));
    }
    return new CloudSettings(name, merge(settings, overlay()), home).config(warnings);
  }

  private static Map<String, Object> clouds(Path file) {
    Map<String, Object> clouds = CloudSettings.map(CloudYaml.read(file).get("clouds"));
    if (clouds.isEmpty()) {
      throw Troubles.of(
          file + " has no clouds", "write one there, or set the OS_ variables in its place");
    }
    return clouds;
  }

  /**
   * What the variables say of whichever cloud was chosen. Source: osc_lib/shell.py and
   * osc_lib/api/auth.py, whose options have them as defaults.
   */
  private Map<String, Object> overlay() {
    Map<String, Object> over = new LinkedHashMap<>();
    for (String key : List.of("region_name", "interface", "cacert", "cert", "key")) {
      variable("OS_" + key.toUpperCase(Locale.ROOT)).ifPresent(value -> over.put(key, value));
    }
    variable("OS_PASSWORD")
        .ifPresent(password -> over.put("auth", Map.<String, Object>of("password", password)));
    return over;
  }

  private Map<String, Object> withProfile(Map<String, Object> settings, Path file) {
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
      throw Troubles.of(
          file + " refers to the profile \"" + profile + "\", which no clouds-public.yaml has",
          "write the profile's auth_url and region_name into clouds.yaml");
    }
    return merge(CloudSettings.map(known.get(profile.toString())), settings);
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

  /** What {@code over} says counts; maps are merged. */
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
      // A file system without such permissions has nothing to warn about.
    }
  }

  /** The variables' settings, under the names that clouds.yaml has for them. */
  private Map<String, Object> fromVariables() {
    List<String> outside =
        List.of(
            "auth_type",
            "region_name",
            "interface",
            "endpoint_type",
            "image_endpoint_override",
            "cacert",
            "cert",
            "key",
            "insecure",
            "default_domain");
    Map<String, Object> settings = new LinkedHashMap<>();
    Map<String, Object> auth = new LinkedHashMap<>();
    environment.forEach(
        (variable, value) -> {
          if (variable.startsWith("OS_") && !value.isEmpty()) {
            String key = variable.substring("OS_".length()).toLowerCase(Locale.ROOT);
            (outside.contains(key) ? settings : auth).put(key, value);
          }
        });
    settings.put("auth", auth);
    return settings;
  }

  private Optional<String> variable(String name) {
    return Optional.ofNullable(environment.get(name)).filter(value -> !value.isEmpty());
  }
}
