package dev.casement.recipe.yaml;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;

import dev.casement.openstack.image.Visibility;
import dev.casement.openstack.publish.PublishOrder.Older;
import dev.casement.recipe.PublishSettings;
import dev.casement.recipe.PublishTrial;
import dev.casement.recipe.Recipe;
import dev.casement.recipe.Recipe.ImageSelector;
import dev.casement.recipe.Recipe.ImageSelector.ByEdition;
import dev.casement.recipe.Recipe.ImageSelector.ByIndex;
import dev.casement.recipe.Recipe.ImageSelector.ByName;
import dev.casement.windows.Firmware;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalInt;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import tools.jackson.core.type.TypeReference;
import tools.jackson.databind.json.JsonMapper;

@Tag("host-locale")
class RecipeFormTest {
  @TempDir Path directory;

  @ParameterizedTest
  @ValueSource(
      strings = {
        "",
        "media: { install: { path: a.iso }, drivers: { path: v.iso, exclude: [pvpanic] }, features:"
            + " [ { path: f } ] }",
        "windows: { release: windows-11, image: Windows 11 Pro, locale: de-CH, owner: A,"
            + " features: [NetFx3] }",
        "windows: { edition: Professional, productKey: none }",
        "machine: { firmware: uefi, disk: 100G, diskBus: sata, setupMedium: cd, cpus: 1 }",
        "cloudbaseInit: { groups: [], metadataUrl: 'http://m.test/', retries: 1, kmsHost: 'k:1' }",
        "updates: none",
        "updates: { wsus: 'http://wsus.test:8530', exclude: [KB5034439], onFailure: report }",
        "updates: { packages: msu }",
        "steps: [ { run: a.ps1, args: [-Level, high, '7'], timeout: 90s, when: first-logon } ]",
        "settings: { pageFile: 4G, sanPolicy: windows }",
        "cleanUp: { components: keep }",
        "image: { format: vhdx }",
        "limits: { install: 1h30m, resets: 3 }",
        "publish: { clouds: [a, b], visibility: shared, protect: true, tags: [t], properties: { a:"
            + " '1', b: '' }, share: [p], keep: 2, older: delete }"
      })
  void whatIsWrittenIsReadAgain(String more) {
    RecipeTexts texts = new RecipeTexts(directory);
    String least = more.startsWith("media:") ? "name: x\n" : RecipeTexts.LEAST;
    Recipe recipe = texts.read(least + more);
    assertThat(texts.read(YamlText.of(RecipeForm.of(recipe, Map.of())))).isEqualTo(recipe);
  }

  @Test
  void anAddressIsWrittenWithoutItsQueryAndAKeyNotAtAll() {
    Recipe recipe =
        new RecipeTexts(directory)
            .read(
                """
                name: x
                media: { install: { url: "https://example.test/a.iso?token=t0ken" } }
                windows: { productKey: { env: WINDOWS_KEY } }
                """);
    assertThat(YamlText.of(RecipeForm.of(recipe, Map.of())))
        .contains("url: https://example.test/a.iso\n", "redacted")
        .doesNotContain("t0ken", "W269N");
  }

  @Test
  void whatTheMediaSayIsWrittenInPlaceOfWhatTheRecipeLeavesOpen() {
    Recipe recipe = new RecipeTexts(directory).read(RecipeTexts.LEAST);
    assertThat(
            RecipeForm.of(recipe, Map.of("machine.firmware", Firmware.UEFI_SECURE)).get("machine"))
        .asString()
        .startsWith("{hypervisor=qemu, firmware=uefi-secure, disk=40G,");
    for (ImageSelector image : List.of(new ByName("A"), new ByEdition("B"), new ByIndex(3))) {
      assertThat(RecipeForm.of(recipe, Map.of("windows.image", image)).get("windows"))
          .asString()
          .containsPattern("^\\{(image=A|edition=B|index=3), productKey=kms,");
    }
    assertThat(RecipeForm.of(recipe, Map.of("updates", "none"))).containsEntry("updates", "none");
  }

  @Test
  void whatAManifestKeepsOfPublishIsReadAgain() {
    PublishSettings settings =
        new PublishSettings(
            Optional.empty(),
            List.of("a", "b"),
            List.of("R"),
            Optional.of("Windows"),
            Optional.of(Visibility.SHARED),
            Optional.of(true),
            List.of("t"),
            Map.of("hw_rng_model", "", "x", "y"),
            List.of("0123"),
            OptionalInt.of(2),
            Older.DELETE,
            Optional.of(
                new PublishTrial(
                    Optional.of("tiny"),
                    Optional.empty(),
                    Optional.of("mine"),
                    Duration.ofMinutes(5))));
    assertThat(readAgain(settings)).isEqualTo(settings);
    assertThat(readAgain(PublishSettings.none())).isEqualTo(PublishSettings.none());
    assertThat(RecipeForm.publish(null)).isEqualTo(PublishSettings.none());
  }

  @Test
  void refusesAPublishSectionThatNobodyWrote() {
    assertThatIllegalArgumentException().isThrownBy(() -> RecipeForm.publish(List.of("x")));
    assertThatIllegalArgumentException()
        .isThrownBy(() -> RecipeForm.publish(Map.of("older", "burn")))
        .withMessageContaining("older: \"burn\" is not one of hide, delete");
  }

  /** By way of the manifest's JSON. */
  private static PublishSettings readAgain(PublishSettings settings) {
    JsonMapper json = JsonMapper.shared();
    String text = json.writeValueAsString(new RecordWriter(Map.of()).write(settings));
    return RecipeForm.publish(json.readValue(text, new TypeReference<Map<String, Object>>() {}));
  }
}
