package dev.casement.openstack.cloud;

import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Stream;

/**
 * One cloud's settings in one region, each under openstacksdk's canonical name.
 *
 * <p>The input varies: hyphens or underscores, below {@code auth} or beside it, {@code tenant} or
 * {@code project}, one domain or two. Source: openstacksdk, config/loader.py ({@code magic_fixes},
 * {@code _fix_backwards_project}, {@code _handle_domain_id}, {@code _get_known_regions}, {@code
 * _validate_auth}).
 *
 * @param auth the credentials for Keystone, and its address
 * @param others everything else
 */
record CloudSpelling(Map<String, Object> auth, Map<String, Object> others) {
  private static final String AUTH = "auth";
  private static final String REGION = "region_name";

  /**
   * The names under which openstacksdk looks for a setting of {@code auth}, first beside it and
   * then below it; the last one found is used.
   */
  private static final Map<String, List<String>> MOVED = moved();

  /** Settings that may be given once for user and project. Source: {@code _handle_domain_id}. */
  private static final List<String> DOMAIN = List.of("domain_id", "domain_name");

  private static final Pattern REFERENCE = Pattern.compile("\\{(\\w+)\\}");

  CloudSpelling {
    auth = Map.copyOf(auth);
    others = Map.copyOf(others);
  }

  /**
   * Reads settings in any spelling.
   *
   * @param asked the requested region; empty: the first one listed
   */
  static CloudSpelling of(Map<String, Object> written, Optional<String> asked) {
    Map<String, Object> others = new LinkedHashMap<>(written);
    Map<String, Object> region = region(underscored(written), asked);
    Map<String, Object> auth = new LinkedHashMap<>(CloudSettings.map(others.remove(AUTH)));
    auth.putAll(CloudSettings.map(region.remove(AUTH)));
    others.remove("region-name");
    others.putAll(region);
    MOVED.forEach((name, spellings) -> move(name, spellings, others, auth));
    Map<String, Object> settings = underscored(others);
    Map<String, Object> shown = underscored(auth);
    shareDomain(shown);
    expand(settings, settings);
    expand(shown, settings);
    return new CloudSpelling(shown, settings);
  }

  /** The credential of this name. */
  Optional<String> credential(String name) {
    return text(auth, name).or(() -> text(others, name));
  }

  Optional<String> setting(String name) {
    return text(others, name);
  }

  private static Optional<String> text(Map<String, Object> from, String key) {
    Object value = from.get(key);
    if (value == null || value instanceof Map || value instanceof List) {
      return Optional.empty();
    }
    return Optional.of(value.toString()).filter(text -> !text.isEmpty());
  }

  private static Map<String, List<String>> moved() {
    Map<String, List<String>> all = new LinkedHashMap<>();
    for (String name :
        List.of(
            "domain_id",
            "domain_name",
            "user_domain_id",
            "user_domain_name",
            "project_domain_id",
            "project_domain_name")) {
      all.put(name, List.of(name, hyphened(name)));
    }
    all.put("token", List.of("auth-token", "auth_token", "token"));
    for (String name : List.of("project_id", "project_name")) {
      String old = name.replace("project", "tenant");
      all.put(name, List.of(old, hyphened(old), name, hyphened(name)));
    }
    return all;
  }

  private static String hyphened(String name) {
    return name.replace('_', '-');
  }

  private static void move(
      String name, List<String> spellings, Map<String, Object> others, Map<String, Object> auth) {
    Object found = null;
    for (String spelling : spellings) {
      for (Map<String, Object> place : List.of(others, auth)) {
        Object value = place.remove(spelling);
        found = value == null || value.toString().isEmpty() ? found : value;
      }
    }
    if (found != null) {
      auth.put(name, found);
    }
  }

  private static Map<String, Object> underscored(Map<String, Object> written) {
    Map<String, Object> result = new LinkedHashMap<>();
    written.forEach((key, value) -> result.put(key.replace('-', '_'), value));
    return result;
  }

  /** The settings of one region: its name, and the settings that apply only there. */
  private static Map<String, Object> region(Map<String, Object> settings, Optional<String> asked) {
    Map<String, Map<String, Object>> known = new LinkedHashMap<>();
    for (Object each : regions(settings)) {
      Map<String, Object> entry = CloudSettings.map(each);
      String name = String.valueOf(entry.isEmpty() ? each : entry.get("name")).strip();
      known.putIfAbsent(name, underscored(CloudSettings.map(entry.get("values"))));
    }
    Map<String, Object> region = new LinkedHashMap<>();
    asked
        .or(() -> known.keySet().stream().findFirst())
        .ifPresent(
            name -> {
              region.putAll(known.getOrDefault(name, Map.of()));
              region.put(REGION, name);
            });
    return region;
  }

  private static List<Object> regions(Map<String, Object> settings) {
    Object written =
        settings.containsKey("regions") ? settings.get("regions") : settings.get(REGION);
    if (written instanceof List<?> several) {
      return new ArrayList<>(several);
    }
    return written == null || written instanceof Map
        ? List.of()
        : Stream.of(written.toString().split(",")).<Object>map(name -> name).toList();
  }

  /**
   * Applies a domain that is given once to the user and the project where they have none. Beside an
   * application credential's name it applies to the user only: such a credential implies its
   * project.
   */
  private static void shareDomain(Map<String, Object> auth) {
    if (Stream.of("project_id", "project_name", "application_credential_name")
        .noneMatch(auth::containsKey)) {
      return;
    }
    for (String key : DOMAIN) {
      Object domain = auth.remove(key);
      if (domain != null) {
        auth.putIfAbsent("user_" + key, domain);
        auth.putIfAbsent("project_" + key, domain);
      }
    }
  }

  /** Expands references to other settings, such as {@code https://{region_name}.example.org}. */
  private static void expand(Map<String, Object> values, Map<String, Object> settings) {
    values.replaceAll(
        (key, value) ->
            value instanceof String text && text.contains("{") && !key.contains("password")
                ? REFERENCE
                    .matcher(text)
                    .replaceAll(
                        match ->
                            Matcher.quoteReplacement(
                                text(settings, match.group(1)).orElse(match.group())))
                : value);
  }
}
