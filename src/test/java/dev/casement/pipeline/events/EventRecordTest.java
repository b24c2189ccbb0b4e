package dev.casement.pipeline.events;

import static java.nio.charset.StandardCharsets.US_ASCII;
import static org.assertj.core.api.Assertions.assertThat;

import dev.casement.cli.output.Events;
import dev.casement.report.BuildEvent;
import java.io.BufferedReader;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.time.Instant;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class EventRecordTest {
  private static final BuildEvent WARNING = new BuildEvent.Warning(Instant.EPOCH, "careful");

  @TempDir Path directory;

  private final EventJson json = new EventJson();

  @Test
  void everyKindOfEventIsReadAsItWasWritten() {
    for (BuildEvent event : Events.everyKind()) {
      String line = json.write(event);

      BuildEvent read = EventReader.read(line).orElseThrow();

      assertThat(read).hasSameClassAs(event);
      assertThat(json.write(read)).isEqualTo(line);
    }
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "",
        "rubbish",
        "{\"event\":\"warning\",\"at\":\"2026-02-03T04:05:06Z\",\"te",
        "{\"event\":\"of-a-newer-version\",\"at\":\"2026-02-03T04:05:06Z\",\"stage\":\"x\"}",
        "{\"event\":\"warning\",\"at\":\"yesterday\",\"text\":\"x\"}",
        "{\"event\":\"warning\"}",
        "[]",
        "null"
      })
  void whatIsNoEventIsLeftOut(String line) {
    assertThat(EventReader.read(line)).isEmpty();
  }

  @Test
  void whatWasSaidBeforeIsInItAndOnlyItsUserReadsIt() throws IOException {
    Path file = directory.resolve("events.jsonl");
    try (EventRecord record = new EventRecord()) {
      record.on(Events.started());
      record.open(file);
      record.on(WARNING);

      assertThat(Files.readAllLines(file))
          .containsExactly(json.write(Events.started()), json.write(WARNING));
      assertThat(PosixFilePermissions.toString(Files.getPosixFilePermissions(file)))
          .isEqualTo("rw-------");
    }
  }

  @Test
  void whoHasItOpenReadsToTheEndThoughItWasDeleted() throws IOException {
    Path file = directory.resolve("events.jsonl");
    try (EventRecord record = new EventRecord()) {
      record.open(file);
      try (BufferedReader reader = Files.newBufferedReader(file, US_ASCII)) {
        Files.delete(file);
        record.on(WARNING);

        assertThat(reader.readLine()).isEqualTo(json.write(WARNING));
      }
    }
  }

  @Test
  void aGuestThatNeverEndsToTalkDoesNotFillTheDisk() throws IOException {
    Path file = directory.resolve("events.jsonl");
    try (EventRecord record = new EventRecord(1000)) {
      record.open(file);
      for (BuildEvent event : Events.everyKind()) {
        if (event instanceof BuildEvent.StepProgress) {
          for (int i = 0; i < 100; i++) {
            record.on(event);
          }
        }
      }
      long size = Files.size(file);
      record.on(WARNING);

      assertThat(size).isBetween(1000L, 1300L);
      assertThat(Files.readAllLines(file)).last().isEqualTo(json.write(WARNING));
    }
  }
}
