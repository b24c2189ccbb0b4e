package dev.casement.unattend;

import static org.assertj.core.api.Assertions.assertThat;

import dev.casement.windows.Architecture;
import dev.casement.windows.ProductKey;
import dev.casement.windows.Release;
import dev.casement.windows.SanPolicy;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.EnumSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeMap;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;

/**
 * {@code docs/windows-facts.md} names every setting that an answer file of Casement can hold, for
 * exactly the releases that get it, with its source; and no setting that none holds.
 */
class SourcedSettingsTest {
  private static final Path FACTS = Path.of("docs/windows-facts.md");
  private static final String CERTAINTY =
      "documented|by title|practice|reported|\\*\\*uncertain\\*\\*";
  private static final Pattern REGISTRY_VALUE = Pattern.compile("reg\\.exe add \"(.+)\" /v (\\S+)");

  /** A row of a table of facts: what it is about, and the releases that it names. */
  private record Row(List<String> cells) {
    Stream<String> settings() {
      String place = bare(cells.get(0)) + " " + bare(cells.get(1)) + " ";
      return Arrays.stream(cells.get(2).split(",")).map(setting -> place + bare(setting));
    }

    Set<Release> releases() {
      String words = cells.get(3);
      return Arrays.stream(Release.values())
          .filter(
              release ->
                  words.equals("all")
                      || words.equals(release.isServer() ? "servers" : "clients")
                      || List.of(words.split(", ")).contains(shortName(release)))
          .collect(Collectors.toCollection(() -> EnumSet.noneOf(Release.class)));
    }

    private static String shortName(Release release) {
      return release.displayName().replaceFirst("^Windows (Server )?", "");
    }

    private static String bare(String cell) {
      return cell.strip().replace("`", "");
    }
  }

  @Test
  void everySettingOfEveryAnswerFileHasItsSourceAndItsReleases() throws IOException {
    assertThat(documented("## Every setting")).isEqualTo(generated());
  }

  @Test
  void everyRegistryValueThatACommandSetsHasItsSourceAndItsReleases() throws IOException {
    assertThat(documented("## Every registry value")).isEqualTo(registryValues());
  }

  @Test
  void everyRowSaysWhereItIsFromAndHowCertainThatIs() throws IOException {
    for (String heading : List.of("## Every setting", "## Every registry value")) {
      assertThat(rows(heading))
          .isNotEmpty()
          .allSatisfy(
              row -> {
                assertThat(row.cells()).hasSize(6);
                assertThat(row.cells().get(4)).hasSizeGreaterThan(5);
                assertThat(row.cells().get(5)).matches("(" + CERTAINTY + ")(?:[;:,] .+| .+)?");
              });
    }
  }

  private static Map<String, Set<Release>> documented(String heading) throws IOException {
    Map<String, Set<Release>> all = new TreeMap<>();
    for (Row row : rows(heading)) {
      row.settings()
          .forEach(
              setting ->
                  assertThat(all.put(setting, row.releases())).as(setting + " twice").isNull());
    }
    return all;
  }

  private static List<Row> rows(String heading) throws IOException {
    return Files.readAllLines(FACTS).stream()
        .dropWhile(line -> !line.startsWith(heading))
        .skip(1)
        .takeWhile(line -> !line.startsWith("## "))
        .filter(line -> line.startsWith("| "))
        .skip(1)
        .map(line -> line.substring(1, line.lastIndexOf('|')))
        .map(line -> new Row(Arrays.stream(line.split("\\|")).map(String::strip).toList()))
        .toList();
  }

  private static Map<String, Set<Release>> generated() {
    Map<String, Set<Release>> all = new TreeMap<>();
    everyAnswerFile()
        .forEach(
            (release, file) ->
                file.forEach(
                    pass ->
                        pass.components()
                            .forEach(
                                component -> {
                                  String place = pass.pass().xmlName() + " " + component.name();
                                  component.settings().stream()
                                      .flatMap(setting -> leaves("", setting))
                                      .map(leaf -> place + " " + leaf)
                                      .forEach(leaf -> add(all, leaf, release));
                                })));
    return all;
  }

  private static Stream<String> leaves(String parent, Setting setting) {
    String path = parent + setting.name();
    return switch (setting) {
      case Setting.Value _, Setting.SecretValue _ -> Stream.of(path);
      case Setting.Group(_, var settings) -> settings.stream().flatMap(s -> leaves(path + "/", s));
      case Setting.Item(_, _, var settings) ->
          settings.stream().flatMap(s -> leaves(path + "/", s));
    };
  }

  private static Map<String, Set<Release>> registryValues() {
    Map<String, Set<Release>> all = new TreeMap<>();
    everyAnswerFile()
        .forEach(
            (release, file) ->
                file.forEach(
                    pass ->
                        pass.components().stream()
                            .flatMap(component -> component.settings().stream())
                            .flatMap(SourcedSettingsTest::texts)
                            .map(REGISTRY_VALUE::matcher)
                            .filter(Matcher::lookingAt)
                            .map(m -> pass.pass().xmlName() + " " + m.group(1) + " " + m.group(2))
                            .forEach(value -> add(all, value, release))));
    return all;
  }

  private static Stream<String> texts(Setting setting) {
    return switch (setting) {
      case Setting.Value(_, var text) -> Stream.of(text);
      case Setting.SecretValue _ -> Stream.empty();
      case Setting.Group(_, var settings) -> settings.stream().flatMap(SourcedSettingsTest::texts);
      case Setting.Item(_, _, var settings) ->
          settings.stream().flatMap(SourcedSettingsTest::texts);
    };
  }

  private static void add(Map<String, Set<Release>> all, String key, Release release) {
    all.computeIfAbsent(key, _ -> EnumSet.noneOf(Release.class)).add(release);
  }

  /** The passes of every answer file of each release: all targets, with and without the options. */
  private static Map<Release, List<PassSettings>> everyAnswerFile() {
    return Arrays.stream(Release.values())
        .collect(
            Collectors.toMap(
                release -> release,
                release ->
                    Stream.concat(installations(release), generalizations(release))
                        .flatMap(file -> file.passes().stream())
                        .toList()));
  }

  private static Stream<AnswerFile> installations(Release release) {
    return Cases.allTargets()
        .filter(target -> target.release() == release)
        .map(Cases::install)
        .flatMap(
            usual ->
                Stream.of(
                    usual,
                    other(usual, new InstallSettings.Options(5, false, SanPolicy.WINDOWS, false))))
        .map(AnswerFiles::install);
  }

  private static InstallSettings other(InstallSettings usual, InstallSettings.Options options) {
    return new InstallSettings(
        usual.target(),
        new ImageChoice.ByName("an image"),
        Optional.of(ProductKey.own("BBBBB-CCCCC-DDDDD-FFFFF-GGGGG")),
        usual.regional(),
        Registration.none(),
        usual.account(),
        usual.drivers(),
        options);
  }

  private static Stream<AnswerFile> generalizations(Release release) {
    return Arrays.stream(Architecture.values())
        .filter(release::existsFor)
        .flatMap(
            architecture ->
                Stream.of(true, false)
                    .map(
                        on ->
                            new GeneralizeSettings(
                                release,
                                architecture,
                                Cases.generalize(release).productKey(),
                                Regional.of("en-US", "UTC"),
                                Registration.none(),
                                "Admin",
                                on,
                                on,
                                Optional.of("?:\\pagefile.sys"))))
        .map(AnswerFiles::generalize);
  }
}
