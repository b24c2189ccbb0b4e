package dev.casement.dependencies;

import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.nio.file.Path;
import java.util.List;
import java.util.Objects;
import java.util.Optional;
import java.util.stream.Stream;
import org.apache.maven.artifact.versioning.ComparableVersion;
import tools.jackson.databind.DeserializationFeature;
import tools.jackson.databind.json.JsonMapper;

/**
 * What is known of vulnerabilities in Casement's dependencies, as src/verify/advisories writes it.
 *
 * @param sources where it is from, with the licence
 * @param complete whether the whole of the source was read
 * @param newest the day on which the newest advisory that was read was last changed
 * @param searched the packages whose advisories were looked for
 */
record Advisories(
    List<String> sources,
    boolean complete,
    String newest,
    List<String> searched,
    List<Advisory> advisories) {
  private static final JsonMapper MAPPER =
      JsonMapper.builder().enable(DeserializationFeature.FAIL_ON_UNKNOWN_PROPERTIES).build();

  /** Those of the repository. */
  static Advisories read() {
    try (InputStream extract = Advisories.class.getResourceAsStream("/advisories/maven.json")) {
      return MAPPER.readValue(Objects.requireNonNull(extract), Advisories.class);
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  static Advisories read(Path file) {
    return MAPPER.readValue(file, Advisories.class);
  }

  /** A line for each advisory that concerns one of these, and for each that nobody looked up. */
  List<String> problemsOf(List<Dependency> dependencies) {
    Stream<String> unknown =
        dependencies.stream()
            .filter(dependency -> !searched.contains(dependency.name()))
            .map(
                dependency ->
                    dependency.name()
                        + ": advisories were not looked for, run src/verify/advisories");
    Stream<String> known =
        dependencies.stream()
            .flatMap(
                dependency ->
                    advisories.stream()
                        .map(advisory -> advisory.problemOf(dependency))
                        .flatMap(Optional::stream));
    return Stream.concat(unknown, known).toList();
  }

  /**
   * One advisory, for one package.
   *
   * @param aliases the CVE, if it has one
   * @param modified the day on which it was last changed
   */
  record Advisory(
      String id,
      List<String> aliases,
      String name,
      String severity,
      String modified,
      List<Range> ranges) {
    private Optional<String> problemOf(Dependency dependency) {
      if (!name.equals(dependency.name())) {
        return Optional.empty();
      }
      return ranges.stream()
          .filter(range -> range.has(new ComparableVersion(dependency.version())))
          .findFirst()
          .map(
              range ->
                  "%s %s: %s, %s, %s"
                      .formatted(name, dependency.version(), id, severity, range.remedy()));
    }
  }

  /**
   * Versions that are affected: from the first on, and up to one of the others. Without any of
   * these all later ones are affected.
   *
   * @param fixed the first that is not affected any more
   * @param lastAffected the last that is known to be
   * @param below the one below which all are known to be
   */
  record Range(
      String introduced,
      Optional<String> fixed,
      Optional<String> lastAffected,
      Optional<String> below) {
    private boolean has(ComparableVersion version) {
      return order(version, introduced) >= 0
          && fixed.stream().allMatch(bound -> order(version, bound) < 0)
          && lastAffected.stream().allMatch(bound -> order(version, bound) <= 0)
          && below.stream().allMatch(bound -> order(version, bound) < 0);
    }

    private static int order(ComparableVersion version, String other) {
      return version.compareTo(new ComparableVersion(other));
    }

    private String remedy() {
      return fixed.map(version -> "fixed in " + version).orElse("no fixed version is known");
    }
  }
}
