package dev.casement.pipeline.output;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;

import dev.casement.openstack.image.Visibility;
import dev.casement.openstack.publish.PublishOrder.Older;
import dev.casement.recipe.PublishSettings;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalInt;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import tools.jackson.core.type.TypeReference;
import tools.jackson.databind.json.JsonMapper;

@Tag("host-locale")
class PublishFormTest {
  @Test
  void whatAManifestKeepsIsReadAgain() {
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
            Older.DELETE);
    assertThat(read(settings)).isEqualTo(settings);
    assertThat(read(PublishSettings.none())).isEqualTo(PublishSettings.none());
    assertThat(PublishForm.read(null)).isEqualTo(PublishSettings.none());
  }

  @Test
  void refusesWhatItDidNotWrite() {
    assertThatIllegalArgumentException().isThrownBy(() -> PublishForm.read("x"));
    assertThatIllegalArgumentException()
        .isThrownBy(() -> PublishForm.read(Map.of("older", "burn")))
        .withMessageContaining("burn");
  }

  /** By way of the manifest's JSON. */
  private static PublishSettings read(PublishSettings settings) {
    JsonMapper json = JsonMapper.shared();
    String text = json.writeValueAsString(PublishForm.write(settings));
    return PublishForm.read(json.readValue(text, new TypeReference<Map<String, Object>>() {}));
  }
}
