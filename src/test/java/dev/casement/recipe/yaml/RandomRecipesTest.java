package dev.casement.recipe.yaml;

import static org.assertj.core.api.Assertions.assertThat;

import dev.casement.http.ProxyVariables;
import dev.casement.hypervisor.FakeHypervisor;
import dev.casement.pipeline.Build;
import dev.casement.pipeline.BuildPlan;
import dev.casement.pipeline.Services;
import dev.casement.pipeline.engine.BuildOptions;
import dev.casement.pipeline.inspect.InstallIso;
import dev.casement.process.SystemCommandRunner;
import dev.casement.report.BuildException;
import dev.casement.report.Failure;
import dev.casement.windows.Release;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Clock;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import net.jqwik.api.Arbitraries;
import net.jqwik.api.Arbitrary;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.Provide;
import net.jqwik.api.Tuple;
import net.jqwik.api.lifecycle.AfterContainer;
import net.jqwik.api.lifecycle.BeforeContainer;
import net.jqwik.api.statistics.Statistics;
import org.jspecify.annotations.Nullable;
import tools.jackson.core.json.JsonWriteFeature;
import tools.jackson.databind.json.JsonMapper;

/**
 * Whatever a recipe says, planning its build ends with a plan or with a failure that says what to
 * mend; never with a defect.
 */
class RandomRecipesTest {
  private static final JsonMapper YAML =
      JsonMapper.builder().enable(JsonWriteFeature.ESCAPE_NON_ASCII).build();

  private static @Nullable Path directory;

  @BeforeContainer
  static void writeMedia() throws IOException {
    directory = Files.createTempDirectory("random-recipes");
    InstallIso.write(directory);
    for (String script : List.of("a.ps1", "b b.cmd", "ps1", ".exe", "c\td.bat", "é\uFFFE.ps1")) {
      Files.writeString(directory.resolve(script), script.endsWith(".exe") ? "MZ" : "exit 0\r\n");
    }
  }

  @AfterContainer
  static void deleteMedia() throws IOException {
    try (var files = Files.walk(directory())) {
      for (Path file : files.toList().reversed()) {
        Files.delete(file);
      }
    }
  }

  private static Path directory() {
    return java.util.Objects.requireNonNull(directory);
  }

  @Property(tries = 1000)
  void aPlanIsMadeOrTheRecipeIsBlamed(@ForAll("recipes") Map<String, Object> recipe)
      throws IOException {
    Path file = directory().resolve("recipe.yaml");
    Files.writeString(file, YAML.writeValueAsString(recipe));
    try {
      assertThat(plan(file).answerFile()).contains("<unattend");
      Statistics.collect("planned");
    } catch (BuildException e) {
      assertThat(e.failure()).isIn(Failure.RECIPE, Failure.MEDIA);
      assertThat(e.remedy()).isNotBlank();
      Statistics.collect(e.failure());
    }
    Statistics.coverage(
        coverage -> {
          coverage.check("planned").percentage(percent -> percent > 3);
          coverage.check(Failure.MEDIA).percentage(percent -> percent > 5);
        });
  }

  private static BuildPlan plan(Path file) {
    BuildOptions options =
        new BuildOptions(
            directory().resolve("work"),
            directory().resolve("out"),
            Optional.empty(),
            false,
            Optional.empty(),
            "test");
    Services services =
        new Services(
            new SystemCommandRunner(),
            new FakeHypervisor((job, machine, screen) -> {}),
            new ProxyVariables(Map.of()),
            Clock.systemUTC(),
            event -> {});
    return new Build(new RecipeFile(file, Map.of("KEY", "x")).read(), options, services).plan();
  }

  @Provide
  Arbitrary<Map<String, Object>> recipes() {
    return keys(
        Map.of(
            "name", always(words("x", "a_b", "A.b-c", "9")),
            "media", always(media()),
            "windows", maybe(windows()),
            "machine", maybe(machine()),
            "cloudbaseInit", maybe(cloudbaseInit()),
            "updates", maybe(words("none", "microsoft-update")),
            "settings", maybe(settings()),
            "publish", maybe(publish()),
            "steps", maybe(step().list().ofMaxSize(3))));
  }

