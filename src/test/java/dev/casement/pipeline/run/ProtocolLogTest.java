package dev.casement.pipeline.run;

import static org.assertj.core.api.Assertions.assertThat;

import dev.casement.guest.GuestMessage;
import dev.casement.guest.GuestMessage.Event;
import dev.casement.pipeline.run.GuestDialogue.Heard;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Instant;
import java.util.List;
import java.util.OptionalInt;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class ProtocolLogTest {
  private static final Instant NOON = Instant.parse("2026-02-03T12:00:00Z");

  @TempDir Path directory;

  @Test
  void keepsTheFirstOfManyForeignMessagesAndAllOfItsOwn() throws IOException {
    ProtocolLog log = new ProtocolLog(file(), Long.MAX_VALUE);
    for (int i = 1; i <= 5000; i++) {
      log.add(NOON, message(i, "of another build"), Heard.FOREIGN);
    }
    log.add(NOON, message(1, "of this build"), Heard.NEWS);

    List<String> lines = Files.readAllLines(file());
    assertThat(lines).hasSize(1002);
    assertThat(lines.getFirst())
        .isEqualTo("2026-02-03T12:00:00Z foreign progress updates 40% of another build");
    assertThat(lines.get(1000)).contains("more foreign messages");
    assertThat(lines.getLast())
        .isEqualTo("2026-02-03T12:00:00Z progress updates 40% of this build");
  }

  @Test
  void neverTakesMoreThanTwoFilesWorthAndKeepsTheEnd() throws IOException {
    ProtocolLog log = new ProtocolLog(file(), 1000);
    for (int i = 1; i <= 200; i++) {
      log.add(NOON, message(i, "number " + i), Heard.ROUTINE);
    }

    Path older = directory.resolve("protocol.log.1");
    assertThat(Files.size(older)).isBetween(1000L, 1100L);
    assertThat(Files.size(file())).isLessThan(1100L);
    assertThat(Files.readAllLines(file()).getLast()).endsWith("number 200");
  }

  @Test
  void noTextMovesTheCursorOrPassesForALine() throws IOException {
    ProtocolLog log = new ProtocolLog(file(), Long.MAX_VALUE);

    log.add(NOON, message(1, "one\r\ntwo\n2026 finished updates\u001b[2J"), Heard.NEWS);

    assertThat(Files.readAllLines(file()))
        .containsExactly(
            "2026-02-03T12:00:00Z progress updates 40% one",
            "  two", "  2026 finished updates\\u{1b}[2J");
  }

  @Test
  void aFullDiskCostsMessagesButNoBuild() throws IOException {
    ProtocolLog log = new ProtocolLog(file(), Long.MAX_VALUE);
    Files.createSymbolicLink(file(), Path.of("/dev/full"));
    log.add(NOON, message(1, "one"), Heard.NEWS);
    log.add(NOON, message(2, "two"), Heard.NEWS);
    Files.delete(file());
    log.add(NOON, message(3, "three"), Heard.NEWS);

    assertThat(Files.readAllLines(file()))
        .containsExactly(
            "2 messages could not be written here",
            "2026-02-03T12:00:00Z progress updates 40% three");
  }

  private Path file() {
    return directory.resolve("protocol.log");
  }

  private static GuestMessage message(long sequence, String text) {
    return new GuestMessage(
        "0123456789abcdef0123456789abcdef",
        sequence,
        Event.PROGRESS,
        "updates",
        OptionalInt.of(40),
        text);
  }
}
