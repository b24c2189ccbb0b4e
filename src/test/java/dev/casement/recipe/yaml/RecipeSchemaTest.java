package dev.casement.recipe.yaml;

import static org.assertj.core.api.Assertions.assertThat;

import com.networknt.schema.InputFormat;
import com.networknt.schema.Schema;
import com.networknt.schema.SchemaRegistry;
import com.networknt.schema.SpecificationVersion;
import dev.casement.report.Problems;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.stream.Stream;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;
import org.junit.jupiter.params.provider.ValueSource;
import tools.jackson.databind.json.JsonMapper;

@Tag("host-locale")
class RecipeSchemaTest {
  @Test
  void theShippedSchemaIsTheOneOfTheRecords() throws IOException {
    String fresh = RecipeSchema.generate();
    Path copy = Path.of("target/recipe.schema.json");
    Files.writeString(copy, fresh);
    assertThat(Files.readString(RecipeSchema.FILE))
        .as("out of date: cp %s %s", copy, RecipeSchema.FILE)
        .isEqualTo(fresh);
  }

  static List<Path> examples() throws IOException {
    try (Stream<Path> files = Files.list(Path.of("examples"))) {
      return files.filter(file -> file.toString().endsWith(".yaml")).toList();
    }
  }

  @ParameterizedTest
  @MethodSource("examples")
  void everyExampleIsValidForTheSchemaAndForTheReader(Path example) {
    assertThat(violations(read(example))).isEmpty();
    assertThat(new RecipeFile(example, Map.of()).read().name()).isNotBlank();
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "name: x",
        "media: { install: { path: a.iso } }",
        "name: x\nmedia: { install: { path: a.iso, url: 'http://example.test/a.iso' } }",
        "name: x\nmedia: { install: { sha256: aa } }",
        "name: x\nmedia: { install: { path: a.iso } }\nunknown: 1",
        "name: x\nmedia: { install: { path: a.iso } }\nwindows: { edition: A, index: 1 }",
        "name: x\nmedia: { install: { path: a.iso } }\nwindows: { productKey: soon }",
        "name: x\nmedia: { install: { path: a.iso } }\nmachine: { disk: big }",
        "name: x\nmedia: { install: { path: a.iso } }\nmachine: { cpus: 0 }",
        "name: x\nmedia: { install: { path: a.iso } }\nmachine: { firmware: efi }",
        "name: x\nmedia: { install: { path: a.iso } }\nlimits: { install: 2 hours }",
        "name: x\nmedia: { install: { path: a.iso } }\nupdates: { source: none, wsus: 'http://w/' }",
        "name: x\nmedia: { install: { path: a.iso } }\nupdates: sometimes",
        "name: x\nmedia: { install: { path: a.iso } }\nsteps: [ { args: [a] } ]",
        "name: x\nmedia: { install: { path: a.iso } }\nsteps: [ { run: a.ps1, when: now } ]",
        "name: x\nmedia: { install: { path: a.iso } }\nmachine: { network: nat }",
        "name: x\nmedia: { install: { path: a.iso } }\nsettings: { pageFile: some }",
        "name: x\nmedia: { install: { path: a.iso } }\ncloudbaseInit: { metadataServices: [gce] }",
        "name: x\nmedia: { install: { path: a.iso } }\ncleanUp: { components: all }",
        "name: x\nmedia: { install: { path: a.iso } }\npublish: { cloud: a, clouds: [b] }",
        "name: x\nmedia: { install: { path: a.iso } }\npublish: { visibility: secret }",
        "name: x\nmedia: { install: { path: a.iso } }\npublish: { properties: { a: [b] } }",
        "name: x\nmedia: { install: { path: a.iso } }\npublish: { share: [a b] }",
        "name: x\nmedia: { install: { path: a.iso } }\npublish: { keep: 0 }",
      })
  void theSchemaRefusesWhatTheReaderRefuses(String yaml) {
    Problems problems = new Problems();
    YamlReader.read(yaml, problems).ifPresent(root -> RecipeTexts.read(root, problems));
    assertThat(problems.isEmpty()).isFalse();
    assertThat(violations(yaml)).isNotEmpty();
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "updates: none",
        "updates: { wsus: 'http://wsus.example.test:8530' }",
        "updates: { packages: msu }",
        "updates: { packages: msu, source: microsoft-update }",
        "updates: { packages: msu, wsus: 'http://wsus.example.test:8530' }",
        "windows: { productKey: { env: KEY } }",
        "windows: { productKey: FJ82H-XT6CR-J8D7P-XQJJ2-GPDD4 }",
        "windows: { index: 2 }",
        "machine: { firmware: uefi-secure, tpm: true, setupMedium: cd, diskBus: sata }",
        "limits: { install: 1h30m, silence: 45s, resets: 3 }",
        "steps: [ { run: a.ps1, args: [-Force], timeout: 5m, when: first-logon } ]",
        "machine: { network: outbound }",
        "cloudbaseInit: { metadataServices: [nocloud], changePassword: never, winRm: none }",
        "settings: { pageFile: 4G, ping: false, ipv6Address: random }",
        "cleanUp: { components: keep, storeApps: remove, eventLogs: false, freeSpace: false }",
        "image: { format: raw, compress: false }",
        "image: { compression: zstd }",
        "publish: mycloud",
        "publish: { clouds: [a, b], regions: [R], name: Windows, visibility: public, protect: true"
            + " }",
        "publish: { tags: [windows], share: [0a], keep: 3, older: delete }",
        "publish: { properties: { hw_video_model: qxl, hw_tpm_version: 2.0, hw_rng_model: '', a:"
            + " true } }",
      })
  void theSchemaAndTheReaderTakeEveryForm(String more) {
    String yaml = "name: x\nmedia: { install: { path: a.iso } }\n" + more;
    Problems problems = new Problems();
    YamlReader.read(yaml, problems).ifPresent(root -> RecipeTexts.read(root, problems));
    assertThat(problems.isEmpty()).isTrue();
    assertThat(violations(yaml)).isEmpty();
  }

  private static String read(Path file) {
    try {
      return Files.readString(file);
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  private static List<String> violations(String yaml) {
    Schema schema =
        SchemaRegistry.withDefaultDialect(SpecificationVersion.DRAFT_2020_12)
            .getSchema(read(RecipeSchema.FILE), InputFormat.JSON);
    Object value =
        new org.snakeyaml.engine.v2.api.Load(
                org.snakeyaml.engine.v2.api.LoadSettings.builder().build())
            .loadFromString(yaml);
    String json = JsonMapper.shared().writeValueAsString(value);
    return schema.validate(json, InputFormat.JSON).stream().map(Object::toString).toList();
  }
}
