package dev.casement.files;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;

import java.lang.StackWalker.StackFrame;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.stream.Collectors;
import org.junit.jupiter.api.Test;
import tools.jackson.core.JacksonException;
import tools.jackson.databind.json.JsonMapper;

class JsonRecordsTest {
  private static final Box BOX =
      new Box(7, Optional.of("a"), Instant.EPOCH, Map.of("x", new Part(List.of(0.5), true)));
  private static final String TEXT =
      """
      {
        "number" : 7,
        "name" : "a",
        "at" : "1970-01-01T00:00:00Z",
        "parts" : {
          "x" : {
            "shares" : [ 0.5 ],
            "whole" : true
          }
        }
      }\
      """;

  private record Box(int number, Optional<String> name, Instant at, Map<String, Part> parts) {}

  private record Part(List<Double> shares, boolean whole) {
    Part {
      if (shares.isEmpty()) {
        throw new IllegalArgumentException("a part has shares");
      }
    }
  }

  private record Watched(Set<String> callers) {
    @SuppressWarnings("UnusedMethod") // called by reflection only
    Watched {
      callers =
          StackWalker.getInstance()
              .walk(frames -> frames.map(StackFrame::getClassName).collect(Collectors.toSet()));
    }
  }

  @Test
  void readsWhatItHasWritten() {
    assertThat(JsonRecords.indented(BOX)).isEqualToNormalizingNewlines(TEXT);
    assertThat(JsonRecords.MAPPER.readValue(TEXT, Box.class)).isEqualTo(BOX);
  }

  @Test
  void readsWhatJacksonReads() {
    for (String text :
        List.of("{}", "{\"number\": null}", "{\"name\": null, \"parts\": {}, \"more\": [1]}")) {
      assertThat(outcome(JsonRecords.MAPPER, text)).isEqualTo(outcome(JsonMapper.shared(), text));
    }
  }

  @Test
  void aRecordThatRefusesItsComponentsSaysWhy() {
    String text = "{\"shares\": [], \"whole\": false}";

    assertThatExceptionOfType(JacksonException.class)
        .isThrownBy(() -> JsonRecords.MAPPER.readValue(text, Part.class))
        .satisfies(e -> assertThat(e.getOriginalMessage()).contains("a part has shares"));
    assertThat(failure(JsonRecords.MAPPER, text)).isEqualTo(failure(JsonMapper.shared(), text));
  }

  /** This is what it is there for: a class at run time takes longer than a record. */
  @Test
  void makesNoMethodHandles() {
    Watched read = JsonRecords.MAPPER.readValue("{}", Watched.class);

    assertThat(read.callers())
        .contains("tools.jackson.databind.ObjectMapper")
        .noneMatch(name -> name.contains("AnnotatedConstructor"));
  }

  private static String outcome(JsonMapper mapper, String text) {
    try {
      return String.valueOf(mapper.readValue(text, Box.class));
    } catch (JacksonException e) {
      return String.valueOf(e.getOriginalMessage());
    }
  }

  private static String failure(JsonMapper mapper, String text) {
    try {
      return mapper.readValue(text, Part.class).toString();
    } catch (JacksonException e) {
      return e.getClass() + ": " + e.getOriginalMessage();
    }
  }
}