  private static Arbitrary<Map<String, Object>> media() {
    Arbitrary<Object> install =
        words("install.iso", "absent.iso", "b b.cmd").map(path -> Map.of("path", path));
    return keys(
        Map.of(
            "install", always(install),
            "drivers", maybe(drivers()),
            "moreDrivers", maybe(sources()),
            "features", maybe(sources())));
  }

  private static Arbitrary<Map<String, Object>> drivers() {
    return keys(
        Map.of(
            "path", always(words("absent.iso")),
            "exclude", maybe(words("pvpanic", "viostor", "a b").list().ofMaxSize(2))));
  }

  private static Arbitrary<List<Object>> sources() {
    return words("install.iso", "absent.iso", "b b.cmd", "files")
        .<Object>map(path -> Map.of("path", path))
        .list()
        .ofMaxSize(2);
  }

  private static Arbitrary<Map<String, Object>> windows() {
    Map<String, Arbitrary<Optional<Object>>> keys = new LinkedHashMap<>();
    keys.put("release", maybe(Arbitraries.of(Release.ids())));
    keys.put("architecture", maybe(words("amd64", "x86", "arm64")));
    keys.put(
        "productKey",
        maybe(
            texts(
                "kms",
                "none",
                "W269N-WFGWX-YVC9B-4J6C9-T83GX",
                "AAAAA-AAAAA-AAAAA-AAAAA-AAAAA",
                "11111-22222-33333-44444-55555")));
    keys.put("locale", maybe(texts("en-US", "de-CH", "sr-Latn-RS", "es-419", "xxx-ZZ")));
    keys.put("keyboard", maybe(texts("fr-CH", "0409:00020409", "en-US;0807:00000807")));
    keys.put("organization", maybe(texts("Example & Sons", "\"x\"", " y")));
    keys.put("owner", maybe(texts("A. Person", "<z>")));
    keys.put("timeZone", maybe(texts("UTC", "W. Europe Standard Time", "UTC-02_dstoff", "a & b")));
    keys.put("features", maybe(texts("NetFx3", "TelnetClient").list().ofMaxSize(2)));
    keys.put(
        "capabilities",
        maybe(
            texts("OpenSSH.Server~~~~0.0.1.0", "Language.Basic~~~fr-FR~0.0.1.0")
                .list()
                .ofMaxSize(2)));
    keys.put("languages", maybe(texts("fr-FR", "sr-Latn-RS").list().ofMaxSize(2)));
    Arbitrary<Map<String, Object>> plain = keys(keys);
    Arbitrary<Map<String, Object>> selector =
        Arbitraries.oneOf(
            Arbitraries.just(Map.of()),
            texts("ServerStandard", "Professional", "x").map(text -> Map.of("edition", text)),
            Arbitraries.integers().between(1, 999).map(index -> Map.of("index", index)),
            texts("Windows Server 2022 SERVERSTANDARD", "Windows 7 ", "x\u2003")
                .map(text -> Map.of("image", text)));
    return plain.flatMap(
        some ->
            selector.map(
                chosen -> {
                  Map<String, Object> all = new LinkedHashMap<>(some);
                  all.putAll(chosen);
                  return all;
                }));
  }

  private static Arbitrary<Map<String, Object>> machine() {
    return keys(
        Map.of(
            "firmware", maybe(words("bios", "uefi", "uefi-secure")),
            "disk", maybe(words("1G", "8G", "40G", "64T", "1025M")),
            "diskBus", maybe(words("virtio", "scsi", "sata")),
            "memory", maybe(words("256M", "4G", "4T")),
            "cpus", maybe(Arbitraries.integers().between(1, 256)),
            "tpm", maybe(Arbitraries.of(true, false)),
            "setupMedium", maybe(words("floppy", "cd")),
            "network", maybe(words("isolated", "outbound"))));
  }

