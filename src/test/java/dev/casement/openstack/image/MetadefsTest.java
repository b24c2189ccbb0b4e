package dev.casement.openstack.image;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import tools.jackson.databind.json.JsonMapper;

class MetadefsTest {
  private static final Metadefs DEFINED =
      new Metadefs(
          "OS::Test",
          JsonMapper.shared()
              .readTree(
                  """
                  {"hw_disk_bus": {"type": "string", "enum": ["virtio", "scsi"]},
                   "seconds": {"type": "integer", "minimum": 0, "maximum": 900},
                   "flag": {"type": "boolean"}, "text": {"type": "string"}, "odd": 7}
                  """));

  @Test
  void whatIsDefinedAndSaidSoIsFine() {
    Map<String, String> image =
        Map.of(
            "hw_disk_bus",
            "scsi",
            "seconds",
            "300",
            "flag",
            "yes",
            "text",
            "",
            "odd",
            "x",
            "b",
            "");
    assertThat(DEFINED.objections(image)).isEmpty();
  }

  @ParameterizedTest
  @CsvSource({
    "hw_disk_bus, floppy, 'one of virtio, scsi'",
    "seconds, soon, a whole number",
    "seconds, -1, at least 0",
    "seconds, 901, at most 900"
  })
  void whatIsSaidOtherwiseIsNamed(String property, String value, String rule) {
    assertThat(DEFINED.objections(Map.of(property, value)))
        .isEqualTo(
            List.of(
                "%s is \"%s\", but this cloud's definitions (OS::Test) say %s"
                    .formatted(property, value, rule)));
  }
}
