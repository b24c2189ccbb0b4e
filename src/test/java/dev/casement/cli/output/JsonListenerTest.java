package dev.casement.cli.output;

import static java.nio.charset.StandardCharsets.US_ASCII;
import static org.assertj.core.api.Assertions.assertThat;

import com.networknt.schema.InputFormat;
import com.networknt.schema.Schema;
import com.networknt.schema.SchemaRegistry;
import com.networknt.schema.SpecificationVersion;
import dev.casement.report.BuildEvent;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.InputStream;
import java.io.PrintStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.List;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import tools.jackson.databind.json.JsonMapper;

@Tag("host-locale")
class JsonListenerTest {
  @Test
  void everyKindOfEventIsOneLineThatItsSchemaAllows() throws IOException {
    Schema schema = schema();
    List<BuildEvent> events = Events.everyKind();
    assertThat(events.stream().map(Object::getClass).collect(Collectors.toSet()))
        .as("all kinds are tried")
        .containsExactlyInAnyOrderElementsOf(kinds(BuildEvent.class).toList());
    for (BuildEvent event : events) {
      String output = print(event);
      assertThat(output).endsWith("\n").doesNotContain("\u001b");
      assertThat(output.strip()).doesNotContain("\n");
      assertThat(schema.validate(output, InputFormat.JSON)).as(output).isEmpty();
    }
  }

  @Test
  void everyEventOfOneOfSeveralBuildsNamesIt() throws IOException {
    Schema schema = schema();
    for (BuildEvent event : Events.everyKind()) {
      ByteArrayOutputStream bytes = new ByteArrayOutputStream();
      try (BuildsListener listener = BuildsListener.json(new PrintStream(bytes, false, US_ASCII))) {
        listener.of("x").on(event);
      }
      String output = bytes.toString(US_ASCII);
      assertThat(JsonMapper.shared().readTree(output).path("build").asString()).isEqualTo("x");
      assertThat(schema.validate(output, InputFormat.JSON)).as(output).isEmpty();
    }
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "{\"event\":\"stage-started\",\"at\":\"2026-02-03T04:05:06Z\",\"stage\":\"A\"}",
        "{\"event\":\"warning\",\"at\":\"yesterday\",\"text\":\"t\"}",
        "{\"event\":\"warning\",\"at\":\"2026-02-03T04:05:06Z\",\"text\":\"t\",\"more\":1}",
        "{\"event\":\"new\",\"at\":\"2026-02-03T04:05:06Z\"}",
      })
  void theSchemaRefusesOtherObjects(String line) throws IOException {
    assertThat(schema().validate(line, InputFormat.JSON)).isNotEmpty();
  }

  @Test
  void theManualNamesEveryEventAndField() throws IOException {
    String manual = Files.readString(Path.of("docs/events.md"));
    for (BuildEvent event : Events.everyKind()) {
      var json = JsonMapper.shared().readTree(print(event));
      assertThat(manual).contains("| `" + json.get("event").asString() + "` |");
      json.propertyNames().forEach(name -> assertThat(manual).contains("`" + name + "`"));
    }
  }

  @Test
  void durationsAreSecondsAndTextsArriveAsTheyWere() {
    var mapper = JsonMapper.shared();
    assertThat(mapper.readTree(print(Events.everyKind().get(4))).get("elapsedSeconds").asDouble())
        .isEqualTo(91.5);
    assertThat(mapper.readTree(print(Events.everyKind().get(3))).get("text").asString())
        .isEqualTo("netkvm\u001b[2J");
    assertThat(mapper.readTree(print(Events.everyKind().get(6))).get("text").asString())
        .startsWith("no checksum: \ud83d\ude80 ");
  }

  private static String print(BuildEvent event) {
    ByteArrayOutputStream bytes = new ByteArrayOutputStream();
    try (ProgressListener listener =
        ProgressListener.json(new PrintStream(bytes, false, US_ASCII))) {
      listener.on(event);
    }
    return bytes.toString(US_ASCII);
  }

  private static Schema schema() throws IOException {
    try (InputStream in =
        JsonListenerTest.class.getResourceAsStream("/dev/casement/events.schema.json")) {
      String text = new String(in.readAllBytes(), US_ASCII);
      return SchemaRegistry.withDefaultDialect(SpecificationVersion.DRAFT_2020_12)
          .getSchema(text, InputFormat.JSON);
    }
  }

  /** The records of a sealed interface, those of the interfaces below it too. */
  private static Stream<Class<?>> kinds(Class<?> event) {
    return event.isSealed()
        ? Arrays.stream(event.getPermittedSubclasses()).flatMap(JsonListenerTest::kinds)
        : Stream.of(event);
  }
}