  private static Arbitrary<Map<String, Object>> cloudbaseInit() {
    Map<String, Arbitrary<Optional<Object>>> keys = new LinkedHashMap<>();
    keys.put(
        "username",
        maybe(
            texts(
                "Admin",
                "Administrator",
                "guest",
                "a%b",
                " a",
                "a.",
                "a\u2003",
                "12345678901234567890",
                "123456789012345678901")));
    keys.put(
        "groups",
        maybe(texts("Administrators", "Remote Desktop Users", "a,b").list().ofMaxSize(2)));
    keys.put("metadataServices", maybe(words("config-drive", "http").list().ofMaxSize(3)));
    keys.put("metadataUrl", maybe(texts("http://[fe80::1]/", "https://h/?a=b", "http://")));
    keys.put("passwordLength", maybe(Arbitraries.integers().between(8, 127)));
    keys.put("kmsHost", maybe(texts("kms.example.org:1688", "a:99999", "..", ":1")));
    return keys(keys);
  }

  private static Arbitrary<Map<String, Object>> settings() {
    return keys(Map.of("pageFile", maybe(texts("system", "none", "1G", "1G-2G", "2G-1G", "0"))));
  }

  private static Arbitrary<Map<String, Object>> publish() {
    Arbitrary<Object> properties =
        net.jqwik.api.Combinators.combine(
                words("hw_video_model", "os_type", "hw_rng_model", "casement_x"), texts("", "qxl"))
            .as(Map::of);
    return keys(
        Map.of(
            "clouds", maybe(texts("a", "b").list().ofMaxSize(2)),
            "name", maybe(texts("Windows", "x y")),
            "visibility", maybe(words("private", "shared", "public")),
            "protect", maybe(Arbitraries.of(true, false)),
            "tags", maybe(texts("t").list().ofMaxSize(2)),
            "properties", maybe(properties),
            "share", maybe(words("0a", "b-c").list().ofMaxSize(2)),
            "keep", maybe(Arbitraries.integers().between(1, 10000))));
  }

  private static Arbitrary<Map<String, Object>> step() {
    return keys(
        Map.of(
            "run",
            always(texts("a.ps1", "b b.cmd", "ps1", ".exe", "c\td.bat", "é\uFFFE.ps1", "..", "/")),
            "args",
            maybe(texts("-Force", "a\"b", "%PATH%").list().ofMaxSize(3)),
            "timeout",
            maybe(words("1s", "5m", "24h")),
            "when",
            maybe(words("first-logon", "before-sysprep"))));
  }

  private static Arbitrary<Object> words(String... words) {
    return Arbitraries.of(words).map(word -> word);
  }

  /** These, and now and then anything at all, lone surrogates included. */
  private static Arbitrary<Object> texts(String... usual) {
    return Arbitraries.frequencyOf(
        Tuple.of(6, words(usual)),
        Tuple.of(1, Arbitraries.strings().ofMinLength(1).ofMaxLength(30).map(text -> text)),
        Tuple.of(1, Arbitraries.strings().ascii().ofMinLength(1).ofMaxLength(30).map(t -> t)));
  }

  private static Arbitrary<Optional<Object>> always(Arbitrary<?> values) {
    return values.map(Optional::of);
  }

  private static Arbitrary<Optional<Object>> maybe(Arbitrary<?> values) {
    return values.<Object>map(value -> value).optional(0.4);
  }

  private static Arbitrary<Map<String, Object>> keys(
      Map<String, Arbitrary<Optional<Object>>> keys) {
    List<String> names = new ArrayList<>(keys.keySet()).stream().sorted().toList();
    return net.jqwik.api.Combinators.combine(
            names.stream().map(name -> java.util.Objects.requireNonNull(keys.get(name))).toList())
        .as(
            values -> {
              Map<String, Object> written = new LinkedHashMap<>();
              for (int i = 0; i < names.size(); i++) {
                String name = names.get(i);
                values.get(i).ifPresent(value -> written.put(name, value));
              }
              return written;
            });
  }
}
